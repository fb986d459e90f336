import { type Action, assertTarget, mayAct, mayActOn, permit, rights } from '../../../services/people/rights';
import { type Person, roles } from '../../../services/people/person';
import { isGuarded } from '../../../services/offers/guarded';
import { needsSecondAdmin } from '../../../services/offers/two-admins';
import { person } from '../../helpers/services';

const actions = Object.keys(rights) as Action[];
/** Listed here, so that every new right counts as a change until somebody says here that it is none. */
const changesNothing: Action[] = [
  'show-conference-info',
  'show-person',
  'send-conference-info',
  'mail-status',
  'find-conference-id',
  'report',
  'audit',
  'export-audit',
  'nudge',
  'talk',
];

/** What helpdesk may ask of an administrator, who decides. */
const asking = ['ask-admin', 'ask-pin-reset'];

describe('who may act on whom', () => {
  const cases = roles.flatMap((actor) =>
    roles.flatMap((target) => actions.map((action) => [actor, action, target] as const)),
  );

  test.each(cases)('%s, %s, of a person who is %s', (actor, action, target) => {
    expect(mayActOn(actor, target, action)).toBe(
      !(actor === 'helpdesk' && target === 'admin' && !changesNothing.includes(action)),
    );
    const [one, other] = [
      { ...person('Adele'), role: actor },
      { ...person('Megan'), role: target },
    ];
    const check = () => assertTarget(one, other, action);
    if (mayActOn(actor, target, action)) expect(check).not.toThrow();
    else expect(check).toThrow('not-for-admins');
    // For their own account, only the role counts.
    expect(() => assertTarget(one, { ...one, role: target }, action)).not.toThrow();
  });

  test('helpdesk and users change nothing of anybody today, and helpdesk alone asks for it', () => {
    for (const role of ['user', 'helpdesk', 'auditor'] as const) {
      expect(
        actions.filter((action) => mayAct(role, action, { others: true }) && !changesNothing.includes(action)),
      ).toEqual(role === 'helpdesk' ? asking : []);
    }
  });
});

describe('permit', () => {
  const [adele, megan] = [person('Adele'), person('Megan')];

  test.each<[string, Partial<Person> | undefined, string]>([
    ['nobody', undefined, 'actor-unknown'],
    ['a room', { kind: 'resource' }, 'actor-unknown'],
    ['a guest whose account is disabled', { kind: 'guest', accountEnabled: false }, 'actor-guest'],
    ['a disabled account', { accountEnabled: false }, 'actor-disabled'],
  ])('refuses %s first, whatever is asked', (_, but, code) => {
    const actor = but && { ...adele, role: 'user' as const, ...but };
    expect(() => permit(actor)).toThrow(code);
    for (const whom of ['self', 'others', megan] as const) expect(() => permit(actor, whom, 'reset-pin')).toThrow(code);
  });

  const answer = (check: () => void): string => {
    try {
      check();
      return 'permitted';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each(roles.flatMap((role) => actions.map((action) => [role, action] as const)))(
    'asks %s, %s, the same before a name is looked up and after',
    (role, action) => {
      const actor = { ...adele, role };
      const own = mayAct(role, action, { others: false }) ? 'permitted' : 'not-your-role';
      const others = mayAct(role, action, { others: true }) ? 'permitted' : 'not-for-others';
      expect(answer(() => permit(actor, 'self', action))).toBe(own);
      expect(answer(() => permit(actor, 'others', action))).toBe(others);
      const found = { ...megan, role: 'user' as const };
      expect(answer(() => permit(actor, found, action))).toBe(others);
      if (role === 'helpdesk' && asking.includes(action))
        expect(answer(() => permit(actor, megan, action))).toBe('not-for-admins');
      // The same under any name that people give for themselves.
      expect(answer(() => permit(actor, { ...actor }, action))).toBe(own);
    },
  );

  test('knows what the tenant has set', () => {
    const actor = { ...adele, role: 'user' as const };
    expect(() => permit(actor, actor, 'reset-conference-id')).toThrow('not-your-role');
    permit(actor, actor, 'reset-conference-id', { selfServiceConferenceId: true });
    expect(() => permit(actor, megan, 'reset-conference-id', { selfServiceConferenceId: true })).toThrow(
      'not-for-others',
    );
  });
});

describe('what takes a second administrator', () => {
  test.each(
    actions.flatMap((action) =>
      [true, false].flatMap((isProtected) => [true, false].map((own) => [action, isProtected, own] as const)),
    ),
  )('%s, of somebody protected: %s, own: %s', (action, isProtected, own) => {
    const expected = isProtected && isGuarded(action) && (!own || action === 'unprotect');
    expect(needsSecondAdmin(action, { target: { protected: isProtected }, own })).toBe(expected);
  });

  test(
    'is every change that only administrators make to somebody else, but for starting it, deciding it, mails, and bulk, which has an ' +
      'approval of its own',
    () => {
      const forOthers = actions.filter(
        (action) =>
          mayAct('admin', action, { others: true }) &&
          !mayAct('helpdesk', action, { others: true }) &&
          !mayAct('auditor', action, { others: true }),
      );
      expect(forOthers.filter((action) => !isGuarded(action)).sort()).toEqual([
        'ask-second-admin',
        'bulk',
        'decline-request',
        'protect',
        'resend-mail',
        // What it shows came of a reset that was guarded itself.
        'show-late-pin',
      ]);
    },
  );
});

describe('what a setting opens', () => {
  test('is one’s own conference ID, for every role, and nobody else’s', () => {
    for (const role of roles) {
      for (const action of actions) {
        for (const others of [true, false]) {
          const open = mayAct(role, action, { others, settings: { selfServiceConferenceId: true } });
          expect(open).toBe(mayAct(role, action, { others }) || (action === 'reset-conference-id' && !others));
        }
      }
    }
  });
});

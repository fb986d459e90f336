import { problemWords } from '../../cli/terminal/problem-words';
import { type CommandLine, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

const somebody = { id: 'x', name: 'Alice Smith', upn: 'alice.smith@contoso.example' };
/** Something for every detail that words may use. */
const details = {
  ...{
    person: somebody,
    own: false,
    text: 'x',
    nearest: [],
    matches: [],
    more: 0,
    domains: [],
    numbers: ['+15550100100'],
  },
  ...{ people: [somebody], number: '+15550100100', tollFree: false },
  ...{ others: [], why: 'protected', until: new Date(0), most: 1, hours: 24, count: 5_000, columns: ['x'] },
  ...{ reason: 'throttled', what: 'enable' },
  ...{ label: 'x', allowed: 'y', role: 'helpdesk', now: true, action: 'x', by: 'own', command: 'x', at: new Date(0) },
};
/** It is like that already: there is nothing to find a way out of. */
const alreadySo = ['settings-same', 'role-same', 'protected-same', 'setting-invalid'];

test.each(Object.entries(problemWords))('%s names the way out', (code, words) => {
  const [what, wayOut] = (words as (facts: unknown) => [string, string])(details);
  expect(`${what} ${wayOut}`).not.toMatch(/undefined|\[object|\.\./);
  expect(what).toMatch(/^\S.*[^.]$/);
  expect(wayOut).toMatch(/\.$/);
  if (!alreadySo.includes(code)) expect(wayOut.replace('Nothing was changed.', '').length).toBeGreaterThan(15);
});

describe('on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => void (line = await openCommandLine()));
  afterAll(() => line.close());
  const errors = async (...args: string[]) => (await line.here(args)).errors;
  const upn = (name: string) => person(name).upn;

  test('an account, a licence, a room, a state: each with the command or the place that changes it', async () => {
    expect(await errors('user', 'enable', upn('Lynne'))).toContain('"licensed"');
    expect(await errors('user', 'enable', upn('Alice'))).toContain(`user set ${upn('Alice')} --reset-leader-pin`);
    await line.services.directory.save({ ...person('Alex'), accountEnabled: false });
    expect(await errors('user', 'set', upn('Alex'), '--reset-conference-id')).toContain('Enable it in Microsoft Entra');
    await line.services.directory.save({ ...person('Alex'), kind: 'resource' });
    expect(await errors('user', 'set', upn('Alex'), '--reset-conference-id')).toContain('"kind"');
    await line.services.directory.save(person('Alex'));
  });

  describe('a PIN that would reach nobody: what was given already is not asked for', () => {
    const reset = (...more: string[]) => errors('user', 'set', upn('Alice'), '--reset-leader-pin', ...more);
    afterEach(() => line.services.settings.save(person('Alice').tenant, { automaticMails: true, pinsByMail: true }));

    test('emails are off', async () => {
      await line.services.settings.save(person('Alice').tenant, { automaticMails: false });
      expect(await reset()).toMatch(/Run it in a terminal, or add --show-pin; or have it emailed with --send-email\./);
      expect(await reset('--no-send-email')).toContain('or leave --no-send-email out.');
      expect(await reset('--show-pin', '--output', 'none')).toContain('Choose another --output than none');
    });

    test('emails carry no PIN', async () => {
      await line.services.settings.save(person('Alice').tenant, { pinsByMail: false });
      const said = await reset('--send-email');
      expect(said).toContain('or add --show-pin; emails carry no PIN here.');
      expect(said).not.toContain('--send-email');
    });

    test('there is no mailbox', async () =>
      expect(await errors('user', 'set', upn('Patti'), '--reset-leader-pin')).toContain(
        'or have it emailed with --send-email-to-address <address>.',
      ));
  });
});

import { mongoOf } from '../../helpers/database';
import { type Services } from '../../../services';
import { Problem } from '../../../services/base/problem';
import { Secret } from '../../../services/base/secret';
import { abilities } from '../../../services/conferencing/backend';
import { type OutboxDocument } from '../../../services/mail/outbox-document';
import { type OfferKind } from '../../../services/offers/offers';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { clickOn as offeredClick } from '../../helpers/clicks';
import { createFakeTeams, type FakeTeams } from '../../helpers/fake-teams';
import { freshServices, person } from '../../helpers/services';

/** What both backends do alike, and each difference by its name. */
describe.each(['own', 'teams'] as const)('the backend "%s"', (name) => {
  let services: Services;
  let teams: FakeTeams;
  let dispose: () => Promise<void>;
  beforeAll(async () => {
    teams = createFakeTeams();
    const backend = name === 'teams' ? { name, calls: teams.calls } : { name };
    ({ services, dispose } = await freshServices({ backend }));
  });
  afterAll(() => dispose());
  afterEach(() =>
    services.settings.save(sampleTenant, { whoSeesPin: 'operator', pinsByMail: true, limitPerTarget: 0 }),
  );

  const clickOn = (kind: OfferKind, actor: string, target: string, input?: object) =>
    offeredClick(services, kind, actor, target, input);
  const codeOf = async (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof Problem ? (error.code as string) : String(error)),
    );
  const outbox = (who: string) =>
    mongoOf(services)
      .db.collection<OutboxDocument>('outbox')
      .find({ person: person(who).id })
      .sort({ at: -1 })
      .toArray();
  const outcomes = async (most: number) =>
    (await services.audit.latest(sampleTenant, most)).map(({ action, outcome }) => `${action} ${outcome}`);

  test('resets a PIN for its owner, who gets it once and no mail', async () => {
    const click = await clickOn('reset-pin', 'Alice', 'Alice');
    const { pin, mail, own } = await services.conferencing.resetPin(click);
    expect(pin!.reveal()).toMatch(/^\d{5}$/);
    expect([mail.kind, own]).toEqual(['self-service', true]);
    expect(await codeOf(services.conferencing.resetPin(click))).toBe('operation-used');
    // Difference: what Teams is asked for is in the trail before it is done.
    expect(await outcomes(name === 'own' ? 1 : 2)).toEqual(
      name === 'own' ? ['reset-pin done'] : ['reset-pin done', 'reset-pin asked'],
    );
  });

  test('resets a PIN for somebody else, and mails it sealed', async () => {
    const { pin } = await services.conferencing.resetPin(await clickOn('reset-pin', 'Megan', 'Alice'));
    expect(pin!.reveal()).toMatch(/^\d{5}$/);
    const [mail] = await outbox('Alice');
    expect(mail).toMatchObject({ kind: 'pin-reset', pin: { key: 'test-1' } });
    expect(JSON.stringify(mail)).not.toContain(pin!.reveal());
  });

  test('shows an administrator no PIN where only owners see theirs', async () => {
    await services.settings.save(sampleTenant, { whoSeesPin: 'owner' });
    const { pin, waiting } = await services.conferencing.resetPin(
      await clickOn('reset-pin', 'Megan', 'Alice', { old: 'stops' }),
    );
    expect(pin).toBeUndefined();
    expect(waiting).toMatchObject({ stopped: true });
  });

  test('mails no PIN where mails carry none', async () => {
    await services.settings.save(sampleTenant, { pinsByMail: false });
    await services.conferencing.resetPin(await clickOn('reset-pin', 'Megan', 'Alice'));
    expect((await outbox('Alice'))[0]).toMatchObject({ kind: 'pin-reset', withheld: 'not-by-mail' });
    expect((await outbox('Alice'))[0]!.pin).toBeUndefined();
  });

  test.each([
    ['a guest', 'Diego', 'guest'],
    ['somebody without a licence', 'Lynne', 'not-licensed'],
  ])('refuses a PIN for %s', async (_, who, code) => {
    expect(await codeOf(services.conferencing.resetPin(await clickOn('reset-pin', 'Megan', who)))).toBe(code);
  });

  test('refuses more resets than the limit allows, and asks Teams for none of them', async () => {
    await services.settings.save(sampleTenant, { limitPerTarget: 1 });
    const reset = async () => codeOf(services.conferencing.resetPin(await clickOn('reset-pin', 'Megan', 'Alex')));
    expect(await reset()).toBe('done');
    const before = teams.taken.length;
    expect(await reset()).toBe('limit-reached');
    expect(teams.taken).toHaveLength(before);
  });

  test('switches the mails of a person', async () => {
    await services.conferencing.switchMails(await clickOn('switch-mails', 'Megan', 'Adele', { position: 'off' }));
    expect(await services.conferencing.mailsOf(person('Adele'), { own: false })).toBe(false);
  });

  test('tells the numbers of a person', async () => {
    expect(await services.conferencing.info(person('Alice'), { own: true })).toMatchObject({
      tollNumber: '+15550100100',
      // Difference: Teams gives each meeting an ID of its own.
      conferenceId: name === 'own' ? (expect.stringMatching(/^\d{7}$/) as string) : '',
    });
  });

  test('gives a person another number to dial', async () => {
    const click = await clickOn('change-number', 'Megan', 'Alice', { number: '+15550100200' });
    expect((await services.conferencing.changeNumber(click)).info.tollNumber).toBe('+15550100200');
  });

  // Differences: what only the desk's own backend can do is refused with one code, before anything is asked.
  const own = name === 'own';
  test.each<[string, () => Promise<unknown>]>([
    [
      'resets a conference ID',
      async () => services.conferencing.resetConferenceId(await clickOn('reset-conference-id', 'Megan', 'Alice')),
    ],
    [
      'offers another conference ID',
      () => services.conferencing.mailOutcome('conference-id-reset', person('Alice'), { own: false }),
    ],
    ['disables', async () => services.conferencing.disable(await clickOn('disable', 'Megan', 'Alex'))],
    ['enables', async () => services.conferencing.enable(await clickOn('enable', 'Megan', 'Alex'))],
    ['checks a PIN', () => services.conferencing.verifyPin(person('Alice'), new Secret('00000'))],
    ['sets the PIN length', () => services.settingsChanges.compare(person('Megan'), { pinLength: '9' })],
  ])(`${own ? '%s' : 'cannot: %s'}`, async (_, work) => {
    const before = teams.taken.length;
    expect(await codeOf(work())).toBe(own ? 'done' : 'not-with-teams');
    expect(teams.taken).toHaveLength(before);
  });

  test('says what it can for each ability', () => {
    expect(Object.keys(services.backend.can).sort()).toEqual([...abilities].sort());
    const cannot = abilities.filter((one) => !services.backend.can[one]);
    expect(cannot).toEqual(
      own
        ? []
        : [
            'reset-conference-id',
            'enable',
            'pin-length',
            'numbers',
            'start-without-pin',
            'bridge-settings',
            'check-pin',
            'find-conference-id',
          ],
    );
  });

  test('does not start on a database of the other backend', async () => {
    const { databaseName: database } = mongoOf(services).db;
    const other = own ? { name: 'teams' as const, calls: teams.calls } : { name: 'own' as const };
    const again = freshServices({ database, backend: other });
    await expect(again).rejects.toThrow(/CONFERENCING=teams/);
  });
});

import { mongoOf } from '../../helpers/database';
import { type TenantCall } from '../../../services/conferencing/tenant-calls';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { shownNoted } from '../../helpers/shown';
import { openTeamsDesk, type TeamsDesk } from '../../helpers/teams-desk';

let open: TeamsDesk;
const desk = () => open.desk;
beforeAll(async () => {
  open = await openTeamsDesk();
  for (const name of ['Megan', 'Nestor', 'Alice']) await desk().as(name).say('hello');
});
afterAll(() => open.close());
beforeEach(async () => {
  await open.settled();
  open.teams.reset();
});

const calls = () => mongoOf(desk().services).db.collection<TenantCall>('tenantCalls');
const newestCall = async () => (await calls().find().sort({ at: -1 }).limit(1).toArray())[0]!;
const trail = async (action = 'reset-pin') =>
  (await desk().services.audit.latest(sampleTenant, 6)).filter((record) => record.action === action);
const mails = (name: string) =>
  mongoOf(desk().services)
    .db.collection('outbox')
    .find({ person: person(name).id })
    .sort({ at: -1 })
    .toArray();

async function reset(text: string, by: string) {
  const somebody = desk().as(by);
  return somebody.click(await open.ask(by, text), 'Reset PIN');
}

describe('a PIN that Teams resets', () => {
  test('is shown once to its owner, and nothing of it is kept', async () => {
    const card = await reset('reset my pin', 'Alice');
    const pin = textById(card, 'pin')!;
    expect(pin).toBe(open.teams.pinOf(person('Alice').id));
    expect(open.teams.taken).toEqual([
      { verb: 'reset-pin', identity: person('Alice').id, sendEmail: false, to: undefined },
    ]);
    await shownNoted(desk().services);
    const [shown, done, asked] = await trail();
    expect([shown, done, asked].map((record) => record!.outcome)).toEqual(['shown', 'done', 'asked']);
    expect(done).toMatchObject({ version: 1, operation: asked!.operation });
    const record = await mongoOf(desk().services)
      .db.collection('conferencing')
      .findOne({ person: person('Alice').id });
    expect(record).toMatchObject({ backend: 'teams', pin: { version: 1 } });
    expect(record!.pin).toEqual({ version: 1 });
    expect(await newestCall()).toMatchObject({ state: 'done', verb: 'reset-pin' });
  });

  test('for somebody else is shown to the administrator, mailed to the owner, and told in the chat', async () => {
    const card = await reset('reset pin for alice', 'Megan');
    expect(textById(card, 'pin')).toBe(open.teams.pinOf(person('Alice').id));
    expect(readCard(card)).toContain('alice.smith@contoso.example');
    const [mail] = await mails('Alice');
    expect(mail).toMatchObject({ kind: 'pin-reset', to: 'alice.smith@contoso.example', state: 'queued' });
    expect(mail!.pin).toMatchObject({ key: 'test-1' });
    const told = await open.card('Alice', 'Your PIN was reset');
    expect(readCard(told)).toContain('Megan Bowen (megan.bowen@contoso.example) reset your PIN');
    expect(readCard(told)).toContain('Only a new PIN stops that one');
  });

  test('twice by the same button is reset once', async () => {
    const megan = desk().as('Megan');
    const offer = await open.ask('Megan', 'reset pin for alice');
    await megan.click(offer, 'Reset PIN');
    expect(await megan.note(offer, 'Reset PIN')).toContain('already done at');
    expect(open.teams.taken).toHaveLength(1);
  });

  test.each([
    ['unavailable', 'The connection to Teams is not there'],
    ['no-right', 'Teams does not let Dial-in Desk do this'],
    ['sign-in', 'could not sign in to Teams'],
    ['tenant-without-service', 'no Audio Conferencing'],
    ['person-unknown', 'Teams does not know this person yet'],
    ['throttled', 'no more changes'],
    ['failed', 'an error'],
  ] as const)('is refused because of %s: nothing was changed, and it can be tried again', async (reason, words) => {
    open.teams.next({ kind: 'refused', reason, correlation: 'f3d1c2' });
    const card = await reset('reset pin for alice', 'Megan');
    expect(titleOf(card)).toBe('Teams did not do it');
    expect(readCard(card)).toContain('nothing was changed'.replace('n', 'N'));
    expect(readCard(card)).toContain(words);
    expect(readCard(card)).toContain('f3d1c2');
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Reset PIN']);
    expect(await newestCall()).toMatchObject({ state: 'refused', reason });
    const [refused, asked] = await trail();
    expect(refused).toMatchObject({ outcome: 'refused', reason: 'teams-refused' });
    expect(asked).toMatchObject({ outcome: 'asked' });
    expect((await open.press('Megan', card, 'Reset PIN')).body).toBeDefined();
  });

  test.each(['timeout', 'worker-died', 'garbled'] as const)(
    'is not known after %s: never failed, never repeated',
    async (reason) => {
      const before = (await mails('Alice')).length;
      open.teams.next({ kind: 'unknown', reason });
      const card = await reset('reset pin for alice', 'Megan');
      expect(titleOf(card)).toBe('Not known');
      expect(readCard(card)).toContain('Perhaps it was changed, perhaps not.');
      expect(readCard(card)).not.toMatch(/failed|wrong/i);
      expect(open.teams.taken).toHaveLength(1);
      expect(await newestCall()).toMatchObject({ state: 'unknown' });
      expect((await trail()).slice(0, 2).map(({ outcome }) => outcome)).toEqual(['unknown', 'asked']);
      expect(await mails('Alice')).toHaveLength(before);
    },
  );

  test('is refused where a call breaks off before anything was sent', async () => {
    open.teams.next({ kind: 'unknown', reason: 'worker-died' }, { sent: false });
    expect(titleOf(await reset('reset my pin', 'Alice'))).toBe('Teams did not do it');
    expect(open.teams.taken).toHaveLength(0);
  });

  test('keeps saying so when its message gets its final state', async () => {
    open.teams.next({ kind: 'unknown', reason: 'timeout' });
    const card = await reset('reset pin for alice', 'Megan');
    await mongoOf(desk().services)
      .db.collection('operations')
      .updateMany({ call: 'unknown' }, { $set: { tidyAt: new Date(0) } });
    await open.settled();
    expect(open.cardsOf('Megan').map(titleOf)).toContain('Not known');
    expect(titleOf(card)).toBe('Not known');
  });

  test('that Teams does not tell is said so, with the way to have Microsoft email one', async () => {
    open.teams.next({ kind: 'done', value: {} });
    const card = await reset('reset pin for alice', 'Megan');
    expect(titleOf(card)).toBe('Reset, but the PIN is not known here');
    expect(readCard(card)).toContain('did not tell the new one to us');
    const [mail] = await mails('Alice');
    expect(mail).toMatchObject({ kind: 'pin-reset', withheld: 'untold' });
    expect(mail!.pin).toBeUndefined();
    expect(readCard(await open.card('Alice', 'Your PIN was reset'))).not.toContain('was shown the new one');

    const offer = await open.press('Megan', card, 'Have Microsoft email it');
    expect(readCard(offer)).toContain('Microsoft also emails the new PIN to alice.smith@contoso.example');
    const again = await desk().as('Megan').click(offer, 'Reset PIN');
    expect(readCard(again)).toContain('Microsoft was asked to email the new PIN');
    expect(open.teams.taken.at(-1)).toMatchObject({ sendEmail: true, to: undefined });
  });

  test('is for one press at a time, whoever presses', async () => {
    const held = open.teams.hold();
    const megan = desk().as('Megan');
    const nestor = desk().as('Nestor');
    const [first, second] = [
      await open.ask('Megan', 'reset pin for alice'),
      await open.ask('Nestor', 'reset pin for alice'),
    ];
    const one = megan.click(first, 'Reset PIN');
    await held.sent;
    expect(titleOf(await nestor.click(second, 'Reset PIN'))).toBe('Teams is still at it');
    held.release();
    expect(textById(await one, 'pin')).toBeDefined();
    expect(open.teams.taken).toHaveLength(1);
    expect(textById(await nestor.click(second, 'Reset PIN'), 'pin')).toBeDefined();
  });
});

describe('where only owners see their PINs', () => {
  beforeAll(() => desk().services.settings.save(sampleTenant, { whoSeesPin: 'owner' }));
  afterAll(() => desk().services.settings.save(sampleTenant, { whoSeesPin: 'operator' }));

  test('Teams is asked only when the owner picks the PIN up', async () => {
    const card = await reset('reset pin for alice', 'Megan');
    expect(titleOf(card)).toBe('A new PIN is offered');
    expect(open.teams.taken).toHaveLength(0);
    const waiting = await open.card('Alice', 'A new PIN is waiting for you');
    const shown = await desk().as('Alice').click(waiting, 'Show my new PIN');
    expect(textById(shown, 'pin')).toBe(open.teams.pinOf(person('Alice').id));
    expect(open.teams.taken).toHaveLength(1);
  });

  test('the old PIN is stopped by a reset that nobody sees, and the owner gets another one', async () => {
    const megan = desk().as('Megan');
    const card = await megan.click(await open.ask('Megan', 'reset pin for alice'), 'Reset and stop the old one now');
    expect(titleOf(card)).toBe('The old PIN is stopped');
    expect(open.teams.taken).toHaveLength(1);
    const unseen = open.teams.pinOf(person('Alice').id)!;
    expect(JSON.stringify(card)).not.toContain(unseen);
    const waiting = await open.card('Alice', 'A new PIN is waiting for you');
    const pin = textById(await desk().as('Alice').click(waiting, 'Show my new PIN'), 'pin')!;
    expect(pin).not.toBe(unseen);
    expect(open.teams.taken).toHaveLength(2);
  });

  test('a pick-up that Teams refuses says so, now and later', async () => {
    await reset('reset pin for alice', 'Megan');
    const waiting = await open.card('Alice', 'A new PIN is waiting for you');
    open.teams.next({ kind: 'refused', reason: 'throttled' });
    expect(titleOf(await desk().as('Alice').click(waiting, 'Show my new PIN'))).toBe('Teams did not do it');
    await mongoOf(desk().services)
      .db.collection('operations')
      .updateMany({ call: 'refused', kind: 'pick-up-pin' }, { $set: { tidyAt: new Date(0) } });
    expect(titleOf(await open.card('Alice', 'Teams did not do it'))).toBe('Teams did not do it');
  });
});

describe('an objection', () => {
  test('locks the owner for others here, and says that only a new PIN stops the one before', async () => {
    await reset('reset pin for alice', 'Megan');
    const told = await open.card('Alice', 'Your PIN was reset');
    const card = await desk().as('Alice').click(told, "This wasn't me");
    expect(readCard(card)).toContain('works until there is a newer one');
    expect(readCard(card)).toContain('Teams admin center: Dial-in Desk cannot keep them from that');
    expect(open.teams.taken).toHaveLength(1);
    expect(titleOf(await open.ask('Megan', 'reset pin for alice'))).toBe('Locked');
    const own = await reset('reset my pin', 'Alice');
    expect(textById(own, 'pin')).toBeDefined();
    await desk()
      .as('Alice')
      .click(await open.ask('Alice', 'lift my lock'), 'Lift the lock');
  });
});

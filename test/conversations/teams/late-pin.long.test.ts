import { mongoOf } from '../../helpers/database';
import { type TenantCall } from '../../../services/conferencing/tenant-calls';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { openTeamsDesk, type TeamsDesk } from '../../helpers/teams-desk';
import { until } from '../../helpers/until';

let open: TeamsDesk;
const desk = () => open.desk;
beforeAll(async () => {
  open = await openTeamsDesk({ patience: 1_000, sweepInterval: 100 });
  for (const name of ['Megan', 'Alice']) await desk().as(name).say('hello');
});
afterAll(() => open.close());
beforeEach(async () => {
  await open.settled();
  open.teams.reset();
});

const calls = () => mongoOf(desk().services).db.collection<TenantCall>('tenantCalls');
const waiting = () => calls().findOne({ pin: { $exists: true } });
const ended = (state: string) =>
  until(`a call to be ${state}`, async () => (await calls().countDocuments({ state: 'asked' })) === 0);

/** Presses a reset that Teams does not answer in time. */
async function late(by: string, text: string) {
  const held = open.teams.hold();
  const card = await desk()
    .as(by)
    .click(await open.ask(by, text), 'Reset PIN');
  expect(titleOf(card)).toBe('Teams is still at it');
  return held;
}

test('a PIN that comes late waits sealed in the chat of whoever pressed, is shown once, and is gone', async () => {
  const held = await late('Megan', 'reset pin for alice');
  held.release();
  const card = await open.card('Megan', 'Teams has reset the PIN').catch(async () => {
    await until('the PIN to wait', async () => (await waiting()) !== null);
    return open.card('Megan', 'Teams has reset the PIN');
  });
  expect(readCard(card)).toContain('Alice Smith (alice.smith@contoso.example)');
  const pin = open.teams.pinOf(person('Alice').id)!;
  const sealed = await waiting();
  expect(sealed!.pinUntil!.getTime() - sealed!.endedAt!.getTime()).toBeLessThanOrEqual(10 * 60_000 + 5_000);
  const shown = await desk().as('Megan').click(card, 'Show the new PIN');
  expect(textById(shown, 'pin')).toBe(pin);
  expect(await waiting()).toBeNull();
  expect(await desk().as('Megan').note(card, 'Show the new PIN')).toContain('already done at');
  const outcomes = (await desk().services.audit.latest(sampleTenant, 4)).map(
    ({ action, outcome }) => `${action} ${outcome}`,
  );
  expect(outcomes).toEqual(expect.arrayContaining(['show-late-pin shown', 'show-late-pin done', 'reset-pin done']));
});

test('nobody else can see it', async () => {
  const held = await late('Megan', 'reset pin for alice');
  held.release();
  await until('the PIN to wait', async () => (await waiting()) !== null);
  const card = await open.card('Megan', 'Teams has reset the PIN');
  expect(titleOf(await desk().as('Alice').click(card, 'Show the new PIN'))).toBe('No longer valid');
  expect(await waiting()).not.toBeNull();
});

test('it is wiped after ten minutes, and its card says so', async () => {
  const past = { $set: { pinUntil: new Date(0) } };
  await calls().updateMany({ pin: { $exists: true } }, past);
  await open.expire('show-late-pin', 'Megan');
  await until('the PIN to be wiped', async () => (await waiting()) === null);
  expect(readCard(await open.card('Megan', 'No new PIN is waiting here'))).toContain('within ten minutes');
});

test('a newer PIN takes its place', async () => {
  const held = await late('Megan', 'reset pin for alice');
  held.release();
  await until('the PIN to wait', async () => (await waiting()) !== null);
  const card = await open.card('Megan', 'Teams has reset the PIN');
  const alice = desk().as('Alice');
  expect(textById(await alice.click(await open.ask('Alice', 'reset my pin'), 'Reset PIN'), 'pin')).toBeDefined();
  expect(await waiting()).toBeNull();
  expect(readCard(await desk().as('Megan').click(card, 'Show the new PIN'))).toContain('A newer one has replaced it');
});

test.each([
  [{ kind: 'refused', reason: 'throttled' }, 'Teams did not do it'],
  [{ kind: 'unknown', reason: 'timeout' }, 'Not known'],
  [{ kind: 'done', value: {} }, 'Reset, but the PIN is not known here'],
] as const)('what comes of it late is told as well: %o', async (ending, title) => {
  const held = await late('Megan', 'reset pin for alice');
  held.release(ending);
  await ended(ending.kind);
  await until('the card', () => open.cardsOf('Megan').filter((card) => titleOf(card) === title).length > 0);
});

test('where only owners see their PINs, a late one waits for the owner', async () => {
  await desk().services.settings.save(sampleTenant, { whoSeesPin: 'owner' });
  await desk()
    .as('Megan')
    .click(await open.ask('Megan', 'reset pin for alice'), 'Reset PIN');
  const offered = await open.card('Alice', 'A new PIN is waiting for you');
  const held = open.teams.hold();
  expect(titleOf(await desk().as('Alice').click(offered, 'Show my new PIN'))).toBe('Teams is still at it');
  held.release();
  await until('the PIN to wait', async () => (await waiting()) !== null);
  const card = await open.card('Alice', 'Teams has reset the PIN');
  expect(readCard(card)).toContain('Your new PIN');
  expect(textById(await desk().as('Alice').click(card, 'Show the new PIN'), 'pin')).toBe(
    open.teams.pinOf(person('Alice').id),
  );
  await desk().services.settings.save(sampleTenant, { whoSeesPin: 'operator' });
});

test('a call of which nothing was heard for five minutes ends as not known, and whoever asked is told', async () => {
  const held = await late('Megan', 'reset pin for alex');
  const before = open.cardsOf('Megan').filter((card) => titleOf(card) === 'Not known').length;
  await calls().updateMany({ state: 'asked' }, { $set: { at: new Date(Date.now() - 6 * 60_000) } });
  await ended('unknown');
  await until('the card', () => open.cardsOf('Megan').filter((card) => titleOf(card) === 'Not known').length > before);
  // Teams answers after all: the outcome stands, and nobody is shown anything.
  held.release();
  await open.settled();
  expect(await calls().countDocuments({ state: 'unknown' })).toBeGreaterThan(0);
  expect(await waiting()).toBeNull();
});

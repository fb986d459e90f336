import { buttonsOf, readCard, titleOf } from '../../helpers/read-card';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { openTeamsDesk, type TeamsDesk } from '../../helpers/teams-desk';

let open: TeamsDesk;
const desk = () => open.desk;
beforeAll(async () => {
  open = await openTeamsDesk();
  await desk().services.settings.save(sampleTenant, { bulkApproval: false });
  for (const name of ['Megan', 'Alice']) await desk().as(name).say('hello');
});
afterAll(() => open.close());
beforeEach(() => open.settled());

/** What Teams has retired, as people ask for it, and the way out that they are told. */
const retired: [by: string, said: string, wayOut: string][] = [
  ['Megan', 'reset conference id for alice', 'schedule the meeting anew'],
  ['Alice', 'reset my conference id', 'schedule the meeting anew'],
  ['Alice', 'ask an admin', 'schedule the meeting anew'],
  ['Megan', 'enable alice', 'assign or remove the licence'],
  ['Megan', 'disable alice', 'assign or remove the licence'],
  ['Megan', 'who is not enabled', 'assign or remove the licence'],
  ['Megan', 'find 7946598', 'Ask the caller who sent the invitation'],
  ['Alice', 'how long is my pin', 'Teams admin center'],
  ['Megan', 'set pin length to 6', 'Teams admin center'],
  ['Megan', 'edit settings for numbers', 'Teams admin center'],
  ['Megan', 'edit settings for meetings', 'Teams admin center'],
  ['Megan', 'bulk enable\nalice', 'assign or remove the licence'],
  ['Megan', 'bulk disable\nalice', 'assign or remove the licence'],
  ['Megan', 'bulk reset conference ids\nalice', 'schedule the meeting anew'],
];

test.each(retired)('%s: "%s" is answered at once, with the way out', async (by, said, wayOut) => {
  const card = await open.ask(by, said);
  expect(titleOf(card)).toBe('Not with Teams');
  expect(readCard(card)).toContain(wayOut);
  expect(open.teams.taken).toEqual([]);
  const [record] = await desk().services.audit.latest(sampleTenant, 1);
  expect(record).toMatchObject({ outcome: 'refused', reason: 'not-with-teams' });
});

test.each(['Megan', 'Alice', 'Adele', 'Johanna'])('help and the first cards offer %s none of it', async (name) => {
  for (const said of ['help', 'help commands', 'help people', 'who am i', 'conference info', 'show me', 'settings']) {
    const card = await open.ask(name, said);
    const text = `${readCard(card)} ${JSON.stringify(buttonsOf(card).map(({ title }) => title))}`;
    expect(text).not.toMatch(/reset (my |your own )?conference id/i);
    expect(text).not.toMatch(/enable alex|turn audio conferencing on/i);
    expect(text).not.toMatch(/find 7946598/i);
    expect(text).not.toMatch(/not connected to Microsoft/);
  }
});

test('help says that the PINs are those of Teams', async () => {
  expect(readCard(await open.ask('Alice', 'help'))).toContain('PINs and numbers are those of Microsoft Teams');
});

test.each([
  ['help conference id', 'schedule the meeting anew'],
  ['reset', 'each meeting has one of its own'],
  ['what do you store about me', 'Your PIN is kept by Microsoft Teams and not here'],
])('"%s" says what is true with Teams', async (said, words) => {
  const card = await open.ask('Alice', said);
  expect(readCard(card)).toContain(words);
  expect(buttonsOf(card).map(({ title }) => title)).not.toContain('Reset my conference ID');
});

test('restoring the defaults leaves what Teams sets alone', async () => {
  await desk().services.settings.save(sampleTenant, { pinLength: 7, limitOwn: 3 });
  const card = await open.ask('Megan', 'restore defaults');
  expect(readCard(card)).not.toContain('PIN length');
  await desk().services.settings.save(sampleTenant, { limitOwn: 0 });
});

test('a licence decides who has conferencing: without one there is no PIN to reset', async () => {
  const card = await open.ask('Megan', 'reset pin for lynne');
  expect(titleOf(card)).toBe('No licence');
});

test('the report counts those who have a licence as having conferencing', async () => {
  const { people } = await desk().services.reports.report(sampleTenant, { since: new Date(0), zone: 'UTC' });
  expect(people.enabled).toBeGreaterThan(5);
  expect(people).toMatchObject({ shortPins: 0, unknownPins: 0 });
});

import { mongoOf } from '../../helpers/database';
import { type BulkJob } from '../../../services/bulk/job';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type Card } from '../../../cards/card';
import { readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { openTeamsDesk, type TeamsDesk } from '../../helpers/teams-desk';
import { until } from '../../helpers/until';

let open: TeamsDesk;
const desk = () => open.desk;
beforeAll(async () => {
  open = await openTeamsDesk({ bulkInterval: 50, bulkEditInterval: 50 });
  await desk().services.settings.save(sampleTenant, { bulkApproval: false });
  await desk().as('Megan').say('hello');
});
afterAll(() => open.close());
beforeEach(() => open.teams.reset());

const jobs = () => mongoOf(desk().services).db.collection<BulkJob>('bulkJobs');
const newest = async () => (await jobs().find().sort({ createdAt: -1 }).limit(1).toArray())[0]!;
const rowsOf = async (job: BulkJob) => {
  const rows = [];
  for await (const batch of desk().services.bulk.rowsOf(job)) rows.push(...batch);
  return rows;
};
const inState = (state: BulkJob['state']) =>
  until(`the job to be ${state}`, async () => (await newest()).state === state);

async function start(...names: string[]): Promise<Card> {
  await desk()
    .as('Megan')
    .say(`bulk reset pins\n${names.join('\n')}`);
  await inState('ready');
  const title = names.length === 1 ? 'Reset 1 PIN?' : `Reset ${names.length} PINs?`;
  await until('the card', () => open.cardsOf('Megan').some((one) => titleOf(one) === title));
  const card = open.cardsOf('Megan').findLast((one) => titleOf(one) === title)!;
  return desk().as('Megan').click(card, title.replace('?', ''));
}

test('resets one PIN after the other, and mails each', async () => {
  await start('alice smith', 'alex wilber');
  await inState('done');
  expect(open.teams.taken.map(({ identity }) => identity)).toEqual([person('Alice').id, person('Alex').id]);
  expect((await newest()).counts).toMatchObject({ done: 2, failed: 0 });
  expect((await newest()).pace).toBeGreaterThanOrEqual(0);
  const mails = await mongoOf(desk().services)
    .db.collection('outbox')
    .find({ job: (await newest())._id })
    .toArray();
  expect(mails.map(({ kind, pin }) => [kind, pin !== undefined])).toEqual([
    ['pin-reset', true],
    ['pin-reset', true],
  ]);
});

test('what is not known is shown as that, and never repeated', async () => {
  open.teams.next({ kind: 'unknown', reason: 'timeout' });
  await start('alice smith', 'alex wilber');
  await inState('done');
  const job = await newest();
  expect(job.counts).toMatchObject({ done: 1, failed: 0, unknown: 1 });
  expect((await rowsOf(job)).map(({ state, reason }) => [state, reason])).toEqual([
    ['unknown', 'teams-unknown'],
    ['done', undefined],
  ]);
  expect(open.teams.taken).toHaveLength(2);
  await until('the card', () => open.cardsOf('Megan').some((card) => /1 done, 1 not known/.test(readCard(card))));
  expect(readCard(open.cardsOf('Megan').at(-1)!)).not.toMatch(/failed/);
});

test('a refusal that is about one person does not stop the others', async () => {
  open.teams.next({ kind: 'refused', reason: 'person-unknown' });
  await start('alice smith', 'alex wilber');
  await inState('done');
  expect((await newest()).counts).toMatchObject({ done: 1, failed: 1 });
});

test('a refusal that every row would get pauses the job, and the row is not lost', async () => {
  open.teams.next({ kind: 'refused', reason: 'sign-in' });
  await start('alice smith', 'alex wilber');
  await inState('paused');
  expect((await newest()).counts).toMatchObject({ ready: 2 });
  await until('the card', () => open.cardsOf('Megan').some((card) => /It paused by itself/.test(readCard(card))));
  const card = open.cardsOf('Megan').findLast((one) => /It paused by itself/.test(readCard(one)))!;
  expect(readCard(card)).toContain('could not sign in to Teams');
  await desk().as('Megan').click(card, 'Go on');
  await inState('done');
  expect((await newest()).counts).toMatchObject({ done: 2, failed: 0 });
});

test('a stop lets no other row begin', async () => {
  const held = open.teams.hold();
  const card = await start('alice smith', 'alex wilber', 'adele vance');
  await held.sent;
  await desk().as('Megan').click(card, 'Stop');
  held.release();
  await inState('stopped');
  await until('the row', async () => (await rowsOf(await newest()))[0]!.state === 'done');
  await new Promise((go) => setTimeout(go, 300));
  expect(open.teams.taken).toHaveLength(1);
});

test('a row whose process is gone is not known, and is not asked again', async () => {
  const { services } = desk();
  const held = open.teams.hold();
  await start('alice smith');
  await held.sent;
  const [row] = await rowsOf(await newest());
  // What is left when a process dies: the offer is used, and the call stays as asked.
  await mongoOf(services)
    .db.collection<{ _id: string }>('leases')
    .deleteMany({ _id: /^(teams|bulk)\// });
  expect(await services.lateAnswers.isUnderWay(row!.operation!)).toBe(true);
  const other = await desk().addReplica();
  await until('the other replica to go on', async () => (await rowsOf(await newest()))[0]!.state === 'unknown');
  held.release();
  await inState('done');
  expect((await newest()).counts).toMatchObject({ unknown: 1 });
  expect(open.teams.taken).toHaveLength(1);
  void other;
});

import { mongoOf } from '../helpers/database';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import { type AskingCommand } from '../../bot/turn/command';
import { bulkResult } from '../../bot/commands/bulk-result';
import { type Card } from '../../cards/card';
import { type BulkJob, type BulkRow } from '../../services/bulk/job';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { sampleTenant } from '../../services/try-out/sample-people';
import { cardIn } from '../helpers/conversation';
import { addPeople } from '../../services/try-out/many-people';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { button, buttonsOf, readCard, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

let open: DeskWithNotices;
/** How often jobs are looked for, and cards edited. Milliseconds. */
const often = { bulkInterval: 100, bulkEditInterval: 100 };
const desk = () => open.desk;
afterEach(() => desk().close());

const collection = <T extends object>(name: string) => mongoOf(desk().services).db.collection<T>(name);
const job = async () => (await collection<BulkJob>('bulkJobs').find().sort({ createdAt: -1 }).limit(1).next())!;
const inState = (state: BulkJob['state']) => until(`the job to be ${state}`, async () => (await job()).state === state);
const done = async (action: string) =>
  (await desk().services.audit.latest(sampleTenant, 500)).filter(
    (record) => record.action === action && record.outcome === 'done',
  );

/** The newest card in somebody's chat, once it has this title. */
async function shown(title: RegExp, name = 'Megan'): Promise<Card> {
  let card: Card | undefined;
  await until(`a card ${title}`, () => {
    card = open.cardsOf(name).findLast((one) => title.test(titleOf(one)));
    return card !== undefined;
  });
  return card!;
}

/** Says this, waits for the dry run, and returns its card. */
async function checked(text: string, more: object = {}): Promise<Card> {
  await desk().as('Megan').say(text, more);
  await inState('ready');
  let card: Card | undefined;
  await until('its card', () => {
    card = open.cardsOf('Megan').findLast((one) => /^Checking|\?$/.test(titleOf(one)));
    return card !== undefined && titleOf(card).endsWith('?');
  });
  return card!;
}
const confirm = (card: Card, name = 'Megan') => desk().as(name).click(card, buttonsOf(card)[0]!.title);
const add = ({ done: some, failed, ready, leftOut }: BulkJob['counts']) => some + failed + ready + leftOut;

describe('a bulk change that runs', () => {
  beforeEach(async () => {
    open = await openDeskWithNotices({}, often);
    await desk().services.settings.save(sampleTenant, { bulkApproval: false });
  });

  test('can be paused, survives a restart, goes on, and is stopped: what was done stays done, and the totals add up', async () => {
    const people = await addPeople(desk().services, 70);
    const megan = desk().as('Megan');
    const working = await confirm(await checked(`bulk reset conference ids\n${people.join('\n')}`));
    expect(titleOf(working)).toMatch(/^Working: \d+ of 70$/);
    const paused = await megan.click(working, 'Pause');
    expect(titleOf(paused)).toMatch(/^Paused at \d+ of 70$/);
    await desk().restart();
    const { counts } = await job();
    expect(counts.ready).toBeGreaterThan(0);
    expect(add(counts)).toBe(70);
    // Nothing is done in a pause.
    const before = (await done('reset-conference-id')).length;
    await new Promise((go) => setTimeout(go, 300));
    expect((await done('reset-conference-id')).length).toBe(before);

    const going = await megan.click(paused, 'Go on');
    expect(titleOf(going)).toMatch(/^Working/);
    await until('some more to be done', async () => (await done('reset-conference-id')).length > before + 3);
    expect(titleOf(await megan.click(going, 'Stop'))).toMatch(/^Stopped at \d+ of 70$/);
    expect(titleOf(await megan.click(paused, 'Go on'))).toMatch(/^Stopped/);
    await until(
      'the work to rest',
      async () => (await collection('leases').countDocuments({ _id: { $regex: '^bulk/' } as never })) === 0,
    );
    const last = await job();
    expect(add(last.counts)).toBe(70);
    expect(last.counts.done).toBe((await done('reset-conference-id')).length);
    const actions = (await desk().services.audit.latest(sampleTenant, 500)).map(({ action }) => action);
    for (const action of ['pause-bulk', 'resume-bulk', 'stop-bulk'])
      expect(actions.filter((one) => one === action)).toHaveLength(1);
  });

  test('is carried out once by two replicas, and an impatient double click starts it once', async () => {
    const people = await addPeople(desk().services, 12);
    const second = await desk().addReplica();
    const offer = await checked(`bulk reset conference ids\n${people.join('\n')}`);
    const answers = await Promise.all([
      confirm(offer),
      desk().as('Megan', { replica: second }).click(offer, 'Reset 12 conference IDs'),
    ]);
    expect(answers.map(titleOf).filter((title) => title === 'Already done')).toHaveLength(1);
    await inState('done');
    expect(await done('reset-conference-id')).toHaveLength(12);
    expect(await done('bulk')).toHaveLength(1);
  });

  test('stops by itself when whoever started it may not do it any more', async () => {
    const people = await addPeople(desk().services, 40);
    await confirm(await checked(`bulk reset conference ids\n${people.join('\n')}`));
    await desk().services.directory.save({ ...person('Megan'), role: 'user' });
    await inState('stopped');
    const { counts, stoppedBy } = await job();
    expect(stoppedBy).toBe('not-for-others');
    expect(counts.done).toBeLessThan(40);
    expect(readCard(await shown(/^Stopped at/))).toContain('It ended by itself: not permitted for other people.');
  });

  test('gives everything to who is there then: what changed since the check is a failed row with its reason', async () => {
    const people = await addPeople(desk().services, 3);
    const offer = await checked(`bulk reset pins\n${people.join('\n')}`);
    const gone = (await desk().services.directory.find(sampleTenant, people[1]!))!;
    await desk().services.directory.save({ ...gone, licensed: false });
    await collection<ConferencingDocument>('conferencing').updateOne(
      { person: (await desk().services.directory.find(sampleTenant, people[2]!)).id },
      { $set: { mails: false } },
    );
    await confirm(offer);
    const end = readCard(await shown(/^PINs reset: 1 of 3$/));
    expect(end).toContain('1 failed, no Audio Conferencing licence: Person 1');
    expect(end).toContain('1 failed, reached neither by email nor in a chat, so nobody would get the PIN: Person 2');
    expect(
      (await desk().services.audit.latest(sampleTenant, 20))
        .filter(({ outcome, action }) => action === 'reset-pin' && outcome === 'refused')
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual(['bulk-unreachable', 'not-licensed']);
  });

  test('counts once for whoever started it, and its rows for their people', async () => {
    const people = await addPeople(desk().services, 8);
    await desk().services.settings.save(sampleTenant, { limitPerActor: 2, limitPerTarget: 1, limitPerTenant: 5 });
    await confirm(await checked(`bulk reset conference ids\n${people.join('\n')}`));
    await inState('done');
    expect((await job()).counts.done).toBe(8);
    await desk()
      .as('Megan')
      .say(`bulk reset conference ids\n${people.join('\n')}`);
    expect(readCard(await shown(/^Nothing would be changed$/))).toContain(
      '8 left out, too many resets: Person 0, Person 1, Person 2, Person 3, Person 4 and 3 more',
    );
    await confirm(await checked('bulk reset conference ids\nalex'));
    await inState('done');
    const third = await checked('bulk reset conference ids\nalice');
    expect(titleOf(await confirm(third))).toBe('Limit reached');
  });

  test('where only owners see PINs, gives each a card, and shows or emails none', async () => {
    await desk().services.settings.save(sampleTenant, { whoSeesPin: 'owner' });
    await desk().as('Alice').say('hello');
    const offer = await checked('bulk reset pins\nalice\nalex');
    expect(readCard(offer)).toContain(
      'By a card in their chat with me, on which the new PIN is drawn; the old one works until then: 1 person.',
    );
    expect(readCard(offer)).toContain(
      '1 left out, reached neither by email nor in a chat, so nobody would get the PIN: Alex Wilber',
    );
    const drawn = desk().drawn.length;
    await confirm(offer);
    await shown(/^PINs reset: 1 of 1$/);
    expect(desk().drawn).toHaveLength(drawn);
    const waiting = await open.card('Alice', 'A new PIN is waiting for you');
    expect(readCard(await desk().as('Alice').click(waiting, 'Show my new PIN'))).toContain(desk().drawn.at(-1));
  });

  test('has a file with every row: no PIN, no formula', async () => {
    await desk().services.directory.save({ ...person('Alex'), name: '=HYPERLINK("https://evil.example")' });
    await confirm(await checked('bulk reset pins\nalex.wilber@contoso.example\n=cmd calc\nlynne'));
    const end = await shown(/^PINs reset: 1 of 1$/);
    const [sent] = await desk().as('Megan').press(button(end, 'All rows as a file'));
    const consent = sent!.card as unknown as { acceptContext: { fileId: string } };
    let text = '';
    for await (const piece of (bulkResult as AskingCommand).write!({
      actor: person('Megan'),
      target: person('Megan'),
      query: { job: (await job())._id },
      zone: 'UTC',
      services: desk().services,
    }))
      text += piece;
    expect(consent.acceptContext.fileId).toMatch(/^[\w-]{44}$/);
    expect(text).not.toContain(desk().drawn.at(-1));
    expect(parse(text, { columns: true, bom: true })).toMatchObject([
      { Line: '1', Name: `'=HYPERLINK("https://evil.example")`, Outcome: 'done', Told: 'by email' },
      { 'Line': '2', 'As listed': "'=cmd calc", 'Outcome': 'left out', 'Reason': 'nobody is called that' },
      { Line: '3', Name: 'Lynne Robbins', Outcome: 'left out', Reason: 'no Audio Conferencing licence' },
    ]);
    expect(readCard(await desk().as('Megan').ask('bulk status'))).toContain('1 done, 2 left out.');
  });
});

test('the card of a bulk change is edited at most once in two seconds, and ends on the same message', async () => {
  open = await openDeskWithNotices({}, { bulkInterval: 100 });
  await desk().services.settings.save(sampleTenant, { bulkApproval: false });
  const people = await addPeople(desk().services, 60);
  const offer = await checked(`bulk reset conference ids\n${people.join('\n')}`);
  await confirm(offer);
  await shown(/^Conference IDs reset: 60 of 60$/);
  const edits = desk()
    .connector.calls.filter(({ method }) => method === 'PUT')
    .map(({ at }) => at);
  expect(edits.length).toBeGreaterThan(1);
  const gaps = edits.slice(1).map((at, index) => at - edits[index]!);
  expect(Math.min(...gaps)).toBeGreaterThan(1_900);
  expect(open.cardsOf('Megan')).toHaveLength(1);
});

describe('a bulk change whose process dies', () => {
  test('goes on with the row that was under way, and does nothing twice', async () => {
    let rows = 0;
    open = await openDeskWithNotices(
      {
        faultPoints(point) {
          // As if the process had died after the change and before it was noted, three times in the first rows.
          if (point === 'bulk-row' && (rows += 1) % 3 === 0 && rows < 10) throw new Error('died');
        },
      },
      often,
    );
    await desk().services.settings.save(sampleTenant, { bulkApproval: false });
    const people = await addPeople(desk().services, 12);
    await confirm(await checked(`bulk reset pins\n${people.join('\n')}`));
    await inState('done');
    expect((await job()).counts).toEqual({ ready: 0, leftOut: 0, done: 12, failed: 0 });
    expect(await done('reset-pin')).toHaveLength(12);
    const versions = await collection<ConferencingDocument>('conferencing')
      .find({ person: { $regex: '^00000000-0000-4000-9000' } })
      .toArray();
    expect(new Set(versions.map(({ pin }) => pin.version))).toEqual(new Set([2]));
    expect(await collection('outbox').countDocuments({ kind: 'pin-reset' })).toBe(12);
    expect((await collection<BulkRow>('bulkRows').find().toArray()).every(({ state }) => state === 'done')).toBe(true);
  });
});

describe('a bulk change, where a second administrator approves', () => {
  beforeEach(async () => {
    open = await openDeskWithNotices({}, often);
    for (const name of ['Megan', 'Nestor']) await desk().as(name).say('hello');
  });
  let waiting: Card;
  async function asked(): Promise<Card> {
    const offer = await checked('bulk reset pins\nalex\nalice');
    expect(readCard(offer)).toContain(
      'It starts when a second administrator approves: Nestor Wilke (nestor.wilke@contoso.example).',
    );
    waiting = await confirm(offer);
    expect(titleOf(waiting)).toBe('Request sent');
    expect(readCard(waiting)).toContain('It goes to: Nestor Wilke (nestor.wilke@contoso.example).');
    return open.card('Nestor', 'Do you approve?');
  }

  test('runs when that one approves, in the name of who asked', async () => {
    const decision = await asked();
    expect(readCard(decision)).toContain(
      'Reset PINs for 2 people?\nAsked by Megan Bowen (megan.bowen@contoso.example) on',
    );
    expect(await done('reset-pin')).toHaveLength(0);
    expect(titleOf(await desk().as('Nestor').click(decision, 'Approve'))).toBe('Approved, and started');
    await shown(/^PINs reset: 2 of 2$/);
    expect((await done('reset-pin')).map(({ actor }) => actor.id)).toEqual([person('Megan').id, person('Megan').id]);
    expect((await done('bulk')).map(({ actor }) => actor.id)).toEqual([person('Nestor').id, person('Megan').id]);
  });

  test('is not carried out when that one declines', async () => {
    await desk()
      .as('Nestor')
      .click(await asked(), 'Decline');
    await inState('dropped');
    await shown(/^Not carried out$/);
    expect(await done('reset-pin')).toHaveLength(0);
  });

  test('can be withdrawn, and asked for again', async () => {
    const decision = await asked();
    const withdraw = button(waiting, 'Withdraw');
    expect(titleOf(cardIn(await desk().as('Megan').invoke(withdraw)))).toBe('Stopped at 0 of 2');
    expect(titleOf(await desk().as('Nestor').click(decision, 'Approve'))).toBe('A request was answered');
    expect(await done('reset-pin')).toHaveLength(0);
    await asked();
  });

  test('is not for those who asked to approve, nor after they lost the role', async () => {
    const decision = await asked();
    await desk().services.directory.save({ ...person('Megan'), role: 'user' });
    expect(titleOf(await desk().as('Nestor').click(decision, 'Approve'))).toBe('Not approved');
    expect((await job()).state).toBe('asked');
  });

  test('needs none where there is no other administrator, and says who has no chat here', async () => {
    await desk().services.chats.remove(sampleTenant, person('Nestor').id);
    const offer = await checked('bulk reset pins\nalex');
    expect(readCard(offer)).toContain(
      'It takes a second administrator, and none has a chat with me, so it cannot start yet. Ask one of them to say ' +
        'hello to me first: Nestor Wilke (nestor.wilke@contoso.example).',
    );
    const refused = await confirm(offer);
    expect(readCard(refused)).toContain('Ask one of them to say hello to me: Nestor Wilke');
    await desk().services.directory.save({ ...person('Nestor'), role: 'user' });
    // The list need not be given again.
    await desk().as('Megan').click(refused, 'Try again');
    await inState('done');
  });
});

describe('a list in a file', () => {
  let host: Server;
  let asked = 0;
  let content: Buffer;
  beforeEach(async () => {
    open = await openDeskWithNotices({}, often);
    await desk().services.settings.save(sampleTenant, { bulkApproval: false });
    asked = 0;
    host = createServer((_, response) => {
      asked += 1;
      response.writeHead(200);
      response.end(content);
    });
    await new Promise<void>((ready) => host.listen(0, '127.0.0.1', ready));
  });
  afterEach(() => new Promise<void>((ended) => void host.close(() => ended())));
  const upload = (name = 'list.csv', downloadUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}/x`) => ({
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name,
        content: { downloadUrl, uniqueId: '1', fileType: name.split('.').at(-1) },
      },
    ],
  });

  test('is read like a pasted one, with or without words', async () => {
    content = Buffer.from(
      '\uFEFFName;User principal name\r\nAlex;alex.wilber@contoso.example\r\nAlice;alice.smith@contoso.example\r\n',
    );
    expect(titleOf(await checked('bulk reset conference ids', upload()))).toBe('Reset 2 conference IDs?');
    expect(titleOf(await checked('', upload()))).toBe('Reset 2 PINs?');
    expect(
      (
        await collection<BulkRow>('bulkRows')
          .find({ job: (await job())._id })
          .toArray()
      ).map(({ line }) => line),
    ).toEqual([2, 3]);
  });

  test('that is none, or lies elsewhere, is refused, and nothing is fetched from there', async () => {
    content = Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]);
    expect(titleOf(await desk().as('Megan').ask('bulk enable', upload('people.xlsx')))).toBe('Not a list');
    expect(
      titleOf(await desk().as('Megan').ask('bulk enable', upload('people.csv', 'https://evil.example/people.csv'))),
    ).toBe('Not in Microsoft 365');
    expect(titleOf(await desk().as('Alice').ask('bulk enable', upload()))).toBe('Not permitted');
    expect(asked).toBe(0);
    expect(titleOf(await desk().as('Megan').ask('bulk enable', upload()))).toBe('Not a list');
    expect(asked).toBe(1);
  });
});

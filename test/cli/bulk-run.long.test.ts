import { mongoOf } from '../helpers/database';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBulk } from '../../bot/loops/bulk';
import { type BulkJob } from '../../services/bulk/job';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { createLog } from '../../services/base/log';
import { type Offer } from '../../services/offers/offers';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { addPeople } from '../../services/try-out/many-people';
import { person, testKey } from '../helpers/services';
import { until } from '../helpers/until';

let line: CommandLine;
beforeEach(async () => {
  line = await openCommandLine();
  await line.services.settings.save(sampleTenant, { bulkApproval: false });
});
afterEach(() => line.close());

/** A list in a file, and its path. */
function listOf(text: string): string {
  const file = join(line.folder, 'people.csv');
  writeFileSync(file, text);
  return file;
}
const anId = { id: expect.stringMatching(/^[0-9a-f]{32}$/) as string };
const ids = async (people: string[]) => {
  const found = await Promise.all(people.map((upn) => line.services.directory.find(sampleTenant, upn)));
  const records = await mongoOf(line.services)
    .db.collection<ConferencingDocument>('conferencing')
    .find({ person: { $in: found.map(({ id }) => id) } })
    .sort({ _id: 1 })
    .toArray();
  return records.map(({ conferenceId, pin }) => ({ conferenceId, version: pin.version }));
};
const job = async () =>
  (await mongoOf(line.services).db.collection<BulkJob>('bulkJobs').find().sort({ createdAt: -1 }).limit(1).next())!;

test('a dry run says what would happen to each, and leaves not a byte behind', async () => {
  const file = listOf(
    `userPrincipalName\n${person('Alice').upn}\n${person('Lynne').upn}\n${person('Johanna').upn}\nnobody@contoso.example\n${person('Alice').upn}\n`,
  );
  const before = await line.dump();
  for (const option of ['--dry-run', '--what-if']) {
    const ended = await line.here(['bulk', 'run', file, '--action', 'reset-pin', option]);
    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(json(ended)).toMatchObject({
      whatIf: true,
      action: 'reset-pin',
      total: 5,
      wouldChange: 2,
      leftOut: 3,
      why: expect.arrayContaining([
        '1: no Audio Conferencing licence (Lynne Robbins)',
        '1: nobody is called that (nobody@contoso.example)',
        '1: on the list twice and counted once (Alice Smith)',
      ]) as string[],
    });
  }
  expect(await line.dump()).toBe(before);
});

test('everybody on the list gets a new PIN by email; none is printed, and the trail has each', async () => {
  const people = await addPeople(line.services, 12);
  const before = await ids(people);
  const ended = await line.here(['bulk', 'run', listOf(people.join('\n')), '--action', 'reset-pin']);
  expect([ended.code, json(ended)]).toEqual([
    0,
    expect.objectContaining({
      ...{ ...anId, action: 'reset-pin', state: 'done', total: 12, done: 12, failed: 0, notReached: 0, leftOut: 0 },
    }),
  ]);
  expect((await ids(people)).map(({ version }) => version)).toEqual(before.map(({ version }) => version + 1));
  expect(line.server.received).toHaveLength(12);
  const pins = line.server.received.map(({ parsed }) => /\b\d{5}\b/.exec(parsed.text!)![0]);
  for (const pin of pins) expect(ended.output + ended.errors).not.toContain(pin);
  expect(
    (await line.records()).filter(({ action, outcome }) => action === 'reset-pin' && outcome === 'done'),
  ).toHaveLength(12);
});

test('who is left out makes the exit code say so; nothing to do changes nothing', async () => {
  const mixed = await line.here([
    'bulk',
    'run',
    listOf(`${person('Alice').upn}\n${person('Lynne').upn}`),
    '--action',
    'reset-conference-id',
  ]);
  expect([mixed.code, json(mixed)]).toEqual([5, expect.objectContaining({ state: 'done', done: 1, leftOut: 1 })]);
  const none = await line.here(['bulk', 'run', listOf('nobody@contoso.example'), '--action', 'enable']);
  expect([none.code, json(none)]).toEqual([5, expect.objectContaining({ state: 'ready', wouldChange: 0, leftOut: 1 })]);
});

test('a list comes from standard input, too, and what cannot be read is told', async () => {
  const piped = await line.desk(
    ['bulk', 'run', '-', '--action', 'reset-conference-id'],
    {},
    `${person('Alice').upn}\n`,
  );
  expect([piped.code, json(piped)]).toEqual([0, expect.objectContaining({ done: 1 })]);
  const wrong: [number, string[]][] = [
    [2, ['bulk', 'run']],
    [2, ['bulk', 'run', 'people.csv']],
    [2, ['bulk', 'run', '--action', 'reset-pin']],
    [2, ['bulk', 'run', 'people.csv', '--resume']],
    [2, ['bulk', 'run', 'x', '--action', 'forget']],
    [2, ['bulk', 'run', join(line.folder, 'none.csv'), '--action', 'reset-pin']],
    [5, ['bulk', 'run', listOf(''), '--action', 'reset-pin']],
    [4, ['bulk', 'run', '--resume']],
  ];
  for (const [code, args] of wrong) expect([args, (await line.here(args)).code]).toEqual([args, code]);
  const refused = await line.here(
    ['bulk', 'run', listOf(person('Alice').upn), '--action', 'reset-pin'],
    acting('Adele'),
  );
  expect([refused.code, refused.output]).toEqual([3, '']);
});

test('where a second administrator has to approve, it waits, goes on with --resume, and ends once', async () => {
  await line.services.settings.save(sampleTenant, { bulkApproval: true });
  const [nestor, conversation] = [person('Nestor'), 'personal:nestor'];
  await line.services.chats.remember(sampleTenant, nestor.id, {
    conversation,
    serviceUrl: 'https://smba.trafficmanager.net/',
    bot: '28:desk',
    user: '29:nestor',
  });
  const before = await ids([person('Alice').upn]);
  const asked = await line.here(['bulk', 'run', listOf(person('Alice').upn), '--action', 'reset-conference-id']);
  expect([asked.code, json(asked), asked.errors]).toEqual([
    6,
    expect.objectContaining({ state: 'asked', wouldChange: 1 }),
    expect.stringContaining('--resume') as string,
  ]);
  expect(await ids([person('Alice').upn])).toEqual(before);
  const offered = (await mongoOf(line.services)
    .db.collection<Offer>('operations')
    .findOne({ kind: 'bulk', actor: nestor.id, state: 'offered' }))!;
  await line.services.bulk.start({
    offer: offered._id,
    tenant: sampleTenant,
    actor: nestor.id,
    conversation,
    from: 'personal',
  });
  const followed = await line.here(['bulk', 'run', '--resume']);
  expect([followed.code, json(followed)]).toEqual([0, expect.objectContaining({ state: 'done', done: 1 })]);
  expect(await ids([person('Alice').upn])).not.toEqual(before);
});

test('Ctrl-C ends it after the row under way, and --resume does the rest: nobody twice, nobody missed', async () => {
  const people = await addPeople(line.services, 120);
  const before = await ids(people);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'cli/desk.ts', 'bulk', 'run', listOf(people.join('\n')), '--action', 'reset-conference-id'],
    {
      cwd: join(__dirname, '..', '..'),
      env: {
        ...process.env,
        MONGODB_URI: process.env.TEST_MONGODB_URI!,
        DATABASE: mongoOf(line.services).db.databaseName,
        PIN_KEYS: `${testKey.id}:${testKey.bytes.toString('base64')}`,
        SMTP_URL: '',
        ...acting('Megan'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  await until('it to work', async () => (await line.records()).some(({ action }) => action === 'reset-conference-id'));
  child.kill('SIGINT');
  const code = await new Promise<number | null>((ended) => child.once('close', ended));
  expect([code, JSON.parse(output)]).toEqual([6, expect.objectContaining({ state: 'running' })]);
  const { counts } = await job();
  expect(counts.done).toBeGreaterThan(0);
  expect(counts.ready).toBeGreaterThan(0);
  const shown: string[] = [];
  const rest = await line.here(['bulk', 'run', '--resume'], { progress: (text: string) => void shown.push(text) });
  expect([rest.code, json(rest)]).toEqual([
    0,
    expect.objectContaining({
      ...anId,
      ...{ action: 'reset-conference-id', state: 'done', total: 120, done: 120, failed: 0, notReached: 0, leftOut: 0 },
    }),
  ]);
  expect(shown.at(-1)).toBe('');
  expect(shown[0]).toMatch(/^Working: \d+ of 120$/);
  const after = await ids(people);
  expect(after.filter(({ conferenceId }, index) => conferenceId === before[index]!.conferenceId)).toEqual([]);
  expect(
    await mongoOf(line.services)
      .db.collection('audit')
      .countDocuments({ action: 'reset-conference-id', outcome: 'done' }),
  ).toBe(120);
});

test('a bot beside it takes part, and draws no card for it', async () => {
  const calls: string[] = [];
  const outbound = { update: async (...given: unknown[]) => void calls.push(JSON.stringify(given)) };
  const stop = startBulk({
    services: line.services,
    outbound: outbound as never,
    commands: [],
    log: createLog({ level: 'silent' }),
    interval: 20,
  });
  const people = await addPeople(line.services, 30);
  const ended = await line.here(['bulk', 'run', listOf(people.join('\n')), '--action', 'reset-conference-id']);
  expect([ended.code, json(ended)]).toEqual([0, expect.objectContaining({ state: 'done', done: 30 })]);
  await until('its card to be forgotten', async () => (await job()).showAt === undefined);
  await stop();
  expect(calls).toEqual([]);
});

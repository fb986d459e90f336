import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type BulkJob } from '../../services/bulk/job';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { type RequestDocument } from '../../services/offers/requests';
import { sampleTenant } from '../../services/try-out/sample-people';
import { bulkCard } from '../../bot/show/bulk-cards';
import { mongoOf } from '../helpers/database';
import { readCard } from '../helpers/read-card';
import { decided } from '../../cli/terminal/results/requests';
import { acting, type CommandLine, type Ended, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

const [alice, alex] = [person('Alice').upn, person('Alex').upn];

let line: CommandLine;
beforeEach(async () => {
  line = await openCommandLine();
  await line.services.settings.save(sampleTenant, { bulkApproval: false });
});
afterEach(() => line.close());

const collection = <T extends object>(name: string) => mongoOf(line.services).db.collection<T>(name);
const jobs = () => collection<{ _id: string } & BulkJob>('bulkJobs');
const path = (name: string) => join(line.folder, name);
/** A list in a file, and its path. */
function listOf(...people: string[]): string {
  writeFileSync(path('people.csv'), people.join('\n'));
  return path('people.csv');
}
const bulk = (...args: string[]): Promise<Ended> => line.here(['bulk', ...args]);
const as = (name: string, ...args: string[]): Promise<Ended> => line.here(args, acting(name));
const record = async (name: string) =>
  (await collection<ConferencingDocument>('conferencing').findOne({ person: person(name).id }))!;
const rowsIn = (name: string) =>
  parse(readFileSync(path(name), 'utf8'), { columns: true, bom: true }) as Record<string, string>[];
const reset = (...people: string[]) => ['run', listOf(...people), '--action', 'reset-conference-id'];

/** Megan's job of these people as it would be after a kill in the middle. @returns its id */
async function halfDone(...people: string[]): Promise<string> {
  await line.services.settings.save(sampleTenant, { bulkApproval: true });
  const { id, request } = json<{ id: string; request: string }>(await bulk(...reset(...people)));
  await line.services.settings.save(sampleTenant, { bulkApproval: false });
  await collection<{ _id: string }>('requests').updateOne({ _id: request }, { $set: { state: 'approved' } });
  await jobs().updateOne({ _id: id }, { $set: { state: 'running', startedAt: new Date() } });
  return id;
}

test('--resume finds the one that has work left, and not a newer dry run that nobody started', async () => {
  const id = await halfDone(alice);
  // A newer one that was checked, and then killed before it was started.
  const { id: newer } = json<{ id: string }>(await bulk(...reset('nobody@contoso.example')));
  await jobs().updateOne({ _id: newer }, { $set: { 'state': 'ready', 'counts.ready': 1 } });
  const before = (await record('Alice')).conferenceId;
  const resumed = await bulk('run', '--resume');
  expect([resumed.code, json(resumed)]).toEqual([0, expect.objectContaining({ id, state: 'done', done: 1 })]);
  expect(resumed.errors).toContain('You have 1 more');
  expect((await record('Alice')).conferenceId).not.toBe(before);
});

test('each has a name: listed, shown, paused, gone on with and stopped by its id, by who started it', async () => {
  const [one, other] = [await halfDone(alice), await halfDone(alex)];
  const listed = json<Record<string, unknown>[]>(await bulk('list'));
  expect(listed.map(({ id }) => id)).toEqual([other, one]);
  expect(listed[1]).toEqual({
    ...{ id: one, action: 'reset-conference-id', serviceNumber: null, state: 'running', total: 1, done: 0, failed: 0 },
    ...{ notReached: 1, leftOut: 0, startedBy: person('Megan').upn, createdAt: expect.any(String) as string },
    ...{ startedAt: expect.any(String) as string, endedAt: null },
  });
  expect((await bulk('pause', one, '--what-if')).code).toBe(0);
  expect(json(await bulk('pause', one))).toMatchObject({ id: one, state: 'paused' });
  expect((await bulk('pause', one)).errors).toMatch(/^error bulk-over: it cannot be paused: its state is "paused"/);
  for (const args of [
    ['bulk', 'stop', one],
    ['bulk', 'run', '--resume', one],
  ])
    expect(await as('Nestor', ...args)).toMatchObject({
      code: 3,
      errors: expect.stringMatching(/^error bulk-not-yours: it was started by Megan Bowen/) as string,
    });
  expect((await line.records()).slice(0, 2)).toEqual(
    Array.from({ length: 2 }, () =>
      expect.objectContaining({
        ...{ action: 'bulk', outcome: 'refused', reason: 'not-for-others' },
        ...{ actor: { id: person('Nestor').id, role: 'admin' }, target: { id: person('Megan').id } },
      }),
    ),
  );
  expect(json(await as('Nestor', 'bulk', 'status', one))).toMatchObject({ id: one, state: 'paused', notReached: 1 });
  // The other one is newer, but this one is named.
  expect(json(await bulk('run', '--resume', one))).toMatchObject({ id: one, state: 'done', done: 1 });
  expect(json(await bulk('stop', other))).toMatchObject({ id: other, state: 'stopped', notReached: 1 });
  for (const [id, why] of [
    [one, 'it is done'],
    [other, 'it was stopped'],
  ])
    expect(await bulk('run', '--resume', id!)).toMatchObject({
      ...{ code: 5, output: '' },
      errors: expect.stringMatching(new RegExp(`^error bulk-over: ${why}\\..*bulk status ${id} --result`)) as string,
    });
  expect((await line.records())[0]).toMatchObject({ action: 'bulk', outcome: 'refused', reason: 'bulk-over' });
  expect(await bulk('status', 'f'.repeat(32))).toMatchObject({
    code: 4,
    errors: expect.stringMatching(/^error bulk-unknown: .*"bulk list"/) as string,
  });
  expect((await bulk('run', '--resume', 'people.csv')).code).toBe(4);
  expect((await as('Adele', 'bulk', 'list')).code).toBe(3);
});

describe('what was refused or withdrawn is over, whatever the setting says later', () => {
  const ends: [string, RegExp, (about: { job: string; request: string }) => Promise<unknown>][] = [
    ['declined', /the second administrator declined it/, ({ request }) => as('Nestor', 'decline', request)],
    ['not decided in time', /no second administrator approved it in time/, ({ request }) => lapse(request)],
    ['withdrawn', /it was stopped/, ({ job }) => bulk('stop', job)],
  ];
  const lapse = (request: string) =>
    collection<{ _id: string } & RequestDocument>('requests').updateOne(
      { _id: request },
      { $set: { expiresAt: new Date(Date.now() - 1_000) } },
    );

  test.each(ends)('%s', async (_, why, end) => {
    await line.services.settings.save(sampleTenant, { bulkApproval: true });
    const asked = await bulk(...reset(alice));
    const { id, request } = json<{ id: string; request: string }>(asked);
    expect([asked.code, asked.errors]).toEqual([6, expect.stringContaining(`approve ${request}`)]);
    expect(json(asked)).toMatchObject({ state: 'asked', asked: ['Nestor Wilke'], wouldChange: 1 });
    await end({ job: id, request });
    await line.services.settings.save(sampleTenant, { bulkApproval: false });
    const before = (await record('Alice')).conferenceId;
    const resumed = await bulk('run', '--resume', id);
    expect([resumed.code, resumed.output]).toEqual([5, '']);
    expect(resumed.errors).toMatch(why);
    expect(resumed.errors).toContain('bulk run people.csv --action reset-conference-id');
    const any = await bulk('run', '--resume');
    expect([any.code, any.errors]).toEqual([4, expect.stringMatching(/^error bulk-over: /)]);
    expect((await as('Nestor', 'approve', request)).code).toBe(5);
    expect((await record('Alice')).conferenceId).toBe(before);
    // It stands in nobody's way.
    expect((await bulk(...reset(alice))).code).toBe(0);
  });
});

test('a bulk change that takes two is approved here, and carried out', async () => {
  await line.services.settings.save(sampleTenant, { bulkApproval: true });
  const asked = await bulk(...reset(alice, 'nobody@contoso.example'));
  const { id, request } = json<{ id: string; request: string }>(asked);
  expect(json(await as('Nestor', 'requests', 'show', request))).toMatchObject({
    ...{ change: 'bulk', what: 'Bulk change, reset conference IDs for 1 person', for: null, job: id },
    ...{ action: 'reset-conference-id', mayDecide: true },
  });
  const before = (await record('Alice')).conferenceId;
  expect((await as('Megan', 'approve', request)).code).toBe(3);
  expect((await as('Nestor', 'approve', request, '--what-if')).code).toBe(0);
  expect((await record('Alice')).conferenceId).toBe(before);
  const approved = await as('Nestor', 'approve', request);
  expect([approved.code, decided.parse(json(approved))]).toEqual([
    5,
    expect.objectContaining({
      ...{ request, decision: 'approved', done: ['bulk'] },
      job: expect.objectContaining({ id, state: 'done', done: 1, leftOut: 1 }) as object,
    }),
  ]);
  expect(approved.errors).toContain(
    `error bulk-incomplete: 1 row was left out. Each with its reason: bulk status ${id} --result rows.csv.`,
  );
  expect((await record('Alice')).conferenceId).not.toBe(before);
  const [mail] = line.server.to(alice);
  expect(mail).toBeDefined();
  const records = await line.records();
  expect(records.find(({ action }) => action === 'bulk')).toMatchObject({
    ...{ actor: { id: person('Nestor').id }, asker: { id: person('Megan').id }, outcome: 'done' },
  });
  // Each change is made in the name of who started it.
  expect(records.find(({ action }) => action === 'reset-conference-id')).toMatchObject({
    actor: { id: person('Megan').id },
    target: { id: person('Alice').id },
  });
});

test('a file has a row for each person, the reason and the way out, and no PIN; one that is there is refused', async () => {
  const list = [alice, 'Lynne Robbins', 'Isaiah', 'nobody@contoso.example', alice, '=1+1'];
  const run = ['run', listOf(...list), '--action', 'reset-pin', '--result', path('rows.csv')];
  const ended = await bulk(...run);
  expect([ended.code, json(ended)]).toEqual([5, expect.objectContaining({ done: 1, leftOut: 5 })]);
  const rows = rowsIn('rows.csv');
  expect(
    rows.map(({ line: number, typed, upn, state, reasonCode }) => [number, typed, upn, state, reasonCode]),
  ).toEqual([
    ['1', alice, alice, 'done', ''],
    ['2', 'Lynne Robbins', person('Lynne').upn, 'leftOut', 'not-licensed'],
    ['3', 'Isaiah', '', 'leftOut', 'person-ambiguous'],
    ['4', 'nobody@contoso.example', '', 'leftOut', 'person-unknown'],
    ['5', alice, alice, 'leftOut', 'bulk-duplicate'],
    ['6', "'=1+1", '', 'leftOut', 'person-unknown'],
  ]);
  expect(rows[0]).toMatchObject({
    name: 'Alice Smith',
    told: 'mail',
    at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
  });
  for (const { state, reason } of rows)
    expect([state, /^[A-Z].*\. [A-Z].*\.$/.test(reason!)]).toEqual([state, state === 'leftOut']);
  const pin = /\b\d{5}\b/.exec(line.server.to(alice)[0]!.parsed.text!)![0];
  expect(readFileSync(path('rows.csv'), 'utf8')).not.toContain(pin);
  expect(statSync(path('rows.csv')).mode & 0o777).toBe(0o600);

  const [text, before] = [readFileSync(path('rows.csv'), 'utf8'), await line.dump()];
  const refused = await bulk(...run);
  expect([refused.code, refused.output, refused.errors]).toEqual([
    5,
    '',
    expect.stringMatching(/^error file: .*--force/),
  ]);
  const nowhere = await bulk(...run.slice(0, -1), path('none/rows.csv'));
  expect([nowhere.code, nowhere.output, nowhere.errors]).toEqual([
    1,
    '',
    expect.stringMatching(/^error file: .*ENOENT/),
  ]);
  expect([readFileSync(path('rows.csv'), 'utf8'), await line.dump()]).toEqual([text, before]);
  const again = await bulk(...run, '--force', '--dry-run');
  expect([again.code, rowsIn('rows.csv').map(({ state }) => state)]).toEqual([
    0,
    ['wouldChange', ...Array.from({ length: 5 }, () => 'leftOut')],
  ]);
  expect(await line.dump()).toBe(before);
  expect((await bulk('run', path('missing.csv'), '--action', 'enable', '--result', path('b.csv'))).code).toBe(2);
  expect(existsSync(path('b.csv'))).toBe(false);
});

test('the file is written as well when it ended half way, and later by the id', async () => {
  await line.services.settings.save(sampleTenant, { limitPerActor: 1 });
  expect((await bulk(...reset(alex))).code).toBe(0);
  const limited = await bulk(...reset(alice), '--result', path('limited.csv'));
  expect([limited.code, limited.output]).toEqual([5, '']);
  expect(limited.errors).toMatch(/error limit-reached: /);
  expect(rowsIn('limited.csv')).toMatchObject([{ typed: alice, state: 'wouldChange', reasonCode: '' }]);

  const id = await halfDone(alice, alex);
  await bulk('stop', id);
  expect((await bulk('status', id, '--result', path('half.csv'))).code).toBe(0);
  expect(rowsIn('half.csv')).toMatchObject([
    { state: 'notReached', reason: expect.stringContaining('Not reached before it ended') as string },
    { state: 'notReached' },
  ]);
});

test('disabling leaves out administrators, protected people and those who have none, and does the rest', async () => {
  await line.services.directory.save({ ...person('Alex'), protected: true });
  const list = [alice, alex, person('Nestor').upn, person('Megan').upn, person('Lynne').upn];
  const run = ['run', listOf(...list), '--action', 'disable', '--result', path('rows.csv')];
  const ended = await bulk(...run);
  expect([ended.code, json(ended)]).toEqual([
    5,
    expect.objectContaining({ action: 'disable', state: 'done', done: 1, leftOut: 4 }),
  ]);
  expect(rowsIn('rows.csv').map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
    ['done', ''],
    ['leftOut', 'protected'],
    ['leftOut', 'protected'],
    ['leftOut', 'bulk-self'],
    ['leftOut', 'not-enabled'],
  ]);
  expect(rowsIn('rows.csv')[2]!.reason).toContain('Change this person alone: another administrator is asked then.');
  expect((await record('Alice')).enabled).toBe(false);
  for (const name of ['Alex', 'Nestor', 'Megan']) expect([name, (await record(name)).enabled]).toEqual([name, true]);
  expect(
    (await line.records()).filter(({ action, outcome }) => action === 'disable' && outcome === 'done'),
  ).toHaveLength(1);
});

test('who became an administrator since the dry run is not disabled by it', async () => {
  const id = await halfDone(alice);
  await jobs().updateOne({ _id: id }, { $set: { action: 'disable' } });
  await line.services.directory.save({ ...person('Alice'), role: 'admin' });
  const resumed = await bulk('run', '--resume', id, '--result', path('rows.csv'));
  expect([resumed.code, json(resumed)]).toEqual([5, expect.objectContaining({ done: 0, failed: 1 })]);
  expect(rowsIn('rows.csv')).toMatchObject([{ state: 'failed', reasonCode: 'protected' }]);
  expect((await record('Alice')).enabled).toBe(true);
});

test('a number is given to everybody who has another, if the bridge has it', async () => {
  const number = ['--action', 'set-number', '--service-number', '+15550100200'];
  await line.here(['user', 'set', alex, '--service-number', '+15550100200']);
  const ended = await bulk('run', listOf(alice, alex, 'lynne'), ...number, '--result', path('rows.csv'));
  expect([ended.code, json(ended)]).toEqual([
    5,
    expect.objectContaining({ action: 'set-number', serviceNumber: '+15550100200', done: 1, leftOut: 2 }),
  ]);
  expect(rowsIn('rows.csv').map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
    ['done', ''],
    ['leftOut', 'settings-same'],
    ['leftOut', 'not-licensed'],
  ]);
  expect((await record('Alice')).tollNumber).toBe('+15550100200');
  const before = await jobs().countDocuments();
  const wrong: [number, string[]][] = [
    [5, ['--action', 'set-number', '--service-number', '+15550109999']],
    [2, ['--action', 'set-number']],
    [2, ['--action', 'disable', '--service-number', '+15550100200']],
    [2, ['--action', 'change-number', '--service-number', '+15550100200']],
  ];
  for (const [code, args] of wrong) {
    const { code: ended, output } = await bulk('run', listOf(alice), ...args);
    expect([args, ended, output]).toEqual([args, code, '']);
  }
  expect(await jobs().countDocuments()).toBe(before);
});

describe('emails of a bulk change that do not arrive', () => {
  const resetPins = (...more: string[]) => bulk('run', listOf(alice, alex), '--action', 'reset-pin', ...more);
  interface Told {
    mailsSent: number;
    mailsWaiting: number;
    mailsFailed: number;
    notDelivered: { to: string; state: string; reason: string; wayOut: string }[];
  }

  test('are counted and named, make the exit code 6, and stand in the file of rows', async () => {
    line.server.treat((to) => (to === alice ? { recipient: '550 5.1.1 no such user' } : {}));
    const ended = await resetPins('--result', path('rows.csv'));
    expect(ended.code).toBe(6);
    expect(json<Told>(ended)).toMatchObject({
      ...{ done: 2, failed: 0, mailsSent: 1, mailsWaiting: 0, mailsFailed: 1 },
      notDelivered: [{ to: alice, state: 'failed', reason: 'mailbox-unknown' }],
    });
    expect(ended.errors).toMatch(
      new RegExp(`^error mail-not-delivered: 1 email was given up: ${alice}\\. .*--send-email-to-address`, 'm'),
    );
    expect(rowsIn('rows.csv').map(({ upn, state, mail, mailReason }) => [upn, state, mail, mailReason])).toEqual([
      [alice, 'done', 'failed', 'mailbox-unknown'],
      [alex, 'done', 'sent', ''],
    ]);
    const { id } = json<{ id: string }>(ended);
    expect(json(await bulk('status', id))).toMatchObject({ mailsFailed: 1, notDelivered: [{ to: alice }] });
    expect((await line.here(['bulk', 'status', id], { terminal: true })).output).toContain(`${alice}: Not delivered`);
    // The card in the chat, if it was started there, names them too.
    const card = readCard(
      await bulkCard((await jobs().findOne({ _id: id }))!, 'x', { services: line.services, day: String }),
    );
    expect(card).toContain('1 email was not delivered: Alice Smith.');
    expect(card).toContain('Nobody has their new PIN: reset it again');
  });

  test('wait while no mail server is there, and mail send empties the queue', async () => {
    const ended = await line.here(['bulk', 'run', listOf(alice, alex), '--action', 'reset-pin'], { SMTP_URL: '' });
    expect([ended.code, json(ended)]).toMatchObject([6, { mailsSent: 0, mailsWaiting: 2, mailsFailed: 0 }]);
    expect(ended.errors).toContain('error mail-waits: 2 emails wait: ');
    const sent = await line.here(['mail', 'send']);
    expect([sent.code, json(sent)]).toMatchObject([0, { sent: 2 }]);
    const { id } = json<{ id: string }>(ended);
    expect(json(await bulk('status', id))).toMatchObject({ mailsSent: 2, mailsWaiting: 0, notDelivered: [] });
  });

  test('that arrive leave nothing to say', async () => {
    const ended = await resetPins();
    expect([ended.code, json(ended)]).toMatchObject([0, { mailsSent: 2, mailsWaiting: 0, notDelivered: [] }]);
    expect(ended.errors).not.toContain('error');
  });
});

test('many people follow the default number again by one bulk change', async () => {
  await line.here(['bridge', 'set', '--service-numbers', '+15550100200']);
  const own = await bulk('run', listOf(alice, alex), '--action', 'set-number', '--service-number', '+15550100200');
  expect([own.code, json(own)]).toMatchObject([0, { done: 2, serviceNumber: '+15550100200' }]);
  const back = await bulk('run', listOf(alice, alex), '--action', 'set-number', '--service-number', 'default');
  expect([back.code, json(back)]).toMatchObject([0, { done: 2, serviceNumber: 'default' }]);
  expect(await record('Alice')).not.toHaveProperty('tollNumber');
  expect(json(await line.here(['user', 'get', alice]))).toMatchObject({ serviceNumberFrom: 'bridge' });
});

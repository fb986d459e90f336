import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BSON } from 'mongodb';
import { createServices, type Services } from '../../services';
import { type AuditRecord } from '../../services/audit/trail';
import { headText } from '../../services/audit/chain/link';
import { type BulkJob, noCounts } from '../../services/bulk/job';
import { createRestoreMark } from '../../services/base/restore-mark';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { type Offer } from '../../services/offers/offers';
import { sampleTenant } from '../../services/try-out/sample-people';
import { clickOn, resetPin } from '../helpers/clicks';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { mongoOf } from '../helpers/database';
import { disposeServices, freshDatabase, person, testKey } from '../helpers/services';

jest.setTimeout(120_000);

/** Nobody acts. */
const nobody = acting();
const other = `${testKey.id}:${Buffer.alloc(32, 9).toString('base64')}`;

let line: CommandLine;
let file: string;
const opened: Services[] = [];
beforeAll(async () => {
  line = await openCommandLine();
  file = join(line.folder, 'one.gz');
});
afterAll(async () => {
  for (const services of opened) await disposeServices(services);
  await line.close();
});

const stored = <T extends object>(services: Services, name: string) => mongoOf(services).db.collection<T>(name);
const linesOf = (path: string) => gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
/** A file with these lines. */
function fileOf(name: string, lines: string[]): string {
  const path = join(line.folder, name);
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
  return path;
}
const databaseOf = (services: Services) => mongoOf(services).db.databaseName;
/** Restores into a database, and opens what is there then. */
async function restored(args: string[], database = freshDatabase().database) {
  const ended = await line.here(['restore', ...args], { ...nobody, DATABASE: database });
  expect(ended.errors).toBe('');
  const services = await createServices({ ...freshDatabase(), database, pinKeys: [testKey] });
  opened.push(services);
  return { services, result: json<Record<string, number | string>>(ended) };
}

describe('a backup', () => {
  test('is one new file for its owner alone, noted in the trail, with every document and no key', async () => {
    const ended = await line.here(['backup', file]);
    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
    const lines = linesOf(file);
    const documents = lines.filter((one) => one.startsWith('{'));
    expect(json(ended)).toEqual({ file, documents: documents.length, bytes: statSync(file).size });
    expect(documents.some((one) => one.includes('"action":"backup"'))).toBe(true);
    expect(lines.join('\n')).not.toContain(testKey.bytes.toString('base64'));
    expect((await line.records())[0]).toMatchObject({ action: 'backup', outcome: 'done' });
  });

  test('never takes the place of a file, and takes the role of an administrator if somebody acts', async () => {
    const before = readFileSync(file);
    expect(await line.here(['backup', file], nobody)).toMatchObject({
      code: 5,
      errors: expect.stringMatching(/^error file: /) as string,
    });
    expect(readFileSync(file)).toEqual(before);
    expect(await line.here(['backup', join(line.folder, 'two.gz')], acting('Alice'))).toMatchObject({ code: 3 });
    expect(await line.here(['backup', join(line.folder, 'no', 'two.gz')], nobody)).toMatchObject({ code: 1 });
  });

  test.each([
    ['cut off', (all: string[]) => all.slice(0, -1), /is cut off/],
    ['without a document', (all: string[]) => all.filter((one) => !one.includes('megan')), /is damaged in the coll/],
    ['with another value', (all: string[]) => all.map((one) => one.replace('Megan', 'Nagem')), /damaged in the coll/],
    ['with more behind its end', (all: string[]) => [...all, '{}'], /is damaged/],
    [
      'of a newer form',
      ([first, ...rest]: string[]) => [first!.replace('"version":1', '"version":2'), ...rest],
      /newer/,
    ],
    ['that is something else', () => ['{"a":1}'], /not a backup/],
  ])('%s is refused before anything is written', async (what, change, why) => {
    const path = fileOf(`${what}.gz`, change(linesOf(file)));
    const database = freshDatabase().database;
    const ended = await line.here(['restore', path], { ...nobody, DATABASE: database });
    expect([ended.code, ended.errors]).toEqual([1, expect.stringMatching(why)]);
    expect(await mongoOf(line.services).db.client.db(database).listCollections().toArray()).toHaveLength(1);
  });

  test('is refused where its bytes are cut, with other keys, and for another backend', async () => {
    const half = join(line.folder, 'half.gz');
    writeFileSync(half, readFileSync(file).subarray(0, 900));
    const fresh = { ...nobody, DATABASE: freshDatabase().database };
    const refusal = async (path: string, more: object) =>
      (await line.here(['restore', path], { ...fresh, ...more })).errors;
    expect(await refusal(half, {})).toMatch(/damaged or cut off/);
    expect(await refusal(join(line.folder, 'none.gz'), {})).toMatch(/^error file: .*ENOENT/);
    expect(await refusal(file, { PIN_KEYS: other })).toMatch(/is not the one this backup was sealed with/);
    expect(await refusal(file, { PIN_KEYS: other.replace('test-1', 'test-2') })).toMatch(
      /which PIN_KEYS does not hold/,
    );
    expect(await refusal(file, {})).toBe('');
  });
});

describe('a restore', () => {
  test('of a database that stood still brings every document back as it was', async () => {
    const { services, result } = await restored([file, '--keep-pins']);
    expect(result).toMatchObject({ pinsEnded: 0, mailsGivenUp: 0 });
    for (const name of ['people', 'conferencing', 'conferenceIds', 'settings', 'pinKeys']) {
      const all = (of: Services) => stored(of, name).find().sort({ _id: 1 }).toArray();
      expect([name, await all(services)]).toEqual([name, await all(line.services)]);
    }
    expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined, waiting: 0, late: 0 });
  });

  test('refuses a database that holds something, one of another name, and one on which a bot is at work', async () => {
    const before = await line.dump();
    const refusal = async (...args: string[]) => (await line.here(['restore', ...args], nobody)).errors;
    expect(await refusal(file)).toMatch(/^error database-not-empty: /);
    expect(await refusal(file, '--replace', 'other')).toMatch(/^error wrong-database: /);
    expect(await refusal()).toMatch(/^error usage: /);
    expect(await refusal(file, '--after-foreign')).toMatch(/^error usage: /);
    const bot = line.services.auditChain.lease(60_000);
    await bot.take();
    expect(await refusal(file, '--replace', databaseOf(line.services))).toMatch(/^error bot-at-work: /);
    await bot.release();
    const would = await line.here(['restore', file, '--replace', databaseOf(line.services), '--what-if'], nobody);
    expect(json<{ would: string[] }>(would).would.join(' ')).toContain('in place of what it holds. End what is open');
    // Only the lease has come and gone.
    expect(await line.dump()).toBe(before);
  });

  test('keeps nothing a second time: no PIN, no email, no offer, no notice, no bulk change', async () => {
    const { services } = line;
    const { tenant, id } = person('Alice');
    await services.chats.remember(tenant, id, {
      conversation: 'chat',
      serviceUrl: 'https://smba.example',
      bot: 'b',
      user: 'u',
    });
    const first = await resetPin(services, 'Alice');
    // An administrator's reset owes an email with the PIN; the offer is open; a job is under way.
    await resetPin(services, 'Megan', 'Alex');
    const open = await clickOn(services, 'reset-pin', 'Alice');
    const at = new Date();
    await stored<BulkJob>(services, 'bulkJobs').insertOne({
      ...{ _id: 'a'.repeat(32), tenant, actor: person('Megan').id, conversation: '', from: 'commandLine', total: 0 },
      ...{ action: 'enable', state: 'running', next: 0, counts: noCounts, createdAt: at, expiresAt: at },
    });
    const queued = await stored<OutboxDocument>(services, 'outbox').countDocuments({ state: 'queued' });
    expect(queued).toBeGreaterThan(0);
    await services.auditChain.chainWaiting();
    const kept = join(line.folder, 'busy.gz');
    expect((await line.here(['backup', kept], nobody)).errors).toBe('');

    // Then the bot goes on for a while, and what it does is lost.
    const second = (await services.conferencing.resetPin(open)).pin!;
    expect(await services.conferencing.verifyPin(person('Alice'), second)).toBe(true);
    await services.auditChain.chainWaiting();
    const lost = (await services.auditChain.head(tenant))!;
    const database = databaseOf(services);
    expect((await line.here(['restore', kept, '--replace', database, '--keep-pins'], nobody)).errors).toMatch(
      /^error pins-replaced-since: the database that is to be replaced has 1 changes/,
    );

    const { services: back, result } = await restored([kept, '--replace', database], database);
    expect(result).toMatchObject({ mailsGivenUp: queued, offersEnded: 1, bulkJobsEnded: 1 });
    expect(result.pinsEnded).toBe(await stored(back, 'conferencing').countDocuments({ enabled: true }));
    for (const pin of [first, second]) expect(await back.conferencing.verifyPin(person('Alice'), pin)).toBe(false);
    await expect(back.conferencing.resetPin(open)).rejects.toMatchObject({ code: 'operation-restored' });
    expect(await stored<Offer>(back, 'operations').countDocuments({ state: 'offered' })).toBe(0);
    const mails = await stored<OutboxDocument>(back, 'outbox').find({ 'failure.reason': 'restored' }).toArray();
    expect(mails).toHaveLength(queued);
    expect(mails.every(({ state, pin, untold }) => state === 'dead' && !pin && !untold)).toBe(true);
    expect(await stored(back, 'notices').findOne({ person: id, kind: 'pin-ended' })).toMatchObject({ state: 'queued' });
    expect(result.peopleTold).toBe(await stored(back, 'notices').countDocuments({ kind: 'pin-ended' }));
    expect(await stored<BulkJob>(back, 'bulkJobs').findOne({})).toMatchObject({ state: 'stopped' });

    // A verifier from the backup that is put back by hand is older than the trail's version, and no later one meets it.
    const record = (await stored<{ _id: string; pin: { version: number } }>(back, 'conferencing').findOne({
      _id: `${tenant}/${id}`,
    }))!;
    const old = linesOf(kept).find((one) => one.includes(`"_id":"${tenant}/${id}"`) && one.includes('"salt"'))!;
    const verifier = (BSON.EJSON.parse(old) as typeof record).pin;
    await stored<typeof record>(back, 'conferencing').updateOne({ _id: record._id }, { $set: { pin: verifier } });
    expect(await back.conferencing.verifyPin(person('Alice'), first)).toBe(false);
    await stored<typeof record>(back, 'conferencing').updateOne({ _id: record._id }, { $set: { pin: record.pin } });
    const third = await resetPin(back, 'Alice');
    expect(await back.conferencing.verifyPin(person('Alice'), third)).toBe(true);

    // The chain goes on from the backup, and says why a head that was saved later does not fit.
    await back.auditChain.chainWaiting();
    const said = (await stored<AuditRecord>(back, 'audit').findOne({
      action: 'restore',
      restored: { $exists: true },
    }))!;
    expect(said.restored).toMatchObject({ lost: { seq: lost.seq, link: lost.link } });
    expect(await back.auditChain.verify(tenant)).toMatchObject({ finding: undefined, restores: [{ lost: {} }] });
    const verify = (head: string) => line.here(['audit', 'verify', '--tenant', tenant, '--head', head], nobody);
    const explained = await verify(headText(lost));
    expect([explained.code, explained.output]).toEqual([27, expect.stringContaining('lost-by-restore')]);
  });

  test('that was broken off lets nothing start, and is brought to its end', async () => {
    const database = freshDatabase().database;
    const { services } = await restored([file], database);
    const mark = createRestoreMark(mongoOf(services));
    const broken = { of: new Date(), heads: [], lost: [], keepPins: false, last: '' };
    const start = () => createServices({ ...freshDatabase(), database, pinKeys: [testKey] });
    const here = (...args: string[]) => line.here(['restore', ...args], { ...nobody, DATABASE: database });

    await mark.put({ ...broken, state: 'loading' });
    await expect(start()).rejects.toThrow(/was broken off.*--replace/);
    expect((await here('--after-foreign')).errors).toMatch(/was broken off/);
    expect((await here(file)).errors).toMatch(/^error database-not-empty: an earlier restore/);
    expect((await here(file, '--replace', database)).code).toBe(0);
    await (await start()).close();

    await mark.put({ ...broken, state: 'finishing' });
    await expect(start()).rejects.toThrow(/--after-foreign/);
    expect(json(await here('--after-foreign'))).toMatchObject({
      documents: null,
      pinsEnded: expect.any(Number) as number,
    });
    await (await start()).close();
  });

  test('by another program is finished the same way', async () => {
    const { services } = await restored([file, '--keep-pins']);
    const pin = await resetPin(services, 'Alice');
    await services.auditChain.chainWaiting();
    const ended = await line.here(['restore', '--after-foreign'], { ...nobody, DATABASE: databaseOf(services) });
    expect(json<{ pinsEnded: number }>(ended).pinsEnded).toBeGreaterThan(0);
    expect(await services.conferencing.verifyPin(person('Alice'), pin)).toBe(false);
    expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined, restores: [{}, {}] });
  });
});

import { type BulkAction } from '../../services/bulk/job';
import { sampleTenant } from '../../services/try-out/sample-people';
import { until } from '../helpers/until';
import { openBulkJob } from './bulk-job';
import { startProxy } from './proxy';

/** How many processes die. */
const deaths = 6;
/** How many rows each of them carries out. The last one is not noted, so the next process begins with it. */
const rowsEach = 6;

const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

async function open(options: Parameters<typeof openBulkJob>[0]) {
  const bulk = await openBulkJob(options);
  opened.push(bulk);
  return bulk;
}

async function openProxy() {
  const { hostname, port } = new URL(process.env.TEST_MONGODB_URI!);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  opened.push(proxy);
  return proxy;
}

/** A message that asks the database for a batch of rows. */
const reading = /find\0.{4}bulkRows\0/s;
/** A message that writes what the dry run found out about a batch of rows, in a transaction. */
const writing = /update\0.{4}bulkRows\0/s;
/** A message that notes how far the dry run has got, after such a batch. */
const counting = /findAndModify\0.{4}bulkJobs\0/s;

/** Both at once, each on its own database: a database keeps the transaction of a killed process open for a minute. */
const bothKinds = (work: (action: BulkAction) => Promise<void>) =>
  Promise.all((['reset-conference-id', 'reset-pin'] as const).map(work));

// No more tests than Jest runs at once, for the same reason.
describe('processes that work on a bulk job', () => {
  test.concurrent('they die with a row carried out and nothing noted, and each row happens once', () =>
    bothKinds(async (action) => {
      const bulk = await open({ action, people: 50 });
      await bulk.check();
      // Some rows fail, and some processes die right after one.
      const failing = [1, 2, 5].map((death) => bulk.people[death * (rowsEach - 1)]!);
      for (const upn of failing)
        await bulk.services.directory.save({
          ...(await bulk.services.directory.find(sampleTenant, upn)),
          licensed: false,
        });
      await bulk.start();
      for (let death = 0; death < deaths; death += 1) {
        expect(await bulk.run({ dieAt: 'bulk-row', alive: rowsEach - 1 })).toBeUndefined();
        await bulk.halfAMinutePasses();
      }
      expect(await bulk.run()).toBeGreaterThan(0);
      await bulk.assertDone({ done: 47, failed: 3 });
    }),
  );

  test.concurrent(
    'they die in the dry run, with one batch written, with two, and in the middle of one, and the next one checks it all',
    async () => {
      // Three batches. Some people are in two of them, and their second row is left out.
      const nobody = (count: number) =>
        Array.from({ length: count }, (_, index) => `nobody.${count}.${index}@contoso.example`);
      const list = (people: string[]) => [
        ...people.slice(0, 20),
        ...nobody(300),
        ...people.slice(10, 30),
        ...nobody(200),
      ];
      const bulk = await open({ action: 'reset-conference-id', people: 30, list });
      // Only the last one dies in a transaction: the database keeps each for a minute.
      for (const [moment, time] of [
        [counting, 1],
        [counting, 2],
        [writing, 2],
      ] as const) {
        const proxy = await openProxy();
        const worker = bulk.worker({ uri: proxy.uri });
        let times = 0;
        proxy.interfere((bytes) => {
          if (!moment.test(bytes) || (times += 1) < time) return 'pass';
          worker.child.kill('SIGKILL');
          return 'reset-before';
        });
        await worker.ready;
        expect(await worker.work()).toBeUndefined();
        expect(await bulk.job()).toMatchObject({ state: 'checking' });
        await bulk.halfAMinutePasses();
      }
      await bulk.run();
      expect(await bulk.job()).toMatchObject({
        state: 'ready',
        next: 0,
        counts: { ready: 30, leftOut: 510, done: 0, failed: 0 },
      });
      await bulk.start();
      await bulk.run();
      await bulk.assertDone({ done: 30, leftOut: 510 });
    },
  );

  test.concurrent(
    'one that was held up in the dry run until the job is half through changes nothing of it',
    async () => {
      const bulk = await open({ action: 'reset-pin', people: 20 });
      const proxy = await openProxy();
      const late = bulk.worker({ uri: proxy.uri });
      let heldUp = false;
      proxy.interfere((bytes) => {
        if (!heldUp && reading.test(bytes)) heldUp = late.child.kill('SIGSTOP');
        return 'pass';
      });
      await late.ready;
      const end = late.work();
      await until('it to be held up', () => heldUp);
      await bulk.halfAMinutePasses();
      await bulk.check();
      await bulk.start();
      await bulk.run({ dieAt: 'bulk-row', alive: 10 });
      await bulk.halfAMinutePasses();
      late.child.kill('SIGCONT');
      await end;
      await bulk.assertDone({ done: 20 });
    },
  );

  test.concurrent('three at once take it from one another, one of them is killed, and each row happens once', () =>
    bothKinds(async (action) => {
      const bulk = await open({ action, people: 60 });
      await bulk.check();
      await bulk.start();
      const workers = [bulk.worker(), bulk.worker(), bulk.worker()];
      await Promise.all(workers.map(({ ready }) => ready));
      const ends = workers.map((worker) => worker.work());
      const rows = ({ passed }: (typeof workers)[number]) => passed.filter((point) => point === 'bulk-row').length;
      await until('all of them to work on it', async () => {
        // As if each was held up for too long: a lease saves work, but correctness must not depend on it.
        await bulk.halfAMinutePasses();
        return workers.every((worker) => rows(worker) > 3);
      });
      workers[1]!.child.kill('SIGKILL');
      await bulk.halfAMinutePasses();
      const shares = await Promise.all(ends);
      expect(shares[1]).toBeUndefined();
      await bulk.assertDone({ done: 60 });
    }),
  );

  test.concurrent(
    'one dies in the transaction of a row, and the next one goes on when the database lets go of it',
    () =>
      bothKinds(async (action) => {
        const bulk = await open({ action, people: 12 });
        await bulk.check();
        await bulk.start();
        expect(await bulk.run({ dieAt: 'claimed', alive: 5 })).toBeUndefined();
        await bulk.halfAMinutePasses();
        expect(await bulk.run()).toBe(7);
        await bulk.assertDone({ done: 12 });
      }),
  );
});

import { mongoOf } from '../helpers/database';
import { createServices } from '../../services';
import type { AuditDocument } from '../../services/audit/trail';
import { operationHash } from '../../services/base/operation-hash';
import { type BulkAction, type BulkJob, type BulkRow, countRows, type RowCounts } from '../../services/bulk/job';
import { readList } from '../../services/bulk/list';
import { type ConferenceIdDocument } from '../../services/conferencing/conference-ids';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { type Offer } from '../../services/offers/offers';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { sampleTenant, seedSamplePeople } from '../../services/try-out/sample-people';
import { addPeople } from '../../services/try-out/many-people';
import { disposeServices, freshDatabase, noLimits, person, testKey } from '../helpers/services';
import { checkInvariants } from './invariants';
import { startWorker } from './processes';
import { type WorkerOrders } from './worker';

/** A bulk job in a database of its own, for processes that work on it and die. */
export async function openBulkJob(options: {
  action: BulkAction;
  people: number;
  list?: (people: string[]) => string[];
}) {
  const { action, list = (people) => people } = options;
  const database = freshDatabase();
  const services = await createServices({ ...database, pinKeys: [testKey] });
  await seedSamplePeople(services);
  await services.settings.save(sampleTenant, { ...noLimits, pinLength: 12, bulkApproval: false });
  const people = await addPeople(services, options.people);
  const actor = person('Megan');
  const by = { tenant: sampleTenant, actor: actor.id, conversation: 'chat' };
  const { _id } = await services.bulk.check({
    actor,
    conversation: 'chat',
    from: 'personal',
    action,
    list: readList({ text: list(people).join('\n') }),
    most: 1_000,
  });
  const offer = await services.offers.make({ ...by, kind: 'bulk', target: actor.id, input: { job: _id } }, 3_600_000);

  const collection = <T extends object>(name: string) => mongoOf(services).db.collection<T>(name);
  const all = <T extends object>(name: string) => collection<T>(name).find().batchSize(500).toArray() as Promise<T[]>;
  const job = async (): Promise<BulkJob> => (await services.bulk.byId(sampleTenant, _id))!;
  const workers: ReturnType<typeof startWorker<number>>[] = [];

  return {
    services,
    people,
    job,
    /** A process that is about to work on the job. Its result says how many rows it carried out. */
    worker(orders: Partial<WorkerOrders> = {}) {
      const worker = startWorker<number>({
        ...database,
        keys: [[testKey.id, testKey.bytes.toString('base64')]],
        ...orders,
        job: { name: 'bulk', tenant: sampleTenant, job: _id },
      });
      workers.push(worker);
      return worker;
    },
    /** Starts such a process, lets it work, and waits for its result. */
    async run(orders: Partial<WorkerOrders> = {}): Promise<number | undefined> {
      const worker = this.worker(orders);
      await worker.ready;
      return worker.work();
    },
    /** Lets every lease expire: a process that died or was held up no longer has the job. */
    halfAMinutePasses: () => collection('leases').updateMany({}, { $set: { until: new Date(0) } }),
    /** Does the dry run, or the rest of it, in this process. */
    check: () => services.bulk.work(new AbortController().signal, (error) => void expect(error).toBeUndefined()),
    start: () => services.bulk.start({ ...by, offer: offer._id, from: 'personal' }),

    /**
     * The job ended once, with these counts, and every person was changed once: no row is lost and none was done twice.
     */
    async assertDone(counts: Partial<RowCounts>): Promise<void> {
      expect(await job()).toMatchObject({
        state: 'done',
        next: 0,
        counts: { ready: 0, leftOut: 0, done: 0, failed: 0, ...counts },
      });
      const [rows, offers, trail, outbox, records, ids] = await Promise.all([
        all<BulkRow>('bulkRows'),
        all<Offer>('operations'),
        all<AuditDocument>('audit'),
        all<OutboxDocument>('outbox'),
        all<ConferencingDocument>('conferencing'),
        all<ConferenceIdDocument>('conferenceIds'),
      ]);
      expect(countRows(rows)).toEqual((await job()).counts);
      const done = rows.filter(({ state }) => state === 'done');
      const failed = rows.filter(({ state }) => state === 'failed');
      expect(offers.filter((one) => one.job !== undefined)).toHaveLength(done.length + failed.length);
      const stateOf = new Map(offers.map((one) => [one._id, one.state]));
      expect(done.filter(({ operation: offer }) => stateOf.get(offer!) !== 'done')).toEqual([]);
      const told = trail
        .filter((record) => record.action === action)
        .map(({ outcome, reason, target, operation: offer }) => ({
          outcome,
          reason,
          person: target?.id,
          operation: offer,
        }));
      const expected = [...done, ...failed].map(({ state, reason, person: id, operation: offer }) => ({
        outcome: state === 'done' ? 'done' : 'refused',
        reason,
        person: id,
        operation: operationHash(offer!),
      }));
      expect(told.sort(byPerson)).toEqual(expected.sort(byPerson));
      expect(trail.filter((record) => record.action === 'bulk' && record.outcome === 'done')).toHaveLength(1);

      const changed = done.map((row) => row.person!).sort();
      expect(new Set(changed).size).toBe(changed.length);
      expect(outbox.map((mail) => mail.person).sort()).toEqual(changed);
      expect(
        records
          .filter(({ pin }) => pin.version > 1)
          .map((record) => `${record.person} ${record.pin.version}`)
          .sort(),
      ).toEqual(action === 'reset-pin' ? changed.map((id) => `${id} 2`) : []);
      expect(
        ids
          .filter(({ state }) => state === 'retired')
          .map((id) => id.person)
          .sort(),
      ).toEqual(action === 'reset-conference-id' ? changed : []);
      const drawn = workers.flatMap((worker) => worker.drawn);
      expect(drawn.length > 0).toBe(action === 'reset-pin');
      await checkInvariants(services, { answers: [], connector: { calls: [] }, logs: '', drawn });
    },
    async close(): Promise<void> {
      for (const { child } of workers) child.kill('SIGKILL');
      await disposeServices(services);
    },
  };
}

const byPerson = (a: { person?: string }, b: { person?: string }): number => (a.person! < b.person! ? -1 : 1);

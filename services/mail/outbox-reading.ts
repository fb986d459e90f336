import { operationHash } from '../base/operation-hash';
import type { ClientSession, Collection, Filter } from 'mongodb';
import { inBatches } from '../base/batches';
import { type TimeSpan, within } from '../base/time-span';
import { type MailFailure, type OutboxDocument, setupFaults } from './outbox-document';

/** The failures that come from the server, or from how it is set up here. */
const serverFaults: readonly MailFailure[] = ['server-unreachable', 'unconfirmed', ...setupFaults];

/** A tenant's mails: to one person or everybody, and either all or only those that were given up. */
interface WhichMails {
  tenant: string;
  person?: string;
  failed: boolean;
}

const filterOf = ({ tenant, person, failed }: WhichMails): Filter<OutboxDocument> => ({
  tenant,
  ...(person !== undefined && { person }),
  ...(failed && { state: 'dead' as const }),
});

/** What is asked about the mails that changes owe. */
export function createOutboxReading(outbox: Collection<OutboxDocument>) {
  return {
    /** The mails that the changes of these offers owed, in the order in which they were made; without sealed PINs. */
    ofOffers: (ids: readonly string[]): Promise<OutboxDocument[]> =>
      outbox
        .find({ operation: { $in: ids.map(operationHash) } }, { projection: { pin: 0 } })
        .sort({ at: 1 })
        .toArray(),

    /** How many of the mails of a bulk job are in each state. */
    async countsOfJob(job: string): Promise<Record<OutboxDocument['state'], number>> {
      const states = ['queued', 'sent', 'dead', 'dropped'] as const;
      const counts = await Promise.all(states.map((state) => outbox.countDocuments({ job, state })));
      return { queued: counts[0]!, sent: counts[1]!, dead: counts[2]!, dropped: counts[3]! };
    },

    /** The mails of a bulk job that were given up or still wait, without sealed PINs. */
    undeliveredOfJob: (job: string, most: number): Promise<OutboxDocument[]> =>
      outbox
        .find({ job, state: { $in: ['dead', 'queued'] } }, { projection: { pin: 0 } })
        .limit(most)
        .toArray(),

    /** How many mails of a bulk job nobody has tried to send, or somebody is trying to send now. */
    countUntried: (job: string): Promise<number> =>
      outbox.countDocuments({
        job,
        state: 'queued',
        $or: [{ failure: { $exists: false } }, { lease: { $exists: true } }],
      }),

    /** All mails of a bulk job, batch by batch, without sealed PINs. */
    ofJob: (job: string, size = 500): AsyncGenerator<OutboxDocument[]> =>
      inBatches(outbox.find({ job }, { projection: { pin: 0 } }).batchSize(size), size),

    /** A mail that was given up, and whose causer has not been told. */
    nextUntold: async (): Promise<OutboxDocument | undefined> =>
      (await outbox.findOne({ untold: true }, { projection: { pin: 0 } })) ?? undefined,

    /** One mail of a tenant, or undefined. */
    async byId(tenant: string, id: string, session?: ClientSession): Promise<OutboxDocument | undefined> {
      const found = await outbox.findOne({ _id: id }, { session });
      return found?.tenant === tenant ? found : undefined;
    },

    /** Mails, the newest first, without their sealed PINs, batch by batch. */
    newestFirst: (which: WhichMails, size = 500): AsyncGenerator<OutboxDocument[]> =>
      inBatches(
        outbox
          .find(filterOf(which), { projection: { pin: 0 } })
          .sort({ at: -1, _id: 1 })
          .allowDiskUse(true)
          .batchSize(size),
        size,
      ),

    /** How many mails `newestFirst` has. */
    count: (which: WhichMails): Promise<number> => outbox.countDocuments(filterOf(which)),

    /** How many mails of a tenant wait. */
    countWaiting: (tenant: string): Promise<number> => outbox.countDocuments({ tenant, state: 'queued' }),

    /** The mails that wait, and those that were given up since a point in time; without sealed PINs. */
    undelivered: (tenant: string, since: Date, most: number): Promise<OutboxDocument[]> =>
      outbox
        .find(
          { tenant, $or: [{ state: 'queued' }, { state: 'dead', endedAt: { $gte: since } }] },
          { projection: { pin: 0 } },
        )
        .sort({ at: -1 })
        .limit(most)
        .toArray(),

    /** A person's mails, newest first. */
    latest: (tenant: string, person: string, count: number): Promise<OutboxDocument[]> =>
      outbox.find({ tenant, person }).sort({ at: -1 }).limit(count).toArray(),

    /**
     * The mails that were given up and not sent again, for one person or everybody, newest first, and how many there
     * are.
     */
    async dead(tenant: string, count: number, person?: string): Promise<{ mails: OutboxDocument[]; total: number }> {
      const filter = { tenant, state: 'dead' as const, ...(person === undefined ? {} : { person }) };
      const [mails, total] = await Promise.all([
        outbox.find(filter).sort({ endedAt: -1 }).limit(count).toArray(),
        outbox.countDocuments(filter),
      ]);
      return { mails, total };
    },

    /** How many mails wait because the server takes none, and why and when the last try failed. */
    async heldUp(tenant: string): Promise<{ count: number; reason?: MailFailure; since?: Date }> {
      const filter = { tenant, 'state': 'queued' as const, 'failure.reason': { $in: [...serverFaults] } };
      const [count, newest] = await Promise.all([
        outbox.countDocuments(filter),
        outbox.findOne(filter, { sort: { 'failure.at': -1 } }),
      ]);
      return { count, reason: newest?.failure?.reason, since: newest?.failure?.at };
    },

    /** How many mails were sent, and how many given up, in a time. */
    async countEnded(tenant: string, period: TimeSpan): Promise<{ sent: number; failed: number }> {
      const [sent, failed] = await Promise.all(
        (['sent', 'dead'] as const).map((state) => outbox.countDocuments({ tenant, state, endedAt: within(period) })),
      );
      return { sent: sent!, failed: failed! };
    },

    /**
     * How many people a mail was sent to.
     * @param only makes the stages that keep only some people, given the field that holds their key
     */
    async countMailed(tenant: string, only: (keyField: string) => object[]): Promise<number> {
      const [counted] = await outbox
        .aggregate<{ count: number }>([
          { $match: { tenant, state: 'sent' } },
          { $group: { _id: { $concat: ['$tenant', '/', '$person'] } } },
          ...only('_id'),
          { $count: 'count' },
        ])
        .toArray();
      return counted?.count ?? 0;
    },
  };
}

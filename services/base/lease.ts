import { randomUUID } from 'node:crypto';
import { isDuplicate, type Mongo } from './mongo';

interface LeaseDocument {
  _id: string;
  holder: string;
  until: Date;
}

/** How long a lease is kept that was over and nobody took again: its holder was killed. Seconds. */
const keptAfterEnd = 24 * 3600;

export async function prepareLeases(mongo: Mongo): Promise<void> {
  await mongo
    .collection<LeaseDocument>('leases')
    .createIndexes([{ key: { until: 1 }, name: 'expiry', expireAfterSeconds: keptAfterEnd }]);
}

/**
 * A piece of work that one holder over all replicas does at a time. The times are the database's. It saves work, but
 * correctness must not depend on it: a holder that was paused may believe in it for too long.
 * @param length how long a holder that says nothing keeps it, in milliseconds
 */
export function createLease(mongo: Mongo, name: string, length: number) {
  const leases = mongo.collection<LeaseDocument>('leases');
  const holder = randomUUID();
  return {
    /** Takes the lease, or renews it. @returns whether it is ours */
    async take(): Promise<boolean> {
      const now = await mongo.now();
      try {
        await leases.updateOne(
          { _id: name, $or: [{ holder }, { until: { $lte: now } }] },
          { $set: { holder, until: new Date(now.getTime() + length) } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // Somebody else holds it.
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    /** Whether anybody holds it. */
    async isHeld(): Promise<boolean> {
      const found = await leases.findOne({ _id: name });
      return found !== null && found.until > (await mongo.now());
    },
    /** Lets somebody else take it at once. */
    async release(): Promise<void> {
      await leases.deleteOne({ _id: name, holder });
    },
  };
}

export type Lease = ReturnType<typeof createLease>;

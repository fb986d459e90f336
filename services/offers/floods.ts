import { createHash } from 'node:crypto';
import type { UpdateFilter } from 'mongodb';
import { keepInMind } from '../base/keep-in-mind';
import { isDuplicate, type Mongo } from '../base/mongo';
import type { Forgetting } from '../people/forgetting';

/** How many messages and clicks one person gets answered, within how long. Seconds. */
const rules = [
  { most: 20, seconds: 10 },
  { most: 200, seconds: 300 },
] as const;
export type FloodRule = (typeof rules)[number];
const [burst, flood] = rules;

/** What is noted in a day of people whom no directory knows: refusals in the trail, and chats to find them in. */
const mostNoted = { refusals: 100, chats: 1_000 } as const;
/** Strangers share so many counts, so that made-up ids do not fill the database. */
const strangersCounts = 1_000;
/** How often the database's clock is read. Milliseconds. */
const clockGoodFor = 60_000;
/** How often a count is looked for, which others make, or the database deletes when its time is over. */
const mostAttempts = 5;
/** So many silences are kept in mind; others are looked up. */
const mostSilences = 10_000;

interface FloodDocument {
  /** tenant | "messages" | person, or tenant | "strangers" | what is noted | day */
  _id: string;
  /** When the last messages came, oldest first. */
  stamps?: Date[];
  /** Until then nothing is answered, and the person was told so. */
  silentUntil?: Date;
  /** How much was noted of strangers on that day. */
  count?: number;
  expiresAt: Date;
}

/** What becomes of a count. */
type Change = UpdateFilter<FloodDocument> & { $set: Pick<FloodDocument, 'expiresAt'> };

/** Who speaks, and whether the directory knows them. */
export interface Speaker {
  tenant: string;
  id: string;
  known: boolean;
}

/** What becomes of a message: it is answered, or the person is told of the limit, once, and then nothing is. */
export type FloodVerdict = 'free' | 'silent' | { rule: FloodRule; until: Date; at: Date };

/**
 * How much one person gets answered (threats TD-2), counted for all replicas together in one write that can go beside
 * others. What is silenced costs nothing. Its time is the database's by an offset that is measured now and then: no
 * right depends on it.
 */
export function createFloods(mongo: Mongo) {
  const counts = mongo.collection<FloodDocument>('limits');
  const silences = new Map<string, number>();
  let offset = 0;
  let measuredAt = -Infinity;

  return {
    /** Counts one message or click. */
    async take(speaker: Speaker): Promise<FloodVerdict> {
      const key = keyOf(speaker);
      const at = await now();
      if ((silences.get(key) ?? 0) > at.getTime()) return 'silent';
      const { stamps = [], silentUntil } = await push(key, at);
      if (silentUntil && silentUntil > at) return silence(key, silentUntil);
      const over = overIn(stamps, at);
      if (!over) return 'free';
      const { modifiedCount } = await counts.updateOne(
        { _id: key, $or: [{ silentUntil: { $exists: false } }, { silentUntil: { $lte: at } }] },
        { $set: { silentUntil: over.until } },
      );
      silence(key, over.until);
      // Another replica was faster, and tells it.
      return modifiedCount === 1 ? { ...over, at } : 'silent';
    },

    /** Whether something more of somebody whom no directory knows is to be noted today. */
    async noteStranger(tenant: string, what: keyof typeof mostNoted): Promise<boolean> {
      const at = await now();
      const key = [tenant, 'strangers', what, at.toISOString().slice(0, 10)].join('|');
      const expiresAt = new Date(at.getTime() + 48 * 3_600_000);
      const found = await changed(key, { $inc: { count: 1 }, $set: { expiresAt } });
      return (found.count ?? 0) <= mostNoted[what];
    },

    /** Deletes what was counted for a forgotten person. */
    async forget({ tenant, id, session }: Forgetting): Promise<void> {
      await counts.deleteOne({ _id: keyOf({ tenant, id, known: true }) }, { session });
    },
  };

  function silence(key: string, until: Date): 'silent' {
    keepInMind(silences, key, until.getTime(), mostSilences);
    return 'silent';
  }

  function push(key: string, at: Date): Promise<FloodDocument> {
    return changed(key, {
      $push: { stamps: { $each: [at], $slice: -(flood.most + 1) } },
      $set: { expiresAt: new Date(at.getTime() + flood.seconds * 1_000) },
    });
  }

  /**
   * Changes a document, which is made where there is none. It is made apart: of several upserts at once, the local
   * database of the try-out carries out all and tells some of them nothing.
   */
  async function changed(key: string, { $set, ...change }: Change): Promise<FloodDocument> {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const after = await counts.findOneAndUpdate({ _id: key }, { ...change, $set }, { returnDocument: 'after' });
      if (after) return after;
      await counts.insertOne({ _id: key, ...$set }).catch((error: unknown) => {
        // Somebody else has made it meanwhile.
        if (!isDuplicate(error)) throw error;
      });
    }
    throw new Error('The count could not be made.');
  }

  async function now(): Promise<Date> {
    if (performance.now() - measuredAt > clockGoodFor) {
      measuredAt = performance.now();
      offset = (await mongo.now()).getTime() - Date.now();
    }
    return new Date(Date.now() + offset);
  }
}

/** The rule that is broken, and until when nothing is answered. */
function overIn(stamps: readonly Date[], at: Date): { rule: FloodRule; until: Date } | undefined {
  const shortest = at.getTime() + burst.seconds * 1_000;
  for (const rule of rules) {
    const counted = stamps.filter((stamp) => stamp.getTime() > at.getTime() - rule.seconds * 1_000);
    if (counted.length <= rule.most) continue;
    // Not until there is room for one message only, or every other message would be told of the limit.
    const room = rule === burst ? 0 : counted[counted.length - rule.most]!.getTime() + rule.seconds * 1_000;
    return { rule, until: new Date(Math.max(shortest, room)) };
  }
  return undefined;
}

function keyOf({ tenant, id, known }: Speaker): string {
  const digest = createHash('sha256').update(id).digest().readUInt32BE();
  return [tenant, 'messages', known ? id : `stranger-${digest % strangersCounts}`].join('|');
}

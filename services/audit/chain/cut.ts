import type { Collection } from 'mongodb';
import { retentionActor } from '../actors';
import type { Audit } from '../trail';
import type { Mongo } from '../../base/mongo';
import { createLease, type Lease } from '../../base/lease';
import { readHead, type HeadDocument } from './head';
import { notChained, ofChain, type TrailRow } from './link';

/** How many records are deleted at a time. */
const batchSize = 500;
/** A cut leaves a record behind, so there is one a day at most. Milliseconds. */
const betweenCuts = 24 * 3_600_000;

/** Where a trail was cut: the records up to this one are gone, or about to go. */
export interface Cut {
  /** The number and the link of the last record that goes. */
  seq: number;
  link: string;
  /** The number of the record that says so, and when it was written. */
  by: number;
  at: Date;
}

/** The newest cut that a chained record of the trail tells of. */
export async function readCut(trail: Collection<TrailRow>, tenant: string): Promise<Cut | undefined> {
  const [row] = await trail
    .find({ tenant, outcome: 'done', action: 'cut-trail', seq: { $exists: true } })
    .sort({ at: -1, _id: -1 })
    .limit(1)
    .toArray();
  const { seq, link } = (row?.cut ?? {}) as { seq?: unknown; link?: unknown };
  if (!row || typeof row.seq !== 'number' || typeof seq !== 'number' || typeof link !== 'string') return undefined;
  return { seq, link, by: row.seq, at: row.at as Date };
}

/**
 * Removes the beginning of a trail when its time is over, and keeps the rest verifiable. First a record is written that
 * names the last record that goes and its link; once it is chained itself, what it names is deleted, the oldest first.
 * A beginning that is gone without such a record was taken by somebody else.
 */
export function createTrailCuts({ mongo, audit }: { mongo: Mongo; audit: Audit }) {
  const trail = mongo.collection<TrailRow>('audit');
  const heads = mongo.collection<HeadDocument>('auditHeads');

  return {
    /** The right to cut, which one replica has at a time. `length` in milliseconds. */
    lease: (length: number): Lease => createLease(mongo, 'audit-retention', length),

    /**
     * Goes one step: says what is to go, or deletes what was said to go.
     * @param before records that are older are to go
     * @returns how many records were deleted
     */
    async step(tenant: string, before: Date, mayGoOn: () => Promise<boolean> = async () => true): Promise<number> {
      const cut = await readCut(trail, tenant);
      const deleted = cut ? await deleteUpTo(tenant, cut.seq, mayGoOn) : 0;
      const now = await mongo.now();
      if (deleted === 0 && (!cut || cut.at.getTime() <= now.getTime() - betweenCuts)) await say(tenant, before, now);
      return deleted;
    },
  };

  async function say(tenant: string, before: Date, at: Date): Promise<void> {
    // One that waits to be chained is enough, and so is one that was chained since we looked for the newest.
    const fresh = { at: { $gt: new Date(at.getTime() - betweenCuts) } };
    if (await trail.findOne({ tenant, outcome: 'done', action: 'cut-trail', $or: [notChained, fresh] })) return;
    const last = await lastToGo(tenant, before);
    if (!last) return;
    await audit.append({
      ...{ tenant, action: 'cut-trail', outcome: 'done', from: 'itself', actor: { id: retentionActor }, at },
      cut: { seq: last.seq!, link: last.link! },
    });
  }

  /** The last record before the first one that stays. Everything before it goes, too, whatever its time. */
  async function lastToGo(tenant: string, before: Date): Promise<TrailRow | undefined> {
    const [first] = await trail.find(ofChain(tenant)).sort({ seq: 1 }).limit(1).toArray();
    if (!first || !(first.at instanceof Date) || first.at >= before) return undefined;
    // The first that stays, by time; records of the same minute may stand in another order in the chain.
    const [stays] = await trail
      .find({ tenant, at: { $gte: before } })
      .sort({ at: 1, _id: 1 })
      .limit(1)
      .toArray();
    const head = await readHead(heads, tenant);
    const end = typeof stays?.seq === 'number' ? stays.seq - 1 : (head?.seq ?? 0);
    return (await trail.findOne({ tenant, seq: end })) ?? undefined;
  }

  async function deleteUpTo(tenant: string, seq: number, mayGoOn: () => Promise<boolean>): Promise<number> {
    let deleted = 0;
    while (await mayGoOn()) {
      const rows = await trail
        .find({ tenant, seq: { $gte: 1, $lte: seq } }, { projection: { seq: 1 } })
        .sort({ seq: 1 })
        .limit(batchSize)
        .toArray();
      if (rows.length === 0) return deleted;
      // One range, the oldest: when this is interrupted, what is left still stands without a gap.
      const last = rows.at(-1)!.seq!;
      deleted += (await trail.deleteMany({ tenant, seq: { $gte: 1, $lte: last } })).deletedCount;
    }
    return deleted;
  }
}

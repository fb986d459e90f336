import type { ClientSession, ObjectId } from 'mongodb';
import { AuditHeadMissing, type HeadDocument, makeFirstHead, readHead } from './head';
import { canonicalText, type ChainFields, type Head, linkOf, notChained, type TrailRow } from './link';
import { verifyChain, type Verdict } from './verify';
import type { FaultPoints } from '../../base/fault-points';
import { createLease, type Lease } from '../../base/lease';
import { batchBudget, type Mongo } from '../../base/mongo';
import { type Waiting, waiting } from '../../base/watch';

/** How many records one transaction chains: even a small machine stays well under the limit of 8 s. */
const batchSize = 100;
const leaseName = 'audit-chain';

/**
 * The chain over the trail. A record is written without it, in the change's own transaction, and chained
 * afterwards, so that no change waits for another one at the end of the chain (threats E9).
 */
export function createAuditChain({ mongo, faultPoints }: { mongo: Mongo; faultPoints: FaultPoints }) {
  const trail = mongo.collection<TrailRow>('audit');
  const heads = mongo.collection<HeadDocument>('auditHeads');

  return {
    /**
     * The right to chain, which one holder over all replicas has at a time.
     * @param length how long a holder that says nothing keeps it. Milliseconds
     */
    lease: (length: number): Lease => createLease(mongo, leaseName, length),

    /** Whether somebody chains at the moment, as every bot does. */
    isChaining: (): Promise<boolean> => createLease(mongo, leaseName, 0).isHeld(),

    prepare: () =>
      trail.createIndexes([
        {
          key: { tenant: 1, seq: 1 },
          name: 'chain',
          unique: true,
          partialFilterExpression: { seq: { $exists: true } },
        },
        { key: { seq: 1, tenant: 1, at: 1, _id: 1 }, name: 'waiting', partialFilterExpression: { seq: null } },
      ]),

    /**
     * Chains every record that waits, of all tenants in turn. A fault in one tenant does not hold up the others.
     * @param mayGoOn asked before each batch
     * @returns how many records were chained
     * @throws the first fault, after all tenants had their turn
     */
    async chainWaiting(mayGoOn: () => Promise<boolean> = async () => true): Promise<number> {
      let chained = 0;
      const faults: unknown[] = [];
      let tenants = await trail.distinct('tenant', { ...notChained, tenant: { $gt: '' } });
      while (tenants.length > 0) {
        const unfinished: string[] = [];
        for (const tenant of tenants) {
          if (!(await mayGoOn())) return chained;
          try {
            const count = await chainBatch(tenant);
            chained += count;
            if (count === batchSize) unfinished.push(tenant);
          } catch (error) {
            faults.push(error);
          }
        }
        tenants = unfinished;
      }
      if (faults.length > 0) throw faults[0];
      return chained;
    },

    /** How many records have no link yet, and how old the oldest of them is. */
    async waiting(): Promise<Waiting> {
      const count = await trail.countDocuments({ ...notChained, tenant: { $gt: '' } });
      const tenants = count === 0 ? [] : await trail.distinct('tenant', { ...notChained, tenant: { $gt: '' } });
      const times = await Promise.all(
        tenants.map(async (tenant) => {
          const [oldest] = await trail
            .find({ ...notChained, tenant }, { projection: { at: 1 } })
            .sort({ at: 1, _id: 1 })
            .limit(1)
            .toArray();
          return oldest?.at instanceof Date ? oldest.at.getTime() : Infinity;
        }),
      );
      const first = Math.min(...times);
      return waiting(count, Number.isFinite(first) ? new Date(first) : undefined, await mongo.now());
    },

    /** Every tenant that has or had records. */
    async tenants(): Promise<string[]> {
      const named = await Promise.all([trail.distinct('tenant', { tenant: { $gt: '' } }), heads.distinct('_id')]);
      return [...new Set(named.flat())].sort();
    },

    /** Where the tenant's chain ends now; undefined before its first record. */
    async head(tenant: string): Promise<Head | undefined> {
      const head = await readHead(heads, tenant);
      return head && head.seq > 0 ? { tenant, seq: head.seq, link: head.link } : undefined;
    },

    /**
     * Goes through the tenant's whole chain and names the first bad record. `saved` is a head that was kept elsewhere.
     */
    async verify(tenant: string, saved?: Head): Promise<Verdict> {
      return verifyChain({ mongo, trail, heads }, { tenant, saved });
    },
  };

  async function chainBatch(tenant: string): Promise<number> {
    const at = await mongo.now();
    await prepareHead(tenant, at);
    return mongo.transact(
      async (session) => {
        const head = await readHead(heads, tenant, session);
        if (!head) throw new AuditHeadMissing();
        const rows = await trail
          .find({ ...notChained, tenant }, { session })
          .sort({ at: 1, _id: 1 })
          .limit(batchSize)
          .toArray();
        if (rows.length === 0) return 0;
        await write(head, link(head, rows), { at, session });
        faultPoints('chaining');
        return rows.length;
      },
      { budget: batchBudget },
    );
  }

  /** The head first: if two sequencers run at once, one of them fails here, before it has written its records. */
  async function write(
    head: HeadDocument,
    chained: Link[],
    { at, session }: { at: Date; session: ClientSession },
  ): Promise<void> {
    const { seq, link } = chained.at(-1)!.fields;
    const moved = await heads.updateOne(
      { _id: head._id, seq: head.seq, link: head.link },
      { $set: { seq, link, at } },
      { session },
    );
    if (moved.matchedCount !== 1) throw new Error('The chain has moved on');
    // The id first: the local database takes the index of the first field, and would otherwise go through all waiting
    // records.
    const updates = chained.map(({ _id, fields }) => ({
      updateOne: { filter: { _id, ...notChained }, update: { $set: { ...fields } } },
    }));
    const written = await trail.bulkWrite(updates, { session });
    if (written.matchedCount !== chained.length) throw new Error('A record was chained by somebody else');
  }

  async function prepareHead(tenant: string, at: Date): Promise<void> {
    if (await readHead(heads, tenant)) return;
    // A new head would hide a tail that was cut off, so only a chain without records gets one. Another sequencer may
    // just have made both.
    const begun = await trail.findOne({ tenant, seq: { $gte: 1 } });
    if (begun && !(await readHead(heads, tenant))) throw new AuditHeadMissing();
    await makeFirstHead(heads, tenant, at);
  }
}

export type AuditChain = ReturnType<typeof createAuditChain>;

interface Link {
  _id: ObjectId;
  fields: ChainFields;
}

function link(head: HeadDocument, rows: TrailRow[]): Link[] {
  let { seq, link: previous } = head;
  return rows.map((row) => {
    seq += 1;
    const fields = { seq, previous, link: linkOf({ previous, tenant: head._id, seq }, canonicalText(row)) };
    previous = fields.link;
    return { _id: row._id, fields };
  });
}

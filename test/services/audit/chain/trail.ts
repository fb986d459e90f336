import { type AuditRecord, createAudit } from '../../../../services/audit/trail';
import { createAuditChain } from '../../../../services/audit/chain/chain';
import { type HeadDocument } from '../../../../services/audit/chain/head';
import { canonicalText, type ChainFields, linkOf, type TrailRow } from '../../../../services/audit/chain/link';
import { type FaultPoints, noFaultPoints } from '../../../../services/base/fault-points';
import { connectMongo } from '../../../../services/base/mongo';
import { freshDatabase, leaveMongo } from '../../../helpers/services';

/** A trail on a real database, and what somebody with write access could do to it. */
export async function openTrail(
  options: { database?: ReturnType<typeof freshDatabase>; faultPoints?: FaultPoints } = {},
) {
  const database = options.database ?? freshDatabase();
  const mongo = await connectMongo(database);
  const audit = createAudit(mongo);
  const chain = createAuditChain({ mongo, faultPoints: options.faultPoints ?? noFaultPoints });
  await audit.prepare();
  await chain.prepare();
  const rows = mongo.db.collection<TrailRow>('audit');
  const heads = mongo.db.collection<HeadDocument>('auditHeads');

  return {
    ...{ database, mongo, audit, chain, rows, heads },

    /** Writes records as the commands do, a millisecond apart. */
    async write(tenant: string, count: number, startAt = Date.now() - count): Promise<void> {
      await rows.insertMany(
        Array.from(
          { length: count },
          (_, index) => recordOf(tenant, index, new Date(startAt + index)) as unknown as TrailRow,
        ),
      );
    },
    /** A tenant whose records are chained. */
    async chained(tenant: string, count: number): Promise<string> {
      await this.write(tenant, count);
      await chain.chainWaiting();
      return tenant;
    },
    all: (tenant: string) => rows.find({ tenant }).sort({ seq: 1 }).toArray() as Promise<(TrailRow & ChainFields)[]>,
    async at(tenant: string, seq: number): Promise<TrailRow & ChainFields> {
      return (await rows.findOne({ tenant, seq })) as TrailRow & ChainFields;
    },
    change: (row: TrailRow, fields: Record<string, unknown>) => rows.updateOne({ _id: row._id }, { $set: fields }),
    /** Adds to the number of every record from the given one on, in an order that the unique index permits. */
    async renumber(tenant: string, from: number, step: number): Promise<void> {
      const moving = (await this.all(tenant)).filter(({ seq }) => seq >= from);
      for (const row of step > 0 ? moving.reverse() : moving) await this.change(row, { seq: row.seq + step });
    },
    /** Computes the links of all records anew from the given one on, as the sequencer would have. */
    async relink(tenant: string, from = 1, to = Infinity): Promise<void> {
      let previous = from === 1 ? '' : (await this.at(tenant, from - 1)).link;
      for (const row of (await this.all(tenant)).filter(({ seq }) => seq >= from && seq <= to)) {
        const link = linkOf({ previous, tenant, seq: row.seq }, canonicalText(row));
        await this.change(row, { previous, link });
        previous = link;
      }
    },
    /** Makes the head document agree with the last record. */
    async mendHead(tenant: string): Promise<void> {
      const last = (await this.all(tenant)).at(-1);
      if (last) await heads.updateOne({ _id: tenant }, { $set: { seq: last.seq, link: last.link } });
      else await heads.deleteOne({ _id: tenant });
    },
    async close(): Promise<void> {
      await leaveMongo(mongo);
      await mongo.close();
    },
  };
}

export type Trail = Awaited<ReturnType<typeof openTrail>>;

const recordOf = (tenant: string, index: number, at: Date): AuditRecord => ({
  ...{ tenant, action: 'reset-pin', outcome: index % 3 === 0 ? 'refused' : 'done', from: 'personal', at },
  actor: { id: `actor-${index % 5}`, role: 'admin' },
  ...(index % 2 === 0 ? { target: { id: `target-${index}` } } : { reason: 'not-for-others' }),
});

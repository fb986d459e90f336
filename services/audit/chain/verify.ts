import type { Collection } from 'mongodb';
import { diagnose, fits } from './diagnosis';
import { type Finding, finding } from './findings';
import { type HeadDocument, readHead } from './head';
import { beginning, type Head, notChained, ofChain, type TrailRow } from './link';
import type { Mongo } from '../../base/mongo';

/** A record is chained within this time of being written (threats INV7). Milliseconds. */
export const chainedWithin = 60_000;
/**
 * A record is written at most 8 s after its time was taken. One that is older than its predecessor by more than this
 * was dated back. Milliseconds.
 */
const datedBack = 60_000;

/** What a verification says about one tenant. */
export interface Verdict {
  tenant: string;
  /** How many records of the chain are right, up to its end or to the first bad one. */
  right: number;
  /** How many records are not chained yet. */
  waiting: number;
  /** How many of these should have been chained by now. */
  late: number;
  /** How many records are dated before ones that were chained earlier, and the first of them. */
  backdated: { count: number; seq?: number; id?: string };
  /** Where the chain ends. */
  head?: Head;
  /** Whether a saved head was compared. */
  saved: boolean;
  /** Undefined when the chain is right. */
  finding?: Finding;
}

interface Store {
  mongo: Mongo;
  trail: Collection<TrailRow>;
  heads: Collection<HeadDocument>;
}

/** Reads the tenant's chain from its beginning, one record after the other; the sequencer may go on meanwhile. */
export async function verifyChain(
  { mongo, trail, heads }: Store,
  { tenant, saved }: { tenant: string; saved?: Head },
): Promise<Verdict> {
  // Read before the records, which have to reach it. The sequencer may go on meanwhile, and so may the records.
  const atStart = await readHead(heads, tenant);
  let head = atStart;
  let last: TrailRow | undefined;
  let withoutHead = false;
  let newest = 0;
  const backdated: Verdict['backdated'] = { count: 0 };

  const found = await walk();
  const now = await mongo.now();
  return {
    ...{ tenant, right: last?.seq ?? 0, backdated, saved: saved !== undefined, finding: found },
    waiting: await trail.countDocuments({ ...notChained, tenant }),
    late: await trail.countDocuments({ ...notChained, tenant, at: { $lte: new Date(now.getTime() - chainedWithin) } }),
    head: last && { tenant, seq: last.seq!, link: last.link! },
  };

  async function walk(): Promise<Finding | undefined> {
    for await (const rows of groups(trail.find(ofChain(tenant)).sort({ seq: 1 }).allowDiskUse(true).batchSize(500))) {
      const expected = (last?.seq ?? 0) + 1;
      const [row] = rows as [TrailRow];
      if (row.seq === expected && expected > (head?.seq ?? 0) && !withoutHead) {
        head = await readHead(heads, tenant);
        if (head && expected > head.seq) return beyond(expected, row);
        withoutHead = !head;
      }
      const previous = last?.link ?? beginning;
      const right =
        rows.length === 1 &&
        row.seq === expected &&
        row.previous === previous &&
        fits(row, { seq: expected, previous });
      if (!right) return diagnose(trail, { tenant, last, expected, rows });
      const other = against(row);
      if (other) return other;
      note(row);
      last = row;
    }
    return atTheEnd();
  }

  /** A right record is held against the heads that name it. */
  function against(row: TrailRow): Finding | undefined {
    const seq = row.seq!;
    if (saved?.seq === seq && saved.link !== row.link) return finding('not-the-saved', { seq, row });
    const differs = [atStart, head].some((one) => one?.seq === seq && one.link !== row.link);
    return differs ? finding(saved?.seq === seq ? 'head-forged' : 'head-differs', { seq, row }) : undefined;
  }

  /** Not put there by the sequencer, unless the head document was set back, which a saved head proves. */
  function beyond(seq: number, row: TrailRow): Finding {
    const proved = saved !== undefined && saved.seq >= seq;
    return finding(proved ? 'head-forged' : 'behind-head', { seq, row });
  }

  function atTheEnd(): Finding | undefined {
    const end = last?.seq ?? 0;
    if (saved && saved.seq > end) return finding('shorter-than-saved', { seq: end + 1 });
    if (atStart && atStart.seq > end) return finding('shorter-than-head', { seq: end + 1 });
    return withoutHead ? finding('head-missing', { seq: end, row: last }) : undefined;
  }

  function note(row: TrailRow): void {
    if (!(row.at instanceof Date)) return;
    if (row.at.getTime() < newest - datedBack) {
      if (backdated.count === 0) Object.assign(backdated, { seq: row.seq, id: String(row._id) });
      backdated.count += 1;
    }
    newest = Math.max(newest, row.at.getTime());
  }
}

/** The records with the same number together: there is one of each, unless somebody dropped the index. */
async function* groups(rows: AsyncIterable<TrailRow>): AsyncGenerator<TrailRow[]> {
  let group: TrailRow[] = [];
  for await (const row of rows) {
    // Not chained yet, whatever the reason for the empty field.
    if (row.seq === null) continue;
    if (group.length > 0 && group[0]!.seq !== row.seq) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

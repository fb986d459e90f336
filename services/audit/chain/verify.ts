import type { Collection } from 'mongodb';
import { type Cut, readCut } from './cut';
import { explains, readRestores, type TrailRestore } from './restores';
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
  /** Whether a saved head was compared: it cannot be, when what it counts was removed since. */
  saved: boolean;
  /** The beginning that was removed when its time was over, and the record that says so. */
  cut?: Cut;
  /** Where a record says that the database was restored, the oldest first. */
  restores: TrailRestore[];
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
  const cut = await readCut(trail, tenant);
  const restores = await readRestores(trail, tenant);
  /** The restore that a saved head is older than, whose records it lost. */
  const lostBy = saved && restores.find((restore) => explains(restore, saved));
  /** Where the chain starts: at its beginning, or where it was cut. */
  let start: { seq: number; link: string } | undefined;
  let last: TrailRow | undefined;
  let withoutHead = false;
  /** Whether the saved head is one of the chain as it is. */
  let fitted = false;
  let newest = 0;
  const backdated: Verdict['backdated'] = { count: 0 };

  const found = await walk();
  const now = await mongo.now();
  return {
    ...{ tenant, right: last ? last.seq! - start!.seq : 0, backdated, finding: found },
    saved: saved !== undefined && saved.seq >= (start?.seq ?? 0),
    ...(cut && start && start.seq > 0 && { cut }),
    restores,
    waiting: await trail.countDocuments({ ...notChained, tenant }),
    late: await trail.countDocuments({ ...notChained, tenant, at: { $lte: new Date(now.getTime() - chainedWithin) } }),
    head: last && { tenant, seq: last.seq!, link: last.link! },
  };

  async function walk(): Promise<Finding | undefined> {
    for await (const rows of groups(trail.find(ofChain(tenant)).sort({ seq: 1 }).allowDiskUse(true).batchSize(500))) {
      const [row] = rows as [TrailRow];
      start ??= startAt(row);
      const expected = (last?.seq ?? start.seq) + 1;
      if (row.seq === expected && expected > (head?.seq ?? 0) && !withoutHead) {
        head = await readHead(heads, tenant);
        if (head && expected > head.seq) return beyond(expected, row);
        withoutHead = !head;
      }
      const previous = last?.link ?? start.link;
      const right =
        rows.length === 1 &&
        row.seq === expected &&
        row.previous === previous &&
        fits(row, { seq: expected, previous });
      if (!last && cut && start.seq === cut.seq && row.previous !== cut.link)
        return finding('not-the-cut', { seq: expected, row });
      if (!right) return diagnose(trail, { tenant, last, expected, previous, rows });
      const other = against(row);
      if (other) return other;
      note(row);
      last = row;
    }
    return atTheEnd();
  }

  /** Deleting may have been interrupted: then some of the records that are to go are still there. */
  function startAt(row: TrailRow): { seq: number; link: string } {
    const { seq = 0, previous = beginning } = row;
    if (!cut || !Number.isSafeInteger(seq) || seq <= 1 || seq > cut.seq + 1) return { seq: 0, link: beginning };
    return { seq: seq - 1, link: seq > cut.seq ? cut.link : previous };
  }

  /** A right record is held against the heads that name it, and against the record that says where the trail is cut. */
  function against(row: TrailRow): Finding | undefined {
    const seq = row.seq!;
    if (cut?.seq === seq && cut.link !== row.link) return finding('not-the-cut', { seq, row });
    if (seq === start!.seq + 1 && saved?.seq === start!.seq && seq > 1 && saved.link !== row.previous)
      return finding('not-the-saved', { seq, row });
    if (saved?.seq === seq && saved.link !== row.link && !lostBy) return finding('not-the-saved', { seq, row });
    if (saved?.seq === seq && saved.link === row.link) fitted = true;
    const differs = [atStart, head].some((one) => one?.seq === seq && one.link !== row.link);
    return differs ? finding(fitted && saved?.seq === seq ? 'head-forged' : 'head-differs', { seq, row }) : undefined;
  }

  /** Not put there by the sequencer, unless the head document was set back, which a saved head proves. */
  function beyond(seq: number, row: TrailRow): Finding {
    const proved = saved !== undefined && saved.seq >= seq && !lostBy;
    return finding(proved ? 'head-forged' : 'behind-head', { seq, row });
  }

  function atTheEnd(): Finding | undefined {
    const end = last?.seq ?? 0;
    if (saved && saved.seq > end && !lostBy) return finding('shorter-than-saved', { seq: end + 1 });
    if (atStart && atStart.seq > end) return finding('shorter-than-head', { seq: end + 1 });
    if (withoutHead) return finding('head-missing', { seq: end, row: last });
    return lostBy && !fitted ? finding('restored-before', { seq: lostBy.seq + 1, other: lostBy.by }) : undefined;
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

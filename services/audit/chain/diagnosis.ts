import type { Collection } from 'mongodb';
import { type Finding, finding } from './findings';
import { canonicalText, linkOf, ofChain, type TrailRow } from './link';

/** Where a chain broke: everything before `expected` is right, and `rows` stand where it goes on. */
export interface Break {
  tenant: string;
  /** The last record that was right, and those that fit are behind it. */
  last?: TrailRow;
  /** The number that comes next, and the link that it has to be chained to. */
  expected: number;
  previous: string;
  /** Every record with the next number there is. */
  rows: TrailRow[];
}

/**
 * How far away a record's own number is looked for. If more were deleted at once, and the rest numbered anew, that is
 * called an edit.
 */
const reach = 10_000;

/** Whether the record's own link belongs to this place. */
export function fits(row: TrailRow, { seq, previous }: { seq: number; previous: string }): boolean {
  return row.link === linkOf({ previous, tenant: row.tenant, seq }, canonicalText(row));
}

/**
 * Tells what was done at the place where a chain broke. A record holds the link of the one before it, so that it
 * proves its own place and content by itself; what cannot prove itself is held against what the others prove.
 */
export async function diagnose(trail: Collection<TrailRow>, broken: Break): Promise<Finding> {
  const { tenant, last, expected, previous, rows } = broken;
  const [row] = rows as [TrailRow];
  if (rows.length > 1 && row.seq === expected) return double();
  if (row.seq !== expected) return gap();

  const home = homeOf(row);
  const owner = await rightful(row);
  if (owner)
    return home !== undefined && home !== expected ? exchanged(owner) : finding('stranger', { seq: expected, row });
  if (home === expected) return last ? relinked(last) : finding('content', { seq: expected, row });
  if (home !== undefined && home > expected) return finding('renumbered', { seq: expected });
  if (home !== undefined)
    return finding('stranger', { seq: home, row: (await trail.findOne({ tenant, seq: home })) ?? undefined });
  const original = await contentOf({ seq: expected, previous, link: row.link }, row);
  return original ? exchanged(original) : finding('content', { seq: expected, row });

  function exchanged(other: TrailRow): Finding {
    return finding('exchanged', { seq: expected, row, other: other.seq });
  }

  /** Which of several records with one number is the right one: it fits, and the next one is chained to it. */
  async function double(): Promise<Finding> {
    const fitting = rows.filter((one) => one.previous === previous && fits(one, { seq: expected, previous }));
    let right = fitting[0];
    for (const one of fitting.length > 1 ? fitting : []) {
      if (await trail.findOne({ tenant, previous: one.link })) right = one;
    }
    const wrong = rows.find((one) => one !== right)!;
    const home = homeOf(wrong);
    if (home !== undefined && home !== expected) return finding('moved', { seq: home, row: wrong, other: expected });
    return finding('double', { seq: expected, row: wrong });
  }

  async function gap(): Promise<Finding> {
    if (Number.isSafeInteger(row.seq) && row.seq! > expected) {
      const owner = await rightful();
      return owner
        ? finding('moved', { seq: expected, row: owner, other: owner.seq })
        : finding('gap', { seq: expected });
    }
    // No number that the sequencer gives.
    const home = homeOf(row);
    return home === undefined ? finding('stranger', { seq: expected, row }) : finding('moved', { seq: home, row });
  }

  /** The record before was changed and its link computed anew: perhaps by an exchange. */
  async function relinked(changed: TrailRow): Promise<Finding> {
    const slot = { seq: expected - 1, previous: changed.previous!, link: row.previous };
    const original = await contentOf(slot, changed);
    return original
      ? finding('exchanged', { seq: slot.seq, row: changed, other: original.seq })
      : finding('relinked', { seq: slot.seq, row: changed });
  }

  /** The record that was chained right after the last good one, wherever it stands now. */
  async function rightful(except?: TrailRow): Promise<TrailRow | undefined> {
    for await (const one of trail.find({ tenant, previous })) {
      if (String(one._id) !== String(except?._id) && fits(one, { seq: expected, previous })) return one;
    }
    return undefined;
  }

  /**
   * The record that now holds the content which a link was computed from: with its id, or under the id that is there.
   */
  async function contentOf(
    slot: { seq: number; previous: string; link?: string },
    there: TrailRow,
  ): Promise<TrailRow | undefined> {
    for await (const one of trail.find(ofChain(tenant))) {
      if (String(one._id) === String(there._id)) continue;
      const texts = [canonicalText(one), canonicalText({ ...one, _id: there._id })];
      if (texts.some((text) => linkOf({ ...slot, tenant }, text) === slot.link)) return one;
    }
    return undefined;
  }
}

/** The number with which a record fits its own link; undefined when there is none. The nearest first. */
function homeOf(row: TrailRow): number | undefined {
  const { tenant, previous, link, seq } = row;
  if (typeof previous !== 'string') return undefined;
  const text = canonicalText(row);
  const from = typeof seq === 'number' ? Math.round(seq) : 1;
  for (let distance = 0; distance <= reach; distance += 1) {
    for (const candidate of [from + distance, from - distance]) {
      if (candidate >= 1 && linkOf({ previous, tenant, seq: candidate }, text) === link) return candidate;
    }
  }
  return undefined;
}

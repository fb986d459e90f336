import type { Collection } from 'mongodb';
import type { Head, TrailRow } from './link';

/** That the database was brought back from a backup, as a chained record of the trail tells. */
export interface TrailRestore {
  /** The number and the link of the last record that was chained in the backup. */
  seq: number;
  link: string;
  /** The moment of the backup. */
  of: Date;
  /** The number of the record that says so, and when it was written. */
  by: number;
  at: Date;
  /** Where the trail ended that was replaced, where that is known. */
  lost?: { seq: number; link: string };
}

/** Every restore that the trail tells of, the oldest first. */
export async function readRestores(trail: Collection<TrailRow>, tenant: string): Promise<TrailRestore[]> {
  const rows = await trail
    .find({ tenant, outcome: 'done', action: 'restore', seq: { $exists: true } })
    .sort({ at: 1, _id: 1 })
    .toArray();
  return rows.flatMap(({ seq: by, at, restored }) => {
    const { seq, link, of, lost } = (restored ?? {}) as Partial<TrailRestore>;
    if (typeof by !== 'number' || typeof seq !== 'number' || typeof link !== 'string') return [];
    if (!(of instanceof Date) || !(at instanceof Date)) return [];
    return [{ seq, link, of, by, at, ...(lost && { lost }) }];
  });
}

/**
 * Whether a head that does not fit may be older than this restore: it counts records that the backup did not have, and
 * not more of them than the trail had that was replaced.
 */
export function explains({ seq, lost }: TrailRestore, saved: Head): boolean {
  if (saved.seq <= seq) return false;
  if (!lost) return true;
  return saved.seq < lost.seq || (saved.seq === lost.seq && saved.link === lost.link);
}

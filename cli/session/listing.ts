import { pieces } from '../terminal/pieces';
import type { Format, Row, Shown, Streams } from '../terminal/output';
import type { Result } from '../terminal/results/kinds';
import { usageError } from '../terminal/refusal';
import { type HowShown, namesOf, shaped } from '../terminal/shape';

/** A list that a command prints. */
export interface Listing {
  as: Result;
  /** All rows, batch by batch: as data, and as people read them in a table if that is different. */
  batches: AsyncIterable<readonly { data: Row; table?: Row }[]>;
  /** How many rows there are. It is asked only if not all of them are printed. */
  total(): Promise<number>;
  /** How many rows a table shows if nobody says how many. */
  inTable: number;
  /** What the rows are called, in the plural: `people`. */
  noun: string;
}

/** Rows that are known already, as the batches of a list. */
export async function* batchesOf(
  rows: readonly { data: Row; table?: Row }[],
): AsyncGenerator<readonly { data: Row; table?: Row }[]> {
  yield await Promise.resolve(rows);
}

/** The longest list that `--most` can ask for. */
const longest = 999_999;

/**
 * Prints a list: all of it, or as much as `--most` says, and says on standard error what was left out. Without
 * `--most`, a table that nobody asked a part of ends early, since people do not read thousands of rows.
 */
export async function printList(
  listing: Listing,
  about: {
    streams: Streams;
    format: Format;
    /** The number of `--most`. */
    most?: number;
    /** Whether there is a `--query`. It is asked about all rows at once. */
    asked: boolean;
    show(shown: Shown, how: HowShown): string;
  },
): Promise<void> {
  const { streams, format, most, asked, show } = about;
  const limit = most ?? (format === 'table' && !asked ? listing.inTable : Infinity);
  const rows: { data: Row; table?: Row }[] = [];
  const written = format === 'table' || asked ? undefined : pieces(format, namesOf(listing.as));
  let count = 0;
  let more = false;
  for await (const batch of listing.batches) {
    const taken = batch.slice(0, limit - count);
    count += taken.length;
    if (written) {
      const data = shaped(
        listing.as,
        taken.map((row) => row.data),
      ) as readonly Row[];
      await streams.out(written.of(data));
    } else rows.push(...taken);
    more = taken.length < batch.length;
    if (more) break;
  }
  if (written) await streams.out(written.end());
  else
    show(
      rows.map(({ data }) => data),
      { as: listing.as, table: rows.map(({ data, table }) => table ?? data) },
    );
  if (more) streams.err(`${leftOut(listing.noun, { count, total: await listing.total(), most, asked })}\n`);
}

/** Says what is missing, and how to have all of it. */
function leftOut(
  noun: string,
  { count, total, most, asked }: { count: number; total: number; most?: number; asked: boolean },
): string {
  if (asked)
    return `--query was asked about the first ${count} of ${total} ${noun}. Leave --most out to ask about all.`;
  return most === undefined
    ? `These are ${count} of ${total} ${noun}. All of them: --most ${total}, or --output json. A part of them: --query.`
    : `These are ${count} of ${total} ${noun}. Leave --most out of a script to have all.`;
}

/** The number of `--most`. @throws Refusal when it is none */
export function mostOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const most = /^[0-9]{1,6}$/.test(text) ? Number(text) : 0;
  if (most < 1) throw usageError(`--most takes a whole number from 1 to ${longest}`);
  return most;
}

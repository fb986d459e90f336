import type { Heading } from '../headings';
import type { Decision } from './deciding';

/** What is wrong with a row: the field, and what is allowed there. What was typed is no part of it. */
export interface RowFault {
  field: string;
  allowed: string;
  /** Products of which it is not known whether they hold the licence. */
  products?: readonly string[];
}

/** What a cell can be about: a field of a person, or a part of the aliases. */
export type CellField = PersonColumn | 'alias' | 'addresses' | 'sip';

/** A row's texts by field. */
export type Cells = Partial<Record<CellField, string>>;

/**
 * What a row holds: texts, what is wrong with it, or why it is left out.
 * - `deleted`: the account was deleted in Entra ID, which keeps it for a while
 * - `products`: those of which it is not known whether they hold the licence
 * - `warning`: something that may be wrong, although the row can be read
 */
export type RowContent =
  | { cells: Cells; deleted?: boolean; products?: readonly string[]; warning?: RowFault }
  | { fault: RowFault }
  | { leftOut: string };

/** A row of a file, with its line in it, from 1. */
export type FileRow = { line: number } & RowContent;

/** The file is not one of people: what it lacks, and the headings that it has. */
export class NotPeople extends Error {
  override name = 'NotPeople' as const;
  constructor(
    readonly missing: readonly RequiredColumn[],
    readonly found: readonly string[],
  ) {
    super('a column is missing');
  }
}

/** Columns that should be left out and are not there, and the headings that are. */
export class NoSuchColumn extends Error {
  override name = 'NoSuchColumn' as const;
  constructor(
    readonly missing: readonly string[],
    readonly found: readonly string[],
  ) {
    super('a column is not there');
  }
}

/** Columns that are not known and may decide something: a file that has them is not read. */
export class UnclearColumns extends Error {
  override name = 'UnclearColumns' as const;
  constructor(readonly columns: readonly { column: string; decides: Decision }[]) {
    super('a column is not clear');
  }
}

/** Longer than any row of a person. Characters. */
export const longestRow = 100_000;

/** The fields of a person, in the order of an export. Files name them by the headings in `../headings`. */
export const personColumns = [
  'id',
  'upn',
  'name',
  'givenName',
  'surname',
  'mail',
  'aliases',
  'kind',
  'accountEnabled',
  'licensed',
  'language',
  'role',
  'protected',
] as const satisfies readonly Heading[];
export type PersonColumn = (typeof personColumns)[number];

/** Nobody can be identified without these. */
export const requiredColumns = ['id', 'upn', 'name'] as const satisfies readonly PersonColumn[];
type RequiredColumn = (typeof requiredColumns)[number];

/** Between aliases in one cell. */
export const aliasSeparator = ';';

/** Rows in batches; the last one may be shorter. */
export async function* batchesOf(rows: AsyncIterable<FileRow>, size: number): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

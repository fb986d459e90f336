import { foldHeading, headingOf } from '../headings';
import { type Decision, mayDecide } from './deciding';
import { nobody } from './kinds';
import type { Holds } from './licences';
import { type Meaning, meaningsOf } from './meanings';
import { notUnderstood, type Reading, saying } from './reading';
import {
  aliasSeparator,
  type CellField,
  type Cells,
  NotPeople,
  requiredColumns,
  type RowContent,
  UnclearColumns,
} from './rows';

/** How the columns of a file are taken. */
export interface ColumnOptions {
  /** Headings of columns that somebody wants left out. */
  ignored: readonly string[];
  holds: Holds;
  /** Whether the columns without which nobody can be identified must be there. Of JSON, each row may have others. */
  complete: boolean;
}

/** One column that says something of a field. A column may say something of two. */
interface Column extends Meaning {
  heading: string;
  index: number;
}

/** The columns of a file, by the field that they speak of. */
export interface Columns {
  fields: [field: Column['field'], columns: Column[]][];
}

/** Fields where an empty cell can mean that there is nothing. */
const erasable: readonly Column['field'][] = ['mail', 'alias', 'aliases', 'language', 'givenName', 'surname'];

/** Columns that Teams PowerShell writes: there, Enabled is not about the account. */
const ofTeams = ['sipaddress', 'hostingprovider', 'interpretedusertype', 'featuretypes', 'lineuri', 'registrarpool'];

/**
 * Finds out once what each column says, and not for every cell.
 * @param unread gets the headings that mean nothing here
 * @throws NotPeople when there is no column for an id, a user principal name or a name
 * @throws UnclearColumns when a column that is not known may decide something
 */
export function columnsOf(
  given: readonly string[],
  { ignored, holds, complete }: ColumnOptions,
  unread: (headings: string[]) => void,
): Columns {
  const left = new Set(ignored.map(foldHeading));
  const folded = given.map(foldHeading);
  const teams = folded.some((one) => ofTeams.includes(one));
  const known = given.map((heading, index) => (left.has(folded[index]!) ? undefined : headingOf(heading)));
  const columns = known.flatMap((heading, index) =>
    heading === undefined || (heading === 'enabled' && teams)
      ? []
      : meaningsOf(heading, folded[index]!, holds).map((one): Column => ({ ...one, heading: given[index]!, index })),
  );
  const licencesKnown = columns.some(({ field }) => field === 'licensed');
  const others = given.filter((_, index) => known[index] === undefined && !left.has(folded[index]!));
  const unclear = others.flatMap((column): { column: string; decides: Decision }[] => {
    const decides = mayDecide(column, { licencesKnown });
    return decides ? [{ column, decides }] : [];
  });
  const missing = requiredColumns.filter((field) => !columns.some((column) => column.field === field));
  if (complete && missing.length > 0) throw new NotPeople(missing, given);
  if (unclear.length > 0) throw new UnclearColumns(unclear);
  const shown = others.filter((heading) => heading.trim() !== '');
  if (shown.length > 0) unread(shown);
  const byField = new Map<Column['field'], Column[]>();
  for (const column of columns) byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  return { fields: [...byField] };
}

/**
 * What the cells of a row say.
 * @param values the texts by column, undefined where the row has no such cell
 * @param plainly takes away what a file adds to a text
 */
export function contentOf(
  { fields }: Columns,
  values: readonly (string | undefined)[],
  plainly: (cell: string) => string,
): RowContent {
  const cells: Cells = {};
  let [deleted, products]: [boolean, readonly string[] | undefined] = [false, undefined];
  for (const [field, columns] of fields) {
    const filled = columns.length === 1 ? columns : columns.filter(({ index }) => (values[index] ?? '') !== '');
    const [only] = filled;
    if (!only || (values[only.index] ?? '') === '') {
      if (erasable.includes(field) && values[columns[0]!.index] !== undefined) cells[field as CellField] = '';
      continue;
    }
    if (filled.length === 1 && only.plain) {
      const cell = plainly(values[only.index]!);
      if (cell.trim() !== '') cells[field as CellField] = cell;
      continue;
    }
    const said = agreed(
      field,
      filled.flatMap((column) => {
        const reading = column.read(plainly(values[column.index]!));
        return reading ? [{ ...reading, heading: column.heading }] : [];
      }),
    );
    if (!said) continue;
    if (said.products) products = said.products;
    else if (said.value === undefined) return { fault: { field, allowed: said.allowed! } };
    else if (field === 'deleted') deleted = said.value === 'true';
    else if (said.value === nobody) return { leftOut: whoIsNobody };
    else cells[field] = said.value;
  }
  return { cells, ...(deleted && { deleted }), ...(products && { products }) };
}

const whoIsNobody = 'no person, but a contact, a group or a mailbox of the system';

/** What several columns say together: those of the best rank must agree. */
function agreed(field: Column['field'], said: readonly (Reading & { heading: string })[]): Reading | undefined {
  if (said.length === 0) return undefined;
  const best = Math.min(...said.map(({ rank }) => rank));
  const top = said.filter(({ rank }) => rank === best);
  if (field === 'alias' || field === 'addresses')
    return saying([...new Set(top.map(({ value }) => value!))].join(aliasSeparator));
  const wrong = top.find(({ allowed }) => allowed !== undefined);
  const other = top.find(({ value }) => value?.toLowerCase() !== top[0]!.value?.toLowerCase());
  if (wrong || !other) return wrong ?? top[0];
  if (foldHeading(top[0]!.heading) === foldHeading(other.heading))
    return notUnderstood(`the same in both columns that are called "${other.heading}"; give one of them another name`);
  return notUnderstood(
    `the same in the columns "${top[0]!.heading}" and "${other.heading}"; leave one of them out with --ignore-column`,
  );
}

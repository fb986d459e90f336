import { stringify } from 'yaml';
import { csvRows } from '../../services/base/csv';
import { printable } from './printable';
import type { Query } from './query';
import { capital } from '../../words/capital';

/** Where a command writes, and whether its standard output is a terminal. */
export interface Streams {
  /** Returns a promise if the reader is slower than we are. Long output should wait for it. */
  out(text: string): void | Promise<unknown>;
  err(text: string): void;
  terminal: boolean;
  /**
   * Shows how far long work has got, in one line that the next call rewrites and an empty text clears. Absent without a
   * terminal.
   */
  progress?: (text: string) => void;
  /** Asks a question and waits for the answer. Absent if nobody could answer. */
  ask?: (question: string) => Promise<string>;
}

export const formats = ['table', 'json', 'csv', 'yaml', 'text', 'none'] as const;
export type Format = (typeof formats)[number];

/**
 * A value as data: numbers are numbers, a time is a date, and null stands for what there is not. Undefined is left out.
 */
export type Value =
  string | number | boolean | Date | null | undefined | readonly Value[] | { readonly [name: string]: Value };
/** One thing that is shown, by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

/** What is shown: one thing, or a list of them. */
export type Shown = Row | readonly Row[];

/**
 * The text that standard output gets; empty for `none`. `query` selects a part of what is shown.
 * Times are in ISO 8601 in every format. `text` has a value in each line, or the values of a row with tabs between
 * them, and no headings.
 * @param names the columns that a list has without a query, also where it is empty
 */
export function textOf(shown: Shown, format: Format, query?: Query, names: readonly string[] = []): string {
  if (format === 'none') return '';
  const wanted = query ? (query(shown) as Value) : shown;
  if (format === 'json') return `${jsonOf(wanted)}\n`;
  if (format === 'yaml') return yamlOf(wanted);
  if (format === 'text') return linesOfText(wanted);
  const rows = rowsOf(wanted);
  if (format === 'csv') return csvOf(Array.isArray(rows) ? (rows as Row[]) : [rows as Row], query ? [] : names);
  return Array.isArray(rows) ? tableOf(rows as Row[]) : linesOf(rows as Row);
}

/** Data as JSON, without anything that a terminal would act on. */
const jsonOf = (value: Value): string => withoutControls(JSON.stringify(value ?? null, null, 2), 'json');

/** Every text is in quotes, so that escapes in it keep their meaning, and "no" stays a text. */
const yamlOf = (value: Value): string =>
  withoutControls(
    stringify(asData(value ?? null), {
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'PLAIN',
      lineWidth: 0,
      aliasDuplicateObjects: false,
    }),
    'yaml',
  );

/** As it is after JSON: a date is a text. */
const asData = (value: Value): unknown => JSON.parse(JSON.stringify(value));

/** The result of a query may be anything, such as a text or a list of numbers. It then has a single column. */
function rowsOf(wanted: Value): Row | readonly Row[] {
  const rowOf = (one: Value): Row => (isRow(one) ? one : { value: one });
  if (Array.isArray(wanted)) return (wanted as readonly Value[]).map(rowOf);
  return wanted === null || wanted === undefined ? [] : rowOf(wanted);
}

const isRow = (one: Value): one is Row =>
  typeof one === 'object' && one !== null && !Array.isArray(one) && !(one instanceof Date);

/** The same text in the same format, without anything that a terminal would act on. */
const withoutControls = (text: string, format: 'json' | 'yaml'): string =>
  text.replaceAll(/[\p{Cf}\u007f-\u009f]/gu, (found) =>
    format === 'yaml' && found.length > 1
      ? `\\U${found.codePointAt(0)!.toString(16).padStart(8, '0')}`
      : [...Array(found.length).keys()]
          .map((index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, '0')}`)
          .join(''),
  );

/** The names of all columns that a row has, also where it has no value there. */
const columnsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== undefined))),
];

/** For spreadsheets and `Import-Csv`: the columns are named as in JSON, and no cell is a formula. */
function csvOf(rows: readonly Row[], known: readonly string[]): string {
  const names = rows.length === 0 ? [...known] : columnsOf(rows);
  if (names.length === 0) return '';
  return csvRows([names, ...rows.map((row) => names.map((name) => cellText(row[name])))]);
}

/** A value in one line of plain text. A list has semicolons between its values, and something nested is JSON. */
function cellText(value: Value): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return (value as readonly Value[]).map(cellText).join('; ');
  return isRow(value) ? JSON.stringify(value) : String(value);
}

/** For scripts that read lines. What would end a line or a column early is a space here. */
function linesOfText(wanted: Value): string {
  const plain = (value: Value): string => printable(cellText(value).replaceAll(/[\t\r\n]+/g, ' '));
  const line = (one: Value): string =>
    `${(Array.isArray(one) ? (one as readonly Value[]) : isRow(one) ? Object.values(one) : [one]).map(plain).join('\t')}\n`;
  if (wanted === null || wanted === undefined) return '';
  return Array.isArray(wanted) ? (wanted as readonly Value[]).map(line).join('') : line(wanted);
}

function tableOf(rows: readonly Row[]): string {
  // A column in which nobody has anything tells nothing.
  const names = columnsOf(rows).filter((name) => rows.some((row) => textIn(row[name]) !== ''));
  if (rows.length === 0) return 'Nothing.\n';
  const cells = [names.map(title), ...rows.map((row) => names.map((name) => textIn(row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function linesOf(row: Row): string {
  const names = Object.keys(row).filter((name) => row[name] !== undefined && row[name] !== null);
  const width = Math.max(...names.map((name) => title(name).length));
  return names
    .flatMap((name) => {
      const value = row[name];
      const several = Array.isArray(value) ? (value as readonly Value[]).map(textIn) : [textIn(value)];
      return several.map(
        (text, index) => `${(index === 0 ? title(name) : '').padEnd(width)}  ${text}`.trimEnd() + '\n',
      );
    })
    .join('');
}

/** `conferenceId` as `Conference ID`. */
function title(name: string): string {
  const words = name
    .replaceAll(/([A-Z]|\d+)/g, ' $1')
    .toLowerCase()
    .replace(/\bid(?=s?\b)/, 'ID')
    .replaceAll(/\b(pin|pstn)(?=s?\b)/g, (word) => word.toUpperCase())
    .replace(/\bmail/, 'email')
    .replace(/^upn$/, 'UPN')
    .replace(/^powershell$/, 'PowerShell');
  return capital(words);
}

/** A value in a table for people. */
function textIn(value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return printable(cellText(value));
}

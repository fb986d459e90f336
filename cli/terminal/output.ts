import { stringify } from 'yaml';
import { csvRows } from '../../services/base/csv';
import { printable } from './printable';
import type { Query } from './query';

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

export const formats = ['table', 'json', 'csv', 'yaml', 'none'] as const;
export type Format = (typeof formats)[number];

type Value = string | number | boolean | readonly string[] | undefined;
/** One thing that is shown, by the names of its columns. Undefined columns are left out. */
export type Row = Readonly<Record<string, Value>>;

/** What is shown: one thing, or a list of them. */
export type Shown = Row | readonly Row[];

/** The text that standard output gets; empty for `none`. `query` selects a part of what is shown. */
export function textOf(shown: Shown, format: Format, query?: Query): string {
  if (format === 'none') return '';
  const wanted: unknown = query ? query(shown) : shown;
  if (format === 'json') return `${withoutControls(JSON.stringify(wanted ?? null, null, 2), 'json')}\n`;
  // Every text is in quotes, so that escapes in it keep their meaning, and "no" stays a text.
  if (format === 'yaml')
    return withoutControls(
      stringify(wanted ?? null, {
        defaultStringType: 'QUOTE_DOUBLE',
        defaultKeyType: 'PLAIN',
        lineWidth: 0,
        aliasDuplicateObjects: false,
      }),
      'yaml',
    );
  const rows = rowsOf(wanted);
  if (format === 'csv') return csvOf(Array.isArray(rows) ? rows : [rows]);
  return Array.isArray(rows) ? tableOf(rows) : linesOf(rows as Row);
}

/** The result of a query may be anything, such as a text or a list of numbers. It then has a single column. */
function rowsOf(wanted: unknown): Row | readonly Row[] {
  const rowOf = (one: unknown): Row =>
    isRow(one)
      ? Object.fromEntries(Object.entries(one).map(([name, value]) => [name, cellOf(value)]))
      : { value: cellOf(one) };
  if (Array.isArray(wanted)) return wanted.map(rowOf);
  return wanted === null || wanted === undefined ? [] : rowOf(wanted);
}

const isRow = (one: unknown): one is object => typeof one === 'object' && one !== null && !Array.isArray(one);
const cellOf = (value: unknown): Value => {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
  return isRow(value) ? JSON.stringify(value) : ((value ?? undefined) as Value);
};

/** The same text in the same format, without anything that a terminal would act on. */
const withoutControls = (text: string, format: 'json' | 'yaml'): string =>
  text.replaceAll(/[\p{Cf}\u007f-\u009f]/gu, (found) =>
    format === 'yaml' && found.length > 1
      ? `\\U${found.codePointAt(0)!.toString(16).padStart(8, '0')}`
      : [...Array(found.length).keys()]
          .map((index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, '0')}`)
          .join(''),
  );

const columnsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== undefined))),
];

/** For spreadsheets: the columns are named as in JSON, and no cell is a formula. */
function csvOf(rows: readonly Row[]): string {
  const names = columnsOf(rows);
  if (names.length === 0) return '';
  return csvRows([names, ...rows.map((row) => names.map((name) => cellText(row[name])))]);
}

const cellText = (value: Value): string => (Array.isArray(value) ? value.join('; ') : String(value ?? ''));

function tableOf(rows: readonly Row[]): string {
  const names = columnsOf(rows);
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
  const names = Object.keys(row).filter((name) => row[name] !== undefined);
  const width = Math.max(...names.map((name) => title(name).length));
  return names
    .flatMap((name) => {
      const value = row[name];
      const several = Array.isArray(value) ? (value as readonly string[]).map(printable) : [textIn(value)];
      return several.map(
        (text, index) => `${(index === 0 ? title(name) : '').padEnd(width)}  ${text}`.trimEnd() + '\n',
      );
    })
    .join('');
}

/** `conferenceId` as `Conference ID`. */
function title(name: string): string {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replace(/\bid\b/, 'ID')
    .replaceAll(/\b(pin|pstn)(?=s?\b)/g, (word) => word.toUpperCase())
    .replace(/^upn$/, 'UPN')
    .replace(/^powershell$/, 'PowerShell');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textIn(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return printable(Array.isArray(value) ? value.join('; ') : String(value));
}

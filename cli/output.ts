import { printable } from './audit-report';

/** Where a command writes, and whether its standard output is a terminal. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  terminal: boolean;
}

export const formats = ['table', 'json', 'none'] as const;
export type Format = (typeof formats)[number];

type Value = string | number | boolean | readonly string[] | undefined;
/** One thing that is shown, by the names of its columns. An undefined one is left out. */
export type Row = Readonly<Record<string, Value>>;

/** What is shown: one thing, or a list of them. */
export type Shown = Row | readonly Row[];

/** The text that standard output gets; empty for `none`. */
export function textOf(shown: Shown, format: Format): string {
  if (format === 'none') return '';
  if (format === 'json') return `${escaped(JSON.stringify(shown, null, 2))}\n`;
  return isList(shown) ? tableOf(shown) : linesOf(shown);
}

const isList = (shown: Shown): shown is readonly Row[] => Array.isArray(shown);

/** The same JSON, without anything that a terminal would act on. */
const escaped = (json: string): string => json.replaceAll(/[\p{Cf}\u007f-\u009f]/gu, (found) => [...Array(found.length).keys()].map((index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''));

function tableOf(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== undefined)))];
  if (rows.length === 0) return 'Nothing.\n';
  const cells = [names.map(title), ...rows.map((row) => names.map((name) => textIn(row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) => `${line.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()}\n`).join('');
}

function linesOf(row: Row): string {
  const names = Object.keys(row).filter((name) => row[name] !== undefined);
  const width = Math.max(...names.map((name) => title(name).length));
  return names
    .flatMap((name) => {
      const value = row[name];
      const several = Array.isArray(value) ? (value as readonly string[]).map(printable) : [textIn(value)];
      return several.map((text, index) => `${(index === 0 ? title(name) : '').padEnd(width)}  ${text}`.trimEnd() + '\n');
    })
    .join('');
}

/** `conferenceId` as `Conference ID`. */
function title(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase().replace(/\bid\b/, 'ID').replace(/\b(pin|pstn)\b/, (word) => word.toUpperCase()).replace(/^upn$/, 'UPN');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textIn(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return printable(Array.isArray(value) ? value.join('; ') : String(value));
}

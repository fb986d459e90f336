import { parse } from 'csv-parse/sync';
import { cleaned } from '../base/cleaned';
import { type Heading, headingOf, identifying, isExample, isPreamble } from '../people/headings';
import { isObjectId } from '../people/person';
import { partsOf, type Piece } from './parts';

/** A list of people, as it was pasted or came in a file. */
export interface ListSource {
  /** The name of the file, for a list among several. */
  name?: string;
  text: string;
}

/** What may name one person of a line. */
export interface ListPart {
  text: string;
  /** Whether it looks like an address or an object id: it then names one person by itself. */
  sure: boolean;
  /** What stands before it in its line: nothing at the beginning. */
  before: Piece['before'];
}

/** One line of a list, with everything in it that may name somebody. */
export interface ListLine {
  /** From 1. A cell in quotes may have several lines; this is the first. */
  line: number;
  source?: string;
  parts: ListPart[];
  /** Whether the other parts are what stands beside one address in every line: cells of a table without headings. */
  table?: boolean;
}

/**
 * Teams ends a message at about 28 KB, and so does the gate (`bot/teams/gate.ts`): that is 500 addresses of 50
 * characters.
 */
export const mostPasted = 500;

/**
 * The largest file that is read has this many lines of 200 characters (`bot/teams/download.ts`). More people take
 * several lists.
 */
export const mostInFile = 10_000;

/** The longest text that may name somebody: an address has 254 characters at most. */
const longestEntry = 300;

const separators = [',', ';', '\t', '|'] as const;

interface Row {
  line: number;
  cells: string[];
}

/**
 * Reads a list of people: a CSV file of Excel, of an admin center or of PowerShell, or what somebody pasted from
 * Outlook or typed. It never refuses one, and leaves out nothing that may name somebody: `entriesOf` tells who is
 * meant.
 */
export function readList({ name: source, text }: ListSource): ListLine[] {
  const lines = cleaned(text).split('\n');
  let separator: string | undefined;
  // Emptied and not removed, so that the other lines keep their numbers.
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (!isPreamble(line)) break;
    separator ??= /^sep=([,;\t|])/i.exec(line)?.[1];
    lines[index] = '';
  }
  const found = tableIn(lines, separator) ?? plainLines(lines);
  return found.filter(({ parts }) => parts.length > 0).map((one) => (source === undefined ? one : { ...one, source }));
}

/** The rows below headings of which one says who somebody is; undefined if there are none. */
function tableIn(lines: string[], given: string | undefined): ListLine[] | undefined {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return undefined;
  const header = headerOf(lines[first]!, given);
  if (!header) return undefined;
  const { delimiter, columns } = header;
  // Below one heading alone there is no table, and several people may stand in a line.
  if (columns.length === 1) return plainLines(lines.map((line, index) => (index === first ? '' : line)));
  return rowsOf(lines, delimiter)
    .filter(({ cells, line }) => line > first + 1 && cells.some((cell) => cell !== '') && !isExample(cells[0]!))
    .map(({ line, cells }) => ({ line, parts: [only(personIn(cells, columns))].flatMap((one) => one ?? []) }));
}

/** The columns of a line of headings. A line that names somebody is none, even if a role in it is called "User". */
function headerOf(
  line: string,
  given: string | undefined,
): { delimiter: string; columns: (Heading | undefined)[] } | undefined {
  if (line.includes('@')) return undefined;
  const [best] = (given === undefined ? separators : [given])
    .map((delimiter) => {
      const cells = (rowsOf([line.trim()], delimiter)[0]?.cells ?? []).map(unquoted);
      const columns = cells.map(headingOf);
      return { delimiter, columns, named: cells.some(isObjectId), known: columns.filter((one) => one).length };
    })
    .sort((one, other) => other.known - one.known || other.columns.length - one.columns.length);
  const known = best && !best.named && best.columns.some((column) => identifying.some((one) => one === column));
  return known ? best : undefined;
}

/** What says best who the person of a row is. A row that says nothing of the kind is shown as it is. */
function personIn(cells: string[], columns: (Heading | undefined)[]): string {
  const cellOf = (heading: Heading) => cells[columns.indexOf(heading)] ?? '';
  const names = [cellOf('givenName'), cellOf('surname')].filter((name) => name !== '');
  return (
    identifying.map(cellOf).find((cell) => cell !== '') ??
    (names.length > 0 ? names.join(' ') : cells.find((cell) => cell !== '')!)
  );
}

/** Lines without headings. */
function plainLines(lines: string[]): ListLine[] {
  const found = lines.map((text, index): ListLine => ({
    line: index + 1,
    parts: partsOf(text).flatMap((part) => {
      const one = only(part.text);
      return one ? [{ ...one, before: part.before }] : [];
    }),
  }));
  const filled = found.filter(({ parts }) => parts.length > 0);
  return isTable(filled) ? found.map((line) => ({ ...line, table: true })) : found;
}

/**
 * Whether every line has as many cells as the others, and of these the same one is an address or an id. The rest is
 * then what a table says about that person.
 */
function isTable(lines: ListLine[]): boolean {
  const [first] = lines;
  if (!first || lines.length < 2 || first.parts.length < 2) return false;
  const column = first.parts.findIndex(({ sure }) => sure);
  if (column < 0) return false;
  return lines.every(
    ({ parts }) => parts.length === first.parts.length && parts.every(({ sure }, index) => sure === (index === column)),
  );
}

/** A part as it is looked up; undefined if nothing is left of it. */
function only(text: string): ListPart | undefined {
  const plain = unquoted(text.replace(/[\t\n]+/g, ' '))
    .slice(0, longestEntry)
    // Half of a character at the end, where it was cut, is dropped.
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  return plain === '' ? undefined : { text: plain, sure: plain.includes('@') || isObjectId(plain), before: '' };
}

/** The rows, the empty ones too, each with the line in which it begins: a cell in quotes may have several. */
function rowsOf(lines: string[], delimiter: string): Row[] {
  let line = 1;
  return recordsOf(lines.join('\n'), delimiter).map((cells) => {
    const row = { line, cells: cells.map((cell) => cell.trim()) };
    line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    return row;
  });
}

function recordsOf(text: string, delimiter: string): string[][] {
  const options = { delimiter, record_delimiter: '\n', ltrim: true, relax_quotes: true, relax_column_count: true };
  try {
    return parse(text, options);
  } catch {
    // A quote that does not end. No quote means anything then, and each line is a row.
    return parse(text, { ...options, quote: false });
  }
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text.trim())?.[2]!.trim() ?? text.trim();

import { parse } from 'csv-parse/sync';
import { isObjectId } from '../people/person';

/** One person of a list, as somebody wrote the entry. */
export interface ListEntry {
  /** The line in the list, counted from 1. */
  line: number;
  /** What names the person: a UPN, a mail address, an id, a name. */
  text: string;
}

/**
 * Teams limits a message to about 28 KB, and so does the gate (`bot/teams/gate.ts`). That is 500 addresses of 50
 * characters.
 */
export const mostPasted = 500;

/**
 * The largest file that is read has this many lines of 200 characters (`bot/teams/download.ts`). More people need
 * several lists.
 */
export const mostInFile = 10_000;

/** The longest text that may name somebody. An address has at most 254 characters. */
const longestEntry = 300;

/** Names of columns that may say who somebody is, folded, best first: several people may have the same name. */
const personColumns = [
  ['userprincipalname', 'upn'],
  ['mail', 'email', 'emailaddress'],
  ['objectid', 'id'],
  ['alias'],
  ['user', 'username', 'identity', 'person', 'people'],
  ['name', 'displayname'],
];

interface Row {
  line: number;
  cells: string[];
}

/**
 * Reads a list of people: a CSV file from Excel, an admin centre or PowerShell, or what somebody pasted from Outlook or
 * typed. It never refuses a list: whatever it takes for a person is looked up and shown before anything is changed.
 */
export function readList(text: string): ListEntry[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n\u2028\u2029]/);
  const separator = /^sep=([,;\t|])$/i.exec(lines[0]!)?.[1];
  // The line is emptied, not removed, so that the others keep their numbers. Export-Csv of Windows writes `#TYPE`.
  if (separator !== undefined || lines[0]!.startsWith('#TYPE ')) lines[0] = '';
  const delimiter = separator ?? delimiterOf(lines);
  const rows = rowsOf(lines, delimiter).filter(({ cells }) => cells.some((cell) => cell !== ''));
  const header = rows[0]?.cells ?? [];
  const column = personColumn(header);
  const people = column === undefined ? rows : rows.slice(1);
  // A header of only one cell makes no table, so a line below it may hold several people.
  const inTable = column !== undefined && header.length > 1;
  return people.flatMap(({ line, cells }) => {
    const found = inTable ? [cells[column] ?? ''] : peopleIn(cells, delimiter);
    return found.map((one) => ({ line, text: cleaned(one) })).filter((entry) => entry.text !== '');
  });
}

/** The most frequent delimiter in the first line that has any. Those inside quotes do not count. */
function delimiterOf(lines: string[]): string {
  for (const line of lines.filter((one) => /[,;\t]/.test(one))) {
    const outside = line.replace(/"[^"]*"/g, '');
    const [best] = [',', ';', '\t']
      .map((one) => ({ one, count: outside.split(one).length - 1 }))
      .sort((a, b) => b.count - a.count);
    if (best!.count > 0) return best!.one;
  }
  return ',';
}

/** The rows, including empty ones, each with the line it begins in: a cell in quotes may span several lines. */
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
    // There is a quote that does not end. In that case quotes mean nothing, and each line is a row.
    return parse(text, { ...options, quote: false });
  }
}

/** The column that says best who somebody is. Undefined when this is not a header, but a line of people. */
function personColumn(cells: string[]): number | undefined {
  // In a line about a person, a role or a kind may be called "User".
  if (cells.some((cell) => cell.includes('@') || isObjectId(cell))) return undefined;
  const folded = cells.map((cell) =>
    unquoted(cell)
      .toLowerCase()
      .replace(/[\s_-]/g, ''),
  );
  for (const names of personColumns) {
    const column = folded.findIndex((cell) => names.includes(cell));
    if (column >= 0) return column;
  }
  return undefined;
}

/** The people that a line means when nothing says what its cells are. */
function peopleIn(cells: string[], delimiter: string): string[] {
  const filled = cells.filter((cell) => cell !== '');
  const line = filled.join(';');
  if (addressesIn(line).length > 0) return line.split(/[;,]/).flatMap(addressesOfContact);
  const words = line.split(/[\s;,]+/).filter((word) => word !== '');
  if (words.every((word) => word.includes('@'))) return words;
  // "Smith, Alice" is how Outlook writes names, and the directory finds people by that.
  if (delimiter === ',' && cells.length === 2 && filled.length === 2 && !/[@\d]/.test(line)) return [filled.join(', ')];
  return [cells[0]!];
}

/**
 * "Alice Smith <alice@x.y>", as Outlook copies a contact, or just an address. Anything else is half a name or another
 * cell.
 */
function addressesOfContact(part: string): string[] {
  const addresses = addressesIn(part);
  if (addresses.length > 0) return addresses;
  return part.includes('@') ? [part] : [];
}

/** The addresses in angle brackets. */
const addressesIn = (text: string): string[] =>
  [...text.matchAll(/<([^<>@]*@[^<>@]*)>/g)].map(([, address]) => address!);

function cleaned(text: string): string {
  // A line break in a cell separates words. The other characters are invisible: they have no width or set the direction
  // of writing.
  const plain = text
    .replace(/[\t-\r]+/g, ' ')
    .replace(/[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu, '')
    .trim();
  const [address = plain] = addressesIn(plain);
  // If the cut left half a character at the end, that is dropped.
  return unquoted(address)
    .slice(0, longestEntry)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text.trim())?.[2]!.trim() ?? text.trim();

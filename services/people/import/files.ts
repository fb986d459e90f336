import { byteOrderMark, csvRows } from '../../base/csv';
import type { Person } from '../person';
import { readCsv } from './csv-rows';
import {
  aliasSeparator,
  type Column,
  columnOf,
  type FileRow,
  longestRow,
  type PersonColumn,
  personColumns,
} from './rows';
import { createFileDecoder } from '../../base/text-encoding';

export const peopleFormats = ['csv', 'jsonl'] as const;
export type PeopleFormat = (typeof peopleFormats)[number];

/**
 * Reads a file of people row by row; only a piece of it is in memory. It is UTF-8, UTF-16 with a byte order mark,
 * or Windows-1252 as far as that is sure.
 * @param unknown gets the columns that mean nothing here, once
 * @throws NotPeople when a CSV file has no column for an id, a user principal name or a name
 */
export function readPeople(
  input: AsyncIterable<Buffer | string>,
  format: PeopleFormat,
  unknown: (columns: string[]) => void,
): AsyncGenerator<FileRow> {
  const text = textOf(input);
  return format === 'csv' ? readCsv(text, unknown) : readLines(text, unknown);
}

async function* textOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const { decode, end } = createFileDecoder();
  let begun = false;
  for await (const piece of input) {
    const text = decode(Buffer.from(piece as Buffer));
    yield begun ? text : text.replace(/^\uFEFF/, '');
    begun = true;
  }
  yield end();
}

async function* readLines(text: AsyncGenerator<string>, unknown: (columns: string[]) => void): AsyncGenerator<FileRow> {
  let line = 0;
  const known = new Map<string, Column>();
  const seen = new Set<string>();
  for await (const one of linesOf(text)) {
    line += 1;
    if (one.trim() === '') continue;
    const row = one.length > longestRow ? undefined : objectIn(one);
    if (!row) {
      yield { line, fault: { field: 'row', allowed: 'a JSON object in one line' } };
      continue;
    }
    const fresh: string[] = [];
    for (const name of Object.keys(row)) {
      if (known.has(name) || seen.has(name)) continue;
      const column = columnOf(name);
      if (column) known.set(name, column);
      else fresh.push(name);
    }
    if (fresh.length > 0 && seen.size < 100) unknown(fresh);
    for (const name of fresh) seen.add(name);
    yield {
      line,
      cells: Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => {
          const column = known.get(name);
          return column ? [[column.field, column.read(cellOf(value))]] : [];
        }),
      ),
    };
  }
}

/** Lines. A line that is too long is cut soon after the point where that shows. */
async function* linesOf(text: AsyncGenerator<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!.slice(0, longestRow + 1);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const cellOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : Array.isArray(value)
      ? value.map(String).join(aliasSeparator)
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

const columns: readonly PersonColumn[] = personColumns;

/** What is written before the first person. */
export const peopleHeader = (format: PeopleFormat): string =>
  format === 'csv' ? byteOrderMark + csvRows([[...columns]]) : '';

/** People as rows that `readPeople` takes back as they are. */
export function peopleText(people: readonly Person[], format: PeopleFormat): string {
  if (format === 'jsonl')
    return people
      .map(
        (person) =>
          `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, column === 'protected' ? person.protected === true : person[column]])))}\n`,
      )
      .join('');
  return people.length === 0
    ? ''
    : csvRows(
        people.map((person) =>
          columns.map((column) =>
            column === 'protected'
              ? String(person.protected === true)
              : column === 'aliases'
                ? person.aliases.join(aliasSeparator)
                : String(person[column] ?? ''),
          ),
        ),
      );
}

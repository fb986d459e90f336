import { byteOrderMark, csvRows } from '../../base/csv';
import type { Person } from '../person';
import { columnsOf } from './columns';
import { readCsv } from './csv-rows';
import { readJson } from './json-rows';
import { productsThat } from './licences';
import { foldHeading } from '../headings';
import { aliasSeparator, type FileRow, NoSuchColumn, type PersonColumn, personColumns } from './rows';
import { createFileDecoder } from '../../base/text-encoding';

/** What an export can be written in. */
export const peopleFormats = ['csv', 'jsonl'] as const;
export type PeopleFormat = (typeof peopleFormats)[number];
/** What an import can be written in: lines of JSON, arrays and answers of Graph are told apart by themselves. */
export const readableFormats = [...peopleFormats, 'json'] as const;
export type ReadableFormat = (typeof readableFormats)[number];

/** How a file is taken. */
export interface ReadingOptions {
  format: ReadableFormat;
  /** Headings of columns that are left out. */
  ignored?: readonly string[];
  /** Products that hold the licence beside those that are known to, and products that do not. */
  licensedBy?: readonly string[];
  notLicensedBy?: readonly string[];
  /** Gets the headings that mean nothing here, each once. */
  unread(headings: string[]): void;
  /** Gets a sentence about the whole file. */
  remark(sentence: string): void;
}

/**
 * Reads a file of people row by row; only a piece of it is in memory. It is UTF-8, UTF-16 with a byte order mark,
 * or Windows-1252 as far as that is sure.
 * @throws NotPeople when there is no column for an id, a user principal name or a name
 * @throws UnclearColumns when a column that is not known may decide something
 * @throws NoSuchColumn when a CSV file lacks a column that should be left out
 */
export function readPeople(
  input: AsyncIterable<Buffer | string>,
  { format, ignored = [], licensedBy = [], notLicensedBy = [], unread, remark }: ReadingOptions,
): AsyncGenerator<FileRow> {
  const options = { ignored, holds: productsThat(licensedBy, notLicensedBy) };
  const told = new Set<string>();
  const fresh = (headings: string[]) => {
    const news = headings.filter((heading) => !told.has(heading));
    for (const heading of news) if (told.size < mostUnread) told.add(heading);
    if (news.length > 0 && told.size < mostUnread) unread(news);
  };
  const text = textOf(input);
  return format === 'csv'
    ? readCsv(text, (headings) => {
        const none = ignored.filter((one) => !headings.some((heading) => foldHeading(heading) === foldHeading(one)));
        if (none.length > 0) throw new NoSuchColumn(none, headings);
        return columnsOf(headings, { ...options, complete: true }, fresh);
      })
    : readJson(text, (names, complete) => columnsOf(names, { ...options, complete }, fresh), remark);
}

/** How many properties that mean nothing are told, of JSON in which each row has other ones. */
const mostUnread = 500;

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

import { parse } from 'csv-parse';
import { plainCell } from '../../base/csv';
import { isExample, isPreamble } from '../headings';
import {
  type Cells,
  type Column,
  columnOf,
  type FileRow,
  longestRow,
  NotPeople,
  requiredColumns,
  type RowFault,
} from './rows';

const brokenRow: RowFault = { field: 'row', allowed: 'quotes in pairs; from here on no row was read' };

/**
 * Reads the rows of a CSV file, each with the line it begins in: a cell in quotes may have several.
 * @param unknown gets the columns that mean nothing here
 * @throws NotPeople when there is no column for an id, a user principal name or a name
 */
export async function* readCsv(
  text: AsyncGenerator<string>,
  unknown: (columns: string[]) => void,
): AsyncGenerator<FileRow> {
  const { delimiter, begun, typographic } = await beginningOf(text);
  const { take, end } = createParser(delimiter);
  let fields: (Column | undefined)[] | undefined;
  let [line, empty] = [1, 0];

  function* rowsOf({ records, broken }: Parsed): Generator<FileRow> {
    for (const { cells, emptyLines } of records) {
      line += emptyLines - empty;
      empty = emptyLines;
      if (fields) {
        // Excel writes rows of nothing but commas below a table.
        if (cells.some((cell) => cell.trim() !== '') && !isExample(cells[0]!))
          yield { line, cells: cellsOf(fields, cells) };
      } else if (!isPreamble(cells.join(delimiter))) {
        fields = fieldsOf(cells, unknown);
      }
      line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|[\r\n]/g)?.length ?? 0), 0);
    }
    if (!broken) return;
    if (!fields) throw new NotPeople(requiredColumns);
    yield { line, fault: brokenRow };
  }

  for await (const piece of joined(begun, text)) {
    const parsed = await take(typographic ? piece.replaceAll(/[“”„]/g, '"') : piece);
    yield* rowsOf(parsed);
    if (parsed.broken) return;
  }
  yield* rowsOf(await end());
  if (!fields) throw new NotPeople(requiredColumns);
}

/** The records that a piece completed. `broken`: a quote did not end, so nothing comes after it. */
interface Parsed {
  records: { cells: string[]; emptyLines: number }[];
  broken: boolean;
}

/** The parser takes a piece at a time, so that what stood before a broken record is not lost with it. */
function createParser(delimiter: string) {
  let records: Parsed['records'] = [];
  const parser = parse({
    ...{
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
    },
    on_record: (cells: string[], { empty_lines: emptyLines }) => void records.push({ cells, emptyLines }),
  });
  // The callbacks below get this as well.
  parser.on('error', () => undefined).resume();
  const parsed = (work: (done: (error?: Error | null) => void) => unknown): Promise<Parsed> =>
    new Promise((resolve, reject) => {
      work((error) => {
        const broken = error ? 'code' in error && String(error.code).startsWith('CSV_') : false;
        if (error && !broken) return reject(error);
        resolve({ records, broken });
        records = [];
      });
    });
  return {
    take: (piece: string) => parsed((done) => parser.write(piece, done)),
    end: () => parsed((done) => parser.end(done)),
  };
}

/** What each column is. If two are the same field, the first one counts. @throws NotPeople */
function fieldsOf(header: string[], unknown: (columns: string[]) => void): (Column | undefined)[] {
  const all = header.map(columnOf);
  const found = all.map((column) => column?.field);
  const missing = requiredColumns.filter((field) => !found.includes(field));
  if (missing.length > 0) throw new NotPeople(missing);
  const fields = all.map((column, index) => (found.indexOf(column?.field) === index ? column : undefined));
  const unread = header.filter((_, index) => fields[index] === undefined);
  if (unread.length > 0) unknown(unread);
  return fields;
}

const cellsOf = (fields: (Column | undefined)[], record: string[]): Cells =>
  Object.fromEntries(
    fields.flatMap((column, index) =>
      column === undefined || record[index] === undefined
        ? []
        : [[column.field, column.read(plainCell(record[index]))]],
    ),
  );

/**
 * The text up to the end of the header, and what separates its cells: Excel writes semicolons where a comma is the
 * decimal point.
 */
async function beginningOf(
  text: AsyncGenerator<string>,
): Promise<{ delimiter: string; begun: string; typographic: boolean }> {
  let begun = '';
  const header = () =>
    begun
      .split(/\r\n|[\r\n]/)
      .slice(0, -1)
      .find((one) => one.trim() !== '' && !isPreamble(one));
  while (header() === undefined && begun.length < longestRow) {
    const { value, done } = await text.next();
    if (done) break;
    begun += value;
  }
  const given = /^"?sep=([,;\t|])/im.exec(begun.slice(0, begun.indexOf(header() ?? '')))?.[1];
  // A table that went through a word processor. In names within a table with plain quotes, they stay as they are.
  const typographic = /(?:^|[,;\t|])\s*[“„]/.test(header() ?? begun);
  const outside = (header() ?? begun).replaceAll(/["“„][^"”“]*["”“]/g, '');
  const [best] = [',', ';', '\t', '|']
    .map((one) => ({ one, count: outside.split(one).length }))
    .sort((a, b) => b.count - a.count);
  return { delimiter: given ?? best!.one, begun, typographic };
}

async function* joined(begun: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield begun;
    yield* rest;
  } finally {
    // A reader that stops early closes the file all the same: a standard input that stays open keeps the process alive.
    await rest.return(undefined);
  }
}

import { parse } from 'csv-parse';
import { plainCell } from '../../base/csv';
import { isExample, isPreamble } from '../headings';
import { type Columns, contentOf } from './columns';
import { type FileRow, longestRow, NotPeople, requiredColumns, type RowContent, type RowFault } from './rows';

const brokenRow: RowFault = { field: 'row', allowed: 'closed, with its quotes in pairs; from here on no row was read' };

/**
 * Reads the rows of a CSV file, each with the line it begins in: a cell in quotes may have several.
 * @param resolve finds out what the columns say, and throws what it has against them
 * @throws NotPeople when there is no column for an id, a user principal name or a name
 */
export async function* readCsv(
  text: AsyncGenerator<string>,
  resolve: (headings: readonly string[]) => Columns,
): AsyncGenerator<FileRow> {
  const { delimiter, begun, typographic } = await beginningOf(text);
  const { take, end } = createParser(delimiter);
  let table: { columns: Columns; width: number } | undefined;
  let [line, empty] = [1, 0];

  function* rowsOf({ records, broken }: Parsed): Generator<FileRow> {
    for (const { cells, emptyLines } of records) {
      line += emptyLines - empty;
      empty = emptyLines;
      if (table) {
        // Excel writes rows of nothing but commas below a table.
        if (cells.some((cell) => cell.trim() !== '') && !isExample(cells[0]!)) yield { line, ...rowOf(table, cells) };
      } else if (!isPreamble(cells.join(delimiter))) {
        table = { columns: resolve(cells), width: cells.length };
      }
      line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|[\r\n]/g)?.length ?? 0), 0);
    }
    if (!broken) return;
    if (!table) throw new NotPeople(requiredColumns, []);
    yield { line, fault: brokenRow };
  }

  for await (const piece of joined(begun, text)) {
    const parsed = await take(typographic ? piece.replaceAll(/[“”„]/g, '"') : piece);
    yield* rowsOf(parsed);
    if (parsed.broken) return;
  }
  yield* rowsOf(await end());
  if (!table) throw new NotPeople(requiredColumns, []);
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

/** A row with more texts than there are columns has a separator too many, and nobody knows where. */
function rowOf({ columns, width }: { columns: Columns; width: number }, cells: string[]): RowContent {
  if (cells.slice(width).some((cell) => cell.trim() !== ''))
    return { fault: { field: 'row', allowed: `${width} cells, as many as there are headings${quotesNeeded}` } };
  const content = contentOf(columns, cells, plainCell);
  // Excel leaves out the empty cells at the end of some rows.
  if (cells.length >= width || !('cells' in content)) return content;
  const allowed = `${width} cells, as many as there are headings; it has ${cells.length}, which were taken from the left`;
  return { ...content, warning: { field: 'row', allowed } };
}

const quotesNeeded = '; a cell with a separator in it needs quotes around it';

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

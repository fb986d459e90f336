import { type Columns, contentOf } from './columns';
import { linesOf, objectsIn, type Piece } from './json-pieces';
import { aliasSeparator, type FileRow, longestRow, type RowContent } from './rows';

/** Rows with the same properties are looked at once. A file with more kinds of rows than this asks again for each. */
const mostKinds = 200;
/** Where the list in an answer of Graph begins at the latest. Characters. */
const longestBeginning = 16_384;

/** An answer of Graph: what stands before the list in it. */
const answer = /^\s*\{(?:\s*"@[^"]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|\d+)\s*,)*\s*"value"\s*:\s*\[/;
/** An object that goes over several lines. */
const tall = /^\s*\{[ \t]*\r?\n/;

/**
 * Reads objects from lines of JSON, a JSON array or an answer of Microsoft Graph, each with the line it begins in. Only
 * one of them is in memory.
 * @param resolve finds out what properties of these names say, and throws what it has against them; `first`: they are
 *   those of the first object, which shows what kind of file it is
 * @param remark gets a sentence about the whole file
 */
export async function* readJson(
  text: AsyncGenerator<string>,
  resolve: (names: readonly string[], first: boolean) => Columns,
  remark: (sentence: string) => void,
): AsyncGenerator<FileRow> {
  try {
    const contentIn = rowReader(resolve);
    let begun = '';
    while (begun.length < longestBeginning) {
      const { value, done } = await text.next();
      if (done) break;
      begun += value;
    }
    const head = answer.exec(begun)?.[0] ?? /^\s*\[/.exec(begun)?.[0];
    if (head?.includes('@odata.nextLink'))
      remark('This is one page of an answer: @odata.nextLink leads to the next one. Only the people here are read.');
    const whole = resumed(begun, text);
    const byLine = head === undefined && !tall.test(begun);
    const pieces = byLine ? linesOf(whole) : objectsIn(whole, { after: head ?? '', list: head !== undefined });
    for await (const piece of pieces) yield* rowsOf(piece, byLine, contentIn);
  } finally {
    await text.return(undefined);
  }
}

function* rowsOf(
  { line, text, broken }: Piece,
  byLine: boolean,
  contentIn: (row: Record<string, unknown>) => RowContent,
): Generator<FileRow> {
  if (broken) yield { line, fault: { field: 'row', allowed: 'JSON; from here on no row was read' } };
  else if (text.trim() !== '') {
    const row = text.length > longestRow ? undefined : objectOf(text);
    const allowed = byLine ? 'a JSON object in one line' : 'a JSON object';
    yield { line, ...(row ? contentIn(row) : { fault: { field: 'row', allowed } }) };
  }
}

async function* resumed(begun: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield begun;
  yield* rest;
}

function rowReader(
  resolve: (names: readonly string[], first: boolean) => Columns,
): (row: Record<string, unknown>) => RowContent {
  const kinds = new Map<string, Columns>();
  return (row) => {
    const names = Object.keys(row);
    const kind = JSON.stringify(names);
    const columns = kinds.get(kind) ?? resolve(names, kinds.size === 0);
    if (kinds.size < mostKinds) kinds.set(kind, columns);
    return contentOf(columns, Object.values(row).map(cellOf), (cell) => cell);
  };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A value as a cell of a table. A list of objects stays JSON. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && !value.some((one) => typeof one === 'object' && one !== null))
    return value.map(String).join(aliasSeparator);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

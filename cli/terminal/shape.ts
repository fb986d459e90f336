import { z } from 'zod';
import { type Format, type Row, type Shown, textOf, type Value } from './output';
import { printable } from './printable';
import type { Query } from './query';
import { type Fields, fieldsOf, kindWords, type Result } from './results/kinds';

/**
 * What is shown, with exactly the fields that the command promises, in their order: a script finds each of them in
 * every row. What a row does not say is null, false or an empty list.
 */
export function shaped(result: Result, shown: Shown): Shown {
  const fields = fieldsOf(result);
  return Array.isArray(shown) ? shown.map((row) => rowOf(fields, row as Row)) : rowOf(fields, shown as Row);
}

// A field that nobody promised stays, so that a test finds it.
const rowOf = ({ shape }: Fields, row: Row): Row => ({
  ...Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name, row[name] ?? absent(kind as z.ZodType)])),
  ...Object.fromEntries(Object.entries(row).filter(([name]) => !Object.hasOwn(shape, name))),
});

const absent = (kind: z.ZodType): Value =>
  kind instanceof z.ZodArray ? [] : kind instanceof z.ZodBoolean ? false : null;

/** The names of the fields of each row. */
export const namesOf = (result: Result): string[] => Object.keys(fieldsOf(result).shape);

/** The fields of a result as lines of a help text. */
export function fieldLines(result: Result): string {
  const rows = linesFor(fieldsOf(result));
  const [names, kinds] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([name, kind, about]) => `  ${name!.padEnd(names!)}  ${kind!.padEnd(Math.min(kinds!, 24))}  ${about}\n`)
    .join('');
}

/** The fields of something nested stand below it, with a dot before their names. */
const linesFor = ({ shape }: Fields): [name: string, kind: string, about: string][] =>
  Object.entries(shape).flatMap(([name, field]) => {
    const kind = field as z.ZodType;
    const nested =
      kind instanceof z.ZodArray && kind.element instanceof z.ZodObject ? (kind.element as Fields) : undefined;
    const inside = nested ? Object.keys(nested.shape).join(', ') : undefined;
    return [[name, kindWords(kind), `${kind.description ?? ''}${inside ? `: ${inside}` : ''}`]];
  });

/** How a result is shown, besides its format. */
export interface HowShown {
  /** The fields that the command promises. */
  as?: Result;
  /** What people read in a table, if that is not the data itself. */
  table?: Shown;
}

/** The text of a result. A table that nobody asked a part of is written for people; everything else is the data. */
export function textShown(shown: Shown, format: Format, how: HowShown & { query?: Query } = {}): string {
  const { as, table, query } = how;
  if (format === 'table' && table && !query) return textOf(table, format);
  return as ? textOf(shaped(as, shown), format, query, namesOf(as)) : textOf(shown, format, query);
}

/**
 * A remark for somebody whose --query asks for a field that no result of the command has: it finds nothing, which looks
 * as if there were nothing. Undefined if all are known.
 */
export function strangerWords(query: Query | undefined, as: Result | undefined): string | undefined {
  if (!query || !as) return undefined;
  const known = everyName(fieldsOf(as));
  const stranger = query.asked.find((name) => !known.includes(name));
  if (stranger === undefined) return undefined;
  const meant = known.find((name) => name.toLowerCase() === stranger.toLowerCase());
  const quoted = /\d{4}/.test(stranger) ? 'that' : `"${printable(stranger)}"`;
  return `No field is called ${quoted}. ${meant ? `Did you mean "${meant}"?` : 'The fields stand in --help.'}`;
}

/** The names of the fields, and of those of what is nested in them. */
const everyName = ({ shape }: Fields): string[] =>
  Object.entries(shape).flatMap(([name, kind]) => [name, ...namesInside(kind as z.ZodType)]);

function namesInside(kind: z.ZodType): string[] {
  if (kind instanceof z.ZodNullable) return namesInside(kind.unwrap() as z.ZodType);
  if (kind instanceof z.ZodArray) return namesInside(kind.element as z.ZodType);
  return kind instanceof z.ZodObject ? everyName(kind as Fields) : [];
}

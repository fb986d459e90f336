import { type Format, type Row, textOf } from './output';

/** The formats in which a list can be written piece by piece. A table needs the widths of all of its columns first. */
export type Piecewise = Exclude<Format, 'table'>;

/**
 * Writes a list piece by piece, in the very text that it would have as a whole: it may be longer than memory.
 * @param names the columns of every row
 */
export function pieces(format: Piecewise, names: readonly string[]) {
  let begun = false;
  return {
    /** The text of some more rows. */
    of(rows: readonly Row[]): string {
      if (rows.length === 0) return '';
      const first = !begun;
      begun = true;
      const text = textOf(rows, format);
      // A list in JSON without its brackets.
      if (format === 'json') return `${first ? '[' : ','}${text.slice(1, -3)}`;
      return format === 'csv' && !first ? text.slice(text.indexOf('\n') + 1) : text;
    },
    /** What stands after the last row. */
    end: (): string => (begun ? (format === 'json' ? '\n]\n' : '') : textOf([], format, undefined, names)),
  };
}

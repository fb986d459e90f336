import { stringify } from 'csv-stringify/sync';

/** The first character of a file: spreadsheets take it for UTF-8 then. */
export const byteOrderMark = '\uFEFF';

/** Rows of a file for spreadsheets (RFC 4180). Every cell is a text, and none is a formula. */
export const csvRows = (records: string[][]): string =>
  stringify(
    records.map((cells) => cells.map(safeCell)),
    { quoted: true, record_delimiter: '\r\n' },
  );

/** What a spreadsheet may take for the beginning of a formula, also in full-width form. */
const formula = '[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]';
const atStart = new RegExp(`^(?:[\\t\\r\\n]|[\\s\\p{Cc}\\p{Cf}"']*${formula})`, 'u');
/** If the spreadsheet has another separator, a cell begins there too. */
const afterSeparator = new RegExp(`([;,|\\t\\r\\n])(?=[\\s\\p{Cc}\\p{Cf}"']*${formula})`, 'gu');

/** Phone numbers in E.164, with semicolons between them. They calculate nothing, and a quote would make them wrong. */
const numbersAlone = /^\+[1-9]\d{6,14}(?:; \+[1-9]\d{6,14})*$/;

/**
 * A cell that every spreadsheet takes for a text (OWASP, CSV injection; threats TT-9 and E10). A phone number stays
 * what a script can dial.
 */
export function safeCell(text: string): string {
  if (numbersAlone.test(text)) return text;
  const inside = text.replace(afterSeparator, "$1'");
  return atStart.test(inside) ? `'${inside}` : inside;
}

const guardAtStart = /^'/;
const guardInside = new RegExp(`([;,|\\t\\r\\n])'(?=[\\s\\p{Cc}\\p{Cf}"']*${formula})`, 'gu');

/** The text from which `safeCell` made this one; any other text stays as it is. */
export function plainCell(text: string): string {
  for (const plain of [text.replace(guardInside, '$1'), text.replace(guardInside, '$1').replace(guardAtStart, '')]) {
    if (plain !== text && safeCell(plain) === text) return plain;
  }
  return text;
}

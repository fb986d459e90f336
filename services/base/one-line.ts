/**
 * A name as one line that shows what it holds.
 * - Control and line break characters become spaces, so that no name adds a line of its own.
 * - Invisible characters go, above all those that turn the direction of text (UAX #9): with them "exe.pdf" reads
 *   "fdp.exe". The two joiners stay, since Persian and Indic names are written with them.
 */
export const singleLine = (name: string): string =>
  name
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .trim();

/**
 * A name from a directory as one line that is only text. Mail programs turn what looks like an address into a link: a
 * zero-width space keeps "evil.example" from becoming one.
 */
export const notALink = (name: string): string => singleLine(name).replace(/(?<=\S)(?=[.:/@]\S)/gu, '\u200b');

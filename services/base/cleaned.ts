/** Quotation marks and apostrophes as word processors and other keyboards write them. NFKC would tear ´ apart. */
const apostrophes = /[‘’‚‛‹›ʹʻʼʽˈʾʿ′‵`´＇]/gu;
const quotationMarks = /[“”„‟«»″‶〝〞〟＂]/gu;
/** Hyphens and dashes, which keyboards and word processors exchange for one another. */
const dashes = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/gu;
const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
/**
 * The line break and the tab stay: in lists they separate people. The braille blank is drawn as a space; the byte order
 * mark, which JavaScript takes for one, is not.
 */
const spaces = /(?!\uFEFF)[^\S\n\t]|\u2800/gu;
/**
 * Characters that nobody sees: zero-width ones, soft hyphens, variation selectors, and those that turn the direction of
 * text. The object replacement character stands where something could not be pasted.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\uFFFC]|(?![\n\t])\p{Cc}/gu;

/**
 * What somebody typed or pasted, as it looks: the one cleaning for commands, names, addresses, numbers, lists and
 * files. Full-width forms, typographic quotes, dashes and spaces become plain ones, and characters that nobody sees go.
 * Line breaks and tabs stay.
 */
export const cleaned = (text: string): string =>
  text
    .replace(apostrophes, "'")
    .replace(quotationMarks, '"')
    .replace(dashes, '-')
    .replace(lineBreaks, '\n')
    .replace(spaces, ' ')
    .normalize('NFKC')
    .replace(spaces, ' ')
    .replace(invisible, '');

/** The same as one line without spaces around it. */
export const cleanedLine = (text: string): string => cleaned(text).replace(/\s+/gu, ' ').trim();

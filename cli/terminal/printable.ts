/** Keeps text from the database from adding lines of its own, or colouring over ours. */
export const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

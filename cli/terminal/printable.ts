/** What somebody wrote into the database cannot make lines of its own, or colour over ours. */
export const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

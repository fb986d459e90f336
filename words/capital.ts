/** Words as the beginning of a sentence or a title. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * A number of things: `1 row`, `2 rows`.
 * @param many what several of them are called, if that is not `one` with an s
 */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A length of time in the middle of a sentence: `an hour`, `24 hours`. */
export const hoursWords = (hours: number): string => (hours === 1 ? 'an hour' : counted(hours, 'hour'));

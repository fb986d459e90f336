/**
 * What a cell says of a field. Where several columns speak of the same, a lower rank is believed first, and columns of
 * one rank must agree.
 */
export interface Reading {
  /** As an import has it; undefined where the cell is not understood. */
  value?: string;
  rank: number;
  /** What could stand there, if the cell is not understood. */
  allowed?: string;
  /** Products of which it is not known whether they hold the licence. */
  products?: readonly string[];
}

export const saying = (value: string, rank = 0): Reading => ({ value, rank });

/** The rest of the file may say it: then it does not matter. */
export const notUnderstood = (allowed: string, products?: readonly string[]): Reading => ({
  rank: products ? 9 : 0,
  allowed,
  products,
});

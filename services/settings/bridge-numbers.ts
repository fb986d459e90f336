import type { Settings } from './settings';

/** The numbers that can be a person's default. */
export const tollNumbersOf = ({ tollNumber, serviceNumbers }: Settings): string[] =>
  [...new Set([tollNumber, ...serviceNumbers])].filter((number) => number !== '');

/** The same for the toll-free default. */
export const tollFreeNumbersOf = ({ tollFreeNumber = '', tollFreeNumbers }: Settings): string[] =>
  [...new Set([tollFreeNumber, ...tollFreeNumbers])].filter((number) => number !== '');

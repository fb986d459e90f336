import type { Settings } from './settings';

/** The numbers that a person can have as the default one. */
export const tollNumbersOf = ({ tollNumber, serviceNumbers }: Settings): string[] =>
  [...new Set([tollNumber, ...serviceNumbers])].filter((number) => number !== '');

/** The same of the toll-free one. */
export const tollFreeNumbersOf = ({ tollFreeNumber = '', tollFreeNumbers }: Settings): string[] =>
  [...new Set([tollFreeNumber, ...tollFreeNumbers])].filter((number) => number !== '');

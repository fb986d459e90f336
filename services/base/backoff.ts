/**
 * Delays that double from try to try.
 * @param options.first the delay after the last of the free tries; milliseconds
 * @param options.longest the longest delay; milliseconds
 * @param options.free how many tries may follow one another without a delay; one by default, so that the second try
 * waits
 * @returns how long to wait after a number of tries in a row, in milliseconds
 */
export const createBackoff =
  ({ first, longest, free = 1 }: { first: number; longest: number; free?: number }) =>
  (tries: number): number =>
    tries < free ? 0 : Math.min(longest, first * 2 ** (tries - free));

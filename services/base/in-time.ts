/**
 * Waits for work, but no longer than a limit.
 * @param limit milliseconds
 * @returns what came in time; undefined when nothing did, and the work goes on
 * @throws what the work throws in time
 */
export async function inTime<T>(work: Promise<T>, limit: number): Promise<T | undefined> {
  let clock: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    clock = setTimeout(() => resolve(undefined), limit);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(clock);
  }
}

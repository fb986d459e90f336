/**
 * Runs works of one key one after the other, and those of different keys side by side. Fifty clicks on one button
 * would otherwise all prepare a PIN, at two hashes each, before one of them wins; in this way the others find the
 * offer taken. It saves work and nothing else: that one click wins is the database's to decide.
 */
export function createOneAtATime() {
  const last = new Map<string, Promise<unknown>>();

  return async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}

/**
 * Runs works of one key one after the other until one of them has succeeded, and those of different keys side by
 * side. Fifty clicks on one button would otherwise all prepare a PIN, at two hashes each, before one of them wins; in
 * this way the others find the offer taken, all at once. It saves work and nothing else: that one click wins is the
 * database's to decide.
 */
export function createOneAtATime() {
  /** Who works at the moment, and whether it was done. */
  const leaders = new Map<string, Promise<boolean>>();

  return async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let leader = leaders.get(key); leader; leader = leaders.get(key)) {
      // Finding out that somebody was faster needs no turn.
      if (await leader) return work();
    }
    const mine = work();
    const leading = mine.then(
      () => true,
      () => false,
    );
    leaders.set(key, leading);
    void leading.then(() => leaders.delete(key));
    return mine;
  };
}

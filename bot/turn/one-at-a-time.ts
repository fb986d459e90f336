/**
 * Runs tasks with the same key one after the other until one has succeeded, and tasks with different keys side by side.
 * Otherwise fifty clicks on one button would all prepare a PIN, at two hashes each, before one of them wins. This way
 * the others all find at once that the offer is taken. This only saves work: the database decides which click wins.
 */
export function createOneAtATime() {
  /** The task that runs at the moment for each key, and whether it succeeded. */
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

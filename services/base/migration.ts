import type { Collection } from 'mongodb';

/**
 * One step that brings an older database to the form of this program. Forward only. A version reads both forms for one
 * release, so that the older version can go on beside it (docs/operation.md).
 */
export interface Migration {
  /** Under which the database remembers it. It never changes, and no other one gets it. */
  name: string;
  /** The first version that works on a database that has it. Absent if the versions before it do, too. */
  needs?: string;
  /** An older version that still runs may write what this changes: then it is looked for again. */
  again?: true;
  /**
   * Changes what there is in small steps, each of which may be the last or come twice.
   * @param mayGoOn asked before each step; throws when somebody else has taken over
   * @returns how many documents or indexes were changed
   */
  run(mayGoOn: () => Promise<void>): Promise<number>;
}

/** Drops an index that another one has replaced. A new database never had it. */
export const droppingIndex = <Stored extends object>(
  name: string,
  collection: Collection<Stored>,
  indexes: readonly string[],
): Migration => ({
  name,
  async run(mayGoOn) {
    let dropped = 0;
    for (const index of indexes) {
      await mayGoOn();
      if (!(await collection.indexExists(index))) continue;
      await collection.dropIndex(index);
      dropped += 1;
    }
    return dropped;
  },
});

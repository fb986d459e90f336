import { Collection, type FindCursor } from 'mongodb';

/**
 * How many documents the database looks at for the finds of some work, by its own explanation. Unlike time, that is the
 * same on every machine.
 */
export async function examinedBy(work: () => Promise<unknown>): Promise<number> {
  const cursors: FindCursor[] = [];
  const find = Object.getOwnPropertyDescriptor(Collection.prototype, 'find')!.value as (
    ...args: unknown[]
  ) => FindCursor;
  Collection.prototype.find = function (this: Collection, ...args: unknown[]): FindCursor {
    const cursor = find.apply(this, args);
    cursors.push(cursor);
    return cursor;
  } as typeof Collection.prototype.find;
  try {
    await work();
  } finally {
    Collection.prototype.find = find as typeof Collection.prototype.find;
  }
  let examined = 0;
  for (const cursor of cursors) {
    // Outside the transaction it was in, which is over.
    const again = cursor.clone();
    const { executionStats } = (await again.explain('executionStats')) as {
      executionStats: { totalDocsExamined: number };
    };
    examined += executionStats.totalDocsExamined;
  }
  return examined;
}

import { type Db } from 'mongodb';

/**
 * Every document of a database, as text. The same documents give the same text. `without` names collections to leave
 * out.
 */
export async function dumpOf(db: Db, { without = [] }: { without?: readonly string[] } = {}): Promise<string> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !without.includes(name))
    .sort();
  return JSON.stringify(
    await Promise.all(
      names.map(async (name) => [name, await db.collection(name).find().sort({ _id: 1 }).batchSize(500).toArray()]),
    ),
  );
}

/**
 * Draws PINs of twelve digits, which no other number equals by chance, in place of random ones. It remembers all of
 * them.
 */
export function createCanaries() {
  const drawn: string[] = [];
  let count = 0;
  const start = 731_049_268_150 + Math.floor(Date.now() % 1_000_000) * 13;
  return {
    drawn,
    drawPin: (length: number): string => {
      count += 1;
      const digits = String(start + count * 7_919)
        .padStart(length, '0')
        .slice(-length);
      drawn.push(digits);
      return digits;
    },
  };
}

/** @throws when one of the secrets is in one of the places */
export function assertAbsent(secrets: readonly string[], places: Record<string, string>): void {
  for (const [place, text] of Object.entries(places)) {
    if (secrets.some((secret) => text.includes(secret))) throw new Error(`A secret stands in ${place}`);
  }
}

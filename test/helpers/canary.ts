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
    if (secretsIn(text, secrets).size > 0) throw new Error(`A secret stands in ${place}`);
  }
}

/**
 * Those of the secrets that stand in a text. Runs of digits are looked up, because a test that draws thousands of PINs
 * would otherwise read megabytes of log once for each.
 */
export function secretsIn(text: string, secrets: readonly string[]): Set<string> {
  const digits = new Set(secrets.filter((secret) => /^\d+$/.test(secret)));
  const found = new Set(secrets.filter((secret) => !digits.has(secret) && text.includes(secret)));
  if (digits.size === 0) return found;
  const lengths = [...new Set([...digits].map(({ length }) => length))];
  for (const [run] of text.matchAll(/\d+/g))
    for (const length of lengths)
      for (let from = 0; from + length <= run.length; from += 1) {
        const part = run.slice(from, from + length);
        if (digits.has(part)) found.add(part);
      }
  return found;
}

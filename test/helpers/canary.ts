import { type Db } from 'mongodb';

/** Every document of a database, as text. */
export async function dumpOf(db: Db): Promise<string> {
  const collections = await db.listCollections().toArray();
  return JSON.stringify(await Promise.all(collections.map(async ({ name }) => [name, await db.collection(name).find().batchSize(500).toArray()])));
}

/** PINs of twelve digits, which no other number equals by chance, in place of drawn ones. All that were drawn are remembered. */
export function createCanaries() {
  const drawn: string[] = [];
  let count = 0;
  const start = 731_049_268_150 + Math.floor(Date.now() % 1_000_000) * 13;
  return {
    drawn,
    drawPin: (length: number): string => {
      count += 1;
      const digits = String(start + count * 7_919).padStart(length, '0').slice(-length);
      drawn.push(digits);
      return digits;
    },
  };
}

/** @throws when one of the secrets stands in one of the places */
export function assertAbsent(secrets: readonly string[], places: Record<string, string>): void {
  for (const [place, text] of Object.entries(places)) {
    if (secrets.some((secret) => text.includes(secret))) throw new Error(`A secret stands in ${place}`);
  }
}

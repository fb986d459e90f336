import type { ClientSession, Collection, Filter, UpdateFilter } from 'mongodb';
import type { SealedBox } from './sealed-box';

/** A document with something sealed in it. */
export interface SealedHolder {
  _id: string;
  pin?: SealedBox;
}

/** A place in the database where PINs are sealed. Each room that keeps any makes one of its collection. */
export interface SealedPlace {
  /** What the collection is called. */
  name: string;
  /** The ids of the keys that something here is sealed with. */
  keysInUse(): Promise<string[]>;
  /** How many documents are sealed with a key. */
  count(key: string): Promise<number>;
  /** Documents that are sealed with one of these keys, by `_id` and behind one of them. */
  sealedWith(keys: readonly string[], behind: string, most: number): Promise<SealedHolder[]>;
  /** The same, sealed with the first key; undefined when it does not open with the key that it names. */
  reseal(holder: SealedHolder): SealedBox | undefined;
  /** Replaces what was read. False when that was reset, sent or sealed anew since. */
  replace(holder: SealedHolder, fresh: SealedBox, session: ClientSession): Promise<boolean>;
}

/** @param reseal opens what a document holds and seals it anew; undefined when it does not open */
export function createSealedPlace<Holder extends SealedHolder>(
  collection: Collection<Holder>,
  reseal: (holder: Holder) => SealedBox | undefined,
): SealedPlace {
  const filterOf = (filter: object) => filter as Filter<Holder>;
  return {
    name: collection.collectionName,
    keysInUse: async () => (await collection.distinct('pin.key')) as string[],
    count: (key) => collection.countDocuments(filterOf({ 'pin.key': key })),
    sealedWith: async (keys, behind, most) =>
      (await collection
        .find(filterOf({ 'pin.key': { $in: [...keys] }, '_id': { $gt: behind } }))
        .sort({ _id: 1 })
        .limit(most)
        .toArray()) as unknown as SealedHolder[],
    reseal: (holder) => reseal(holder as Holder),
    async replace({ _id, pin }, fresh, session) {
      const update = { $set: { pin: { ...pin, ...fresh } } } as unknown as UpdateFilter<Holder>;
      const { modifiedCount } = await collection.updateOne(filterOf({ _id, pin }), update, { session });
      return modifiedCount === 1;
    },
  };
}

/** The ids of the keys that anything is sealed with. */
export async function keysInUse(places: readonly SealedPlace[]): Promise<string[]> {
  const ids: string[] = [];
  for (const place of places) ids.push(...(await place.keysInUse()));
  return [...new Set(ids)];
}

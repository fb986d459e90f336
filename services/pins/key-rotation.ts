import type { FaultPoints } from '../base/fault-points';
import { batchBudget, type Mongo } from '../base/mongo';
import { checkPinKeys, fingerprint, type PinKey, type PinKeyDocument, usedPinKeys } from './keys';
import type { Pins, PinVerifier } from './pins';
import type { SealedBox } from './sealed-box';

/** A key, and what hangs on it. */
export interface PinKeyUse {
  id: string;
  /** Stored PINs, and PINs in waiting mails, that are sealed with it. */
  verifiers: number;
  mails: number;
  /**
   * Whether PIN_KEYS has it: as its first, which seals; as an older one; with other bytes than the database knows; not
   * at all.
   */
  held: 'first' | 'older' | 'wrong' | 'no';
}

/** What a rotation did. */
export interface PinRotationResult {
  /** Sealed anew: stored PINs, and PINs in waiting mails. */
  verifiers: number;
  mails: number;
  /**
   * What does not open with the key that it names, as collection and `_id`: damaged, or moved from somebody else. Left
   * as it was.
   */
  unopened: string[];
  /** Older keys of PIN_KEYS that nothing in this database is sealed with any more. */
  unused: string[];
  /** Older keys that something is still sealed with: unopened ones, or a replica that still seals with it. */
  inUse: string[];
}

/** A document with something sealed in it, whichever collection it is in. */
interface Holder {
  _id: string;
  tenant: string;
  person: string;
  pin: SealedBox;
}

/** More passes than that mean that replicas keep sealing with an older key. */
const mostPasses = 10;

/**
 * Moves everything that is sealed to the first key of PIN_KEYS, while the bot runs (threats C5). No PIN is needed
 * and none changes: what the old key opens is sealed with the new one.
 * @param options.batchSize documents in one transaction
 */
export function createPinRotation(options: {
  mongo: Mongo;
  pins: Pins;
  keys: PinKey[];
  faultPoints: FaultPoints;
  batchSize?: number;
}) {
  const { mongo, pins, keys, faultPoints, batchSize = 50 } = options;
  const [first, ...older] = keys.map(({ id }) => id);

  const places = [
    {
      name: 'conferencing',
      reseal: ({ tenant, person, pin }: Holder) =>
        pins.reseal(pin as PinVerifier, { tenant, person, version: (pin as PinVerifier).version }),
    },
    { name: 'outbox', reseal: ({ _id, pin }: Holder) => pins.resealForMail(pin, _id) },
  ].map((place) => ({ ...place, collection: mongo.db.collection<Holder>(place.name) }));
  type Place = (typeof places)[number];

  return {
    /**
     * Seals everything anew that is not sealed with the first key. It may be stopped at any moment, and run again.
     * @throws SetupError, having changed nothing, when a key is missing or not the one that the database knows
     */
    async rotate(): Promise<PinRotationResult> {
      await checkPinKeys(mongo, keys);
      const unopened = new Set<string>();
      const [verifiers = 0, mails = 0] = await inOrder(places, (place) => rotatePlace(place, unopened));
      const used = await usedPinKeys(mongo);
      return {
        ...{ verifiers, mails, unopened: [...unopened] },
        unused: older.filter((id) => !used.includes(id)),
        inUse: used.filter((id) => id !== first),
      };
    },

    /** Every key that PIN_KEYS holds, or the database knows. It refuses nothing, so that it can show what is wrong. */
    async list(): Promise<PinKeyUse[]> {
      const known = await mongo.db.collection<PinKeyDocument>('pinKeys').find().sort({ _id: 1 }).toArray();
      const ids = new Set([...keys.map(({ id }) => id), ...(await usedPinKeys(mongo)), ...known.map(({ _id }) => _id)]);
      return inOrder([...ids], async (id) => {
        const [verifiers = 0, mails = 0] = await inOrder(places, ({ collection }) =>
          collection.countDocuments({ 'pin.key': id }),
        );
        return {
          id,
          verifiers,
          mails,
          held: heldAs(
            id,
            known.find(({ _id }) => _id === id),
          ),
        };
      });
    },
  };

  function heldAs(id: string, known: PinKeyDocument | undefined): PinKeyUse['held'] {
    const key = keys.find((one) => one.id === id);
    if (!key) return 'no';
    if (known && known.fingerprint !== fingerprint(key)) return 'wrong';
    return id === first ? 'first' : 'older';
  }

  /** Goes through one collection until nothing is left to move; returns how many were moved. */
  async function rotatePlace(place: Place, unopened: Set<string>): Promise<number> {
    let moved = 0;
    for (let pass = 1; pass <= mostPasses; pass += 1) {
      let found = 0;
      for (let last = ''; ;) {
        const holders = await place.collection
          .find({ 'pin.key': { $in: older }, '_id': { $gt: last } })
          .sort({ _id: 1 })
          .limit(batchSize)
          .toArray();
        if (holders.length === 0) break;
        last = holders.at(-1)!._id;
        // Sealed here, since nonces are random and the driver may run the transaction's work again.
        const renewed = holders.flatMap((holder) => {
          const fresh = place.reseal(holder);
          if (!fresh) unopened.add(`${place.name} ${holder._id}`);
          return fresh ? [{ holder, fresh }] : [];
        });
        found += renewed.length;
        moved += await write(place, renewed);
      }
      if (found === 0) break;
    }
    return moved;
  }

  /** One transaction. What was reset, sent or rotated since it was read is left to whoever did that. */
  async function write({ collection }: Place, renewed: { holder: Holder; fresh: SealedBox }[]): Promise<number> {
    if (renewed.length === 0) return 0;
    return mongo.transact(
      async (session) => {
        let written = 0;
        for (const {
          holder: { _id, pin },
          fresh,
        } of renewed) {
          const { modifiedCount } = await collection.updateOne(
            { _id, pin },
            { $set: { pin: { ...pin, ...fresh } } },
            { session },
          );
          written += modifiedCount;
        }
        faultPoints('rotating');
        return written;
      },
      { budget: batchBudget },
    );
  }
}

export type PinRotation = ReturnType<typeof createPinRotation>;

async function inOrder<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

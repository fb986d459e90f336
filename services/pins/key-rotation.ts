import type { FaultPoints } from '../base/fault-points';
import { batchBudget, type Mongo } from '../base/mongo';
import { checkPinKeys, fingerprint, type PinKeyDocument } from './keys';
import { type PinKey } from './pin-key';
import type { SealedBox } from './sealed-box';
import { keysInUse, type SealedHolder, type SealedPlace } from './sealed-places';

/** A key, and what depends on it. */
export interface PinKeyUse {
  id: string;
  /** Stored PINs, and PINs that wait in mails or for somebody to pick them up, that are sealed with it. */
  verifiers: number;
  mails: number;
  /**
   * Whether PIN_KEYS has it: as its first one, which seals; as an older one; with other bytes than the database knows;
   * or not at all.
   */
  held: 'first' | 'older' | 'wrong' | 'no';
}

/** What a rotation did. */
export interface PinRotationResult {
  /** Sealed anew: stored PINs, and PINs that wait. */
  verifiers: number;
  mails: number;
  /**
   * What does not open with the key that it names, as collection and `_id`. It is damaged or was moved from somebody
   * else, and stays as it was.
   */
  unopened: string[];
  /** Older keys of PIN_KEYS that nothing in this database is sealed with any more. */
  unused: string[];
  /**
   * Older keys that something is still sealed with, because it did not open or because a replica still seals with them.
   */
  inUse: string[];
}

/** If this many passes are not enough, replicas keep sealing with an older key. */
const mostPasses = 10;

/**
 * Moves everything that is sealed to the first key of PIN_KEYS, while the bot runs (threats C5). No PIN is needed
 * and none changes: what the old key opens is sealed with the new one.
 * @param options.batchSize documents in one transaction
 */
export function createPinRotation(options: {
  mongo: Mongo;
  keys: PinKey[];
  /** The stored PINs, the PINs in waiting mails, and those that somebody has to pick up. */
  places: { verifiers: SealedPlace; mails: SealedPlace; late: SealedPlace };
  faultPoints: FaultPoints;
  batchSize?: number;
}) {
  const { mongo, keys, faultPoints, batchSize = 50 } = options;
  const places = [options.places.verifiers, options.places.mails, options.places.late];
  const [first, ...older] = keys.map(({ id }) => id);

  return {
    /**
     * Seals everything anew that is not sealed with the first key. It may be stopped at any moment, and run again.
     * @throws SetupError, having changed nothing, when a key is missing or not the one that the database knows
     */
    async rotate(): Promise<PinRotationResult> {
      await checkPinKeys(mongo, keys, places);
      const unopened = new Set<string>();
      const [verifiers = 0, mails = 0, late = 0] = await inOrder(places, (place) => rotatePlace(place, unopened));
      const used = await keysInUse(places);
      return {
        ...{ verifiers, mails: mails + late, unopened: [...unopened] },
        unused: older.filter((id) => !used.includes(id)),
        inUse: used.filter((id) => id !== first),
      };
    },

    /** Every key that PIN_KEYS holds, or the database knows. It refuses nothing, so that it can show what is wrong. */
    async list(): Promise<PinKeyUse[]> {
      const known = await mongo.collection<PinKeyDocument>('pinKeys').find().sort({ _id: 1 }).toArray();
      const ids = new Set([...keys.map(({ id }) => id), ...(await keysInUse(places)), ...known.map(({ _id }) => _id)]);
      return inOrder([...ids], async (id) => {
        const [verifiers = 0, mails = 0, late = 0] = await inOrder(places, (place) => place.count(id));
        return {
          id,
          verifiers,
          mails: mails + late,
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

  /** Goes through one collection until nothing is left to move. @returns how many were moved */
  async function rotatePlace(place: SealedPlace, unopened: Set<string>): Promise<number> {
    let moved = 0;
    for (let pass = 1; pass <= mostPasses; pass += 1) {
      let found = 0;
      for (let last = ''; ;) {
        const holders = await place.sealedWith(older, last, batchSize);
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

  /** One transaction. What was reset, sent or rotated since it was read stays as it is now. */
  async function write(place: SealedPlace, renewed: { holder: SealedHolder; fresh: SealedBox }[]): Promise<number> {
    if (renewed.length === 0) return 0;
    return mongo.transact(
      async (session) => {
        let written = 0;
        for (const { holder, fresh } of renewed) if (await place.replace(holder, fresh, session)) written += 1;
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

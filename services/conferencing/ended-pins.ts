import type { ClientSession } from 'mongodb';
import type { Mongo } from '../base/mongo';
import type { Pins, PinVerifier } from '../pins/pins';
import { type ConferencingRecord, verifierOf } from './records';

/** A PIN that ends, and whose it is. */
export interface EndedPin {
  key: string;
  tenant: string;
  person: string;
  enabled: boolean;
  /** The version that is there. */
  before: number;
  /** What comes in its place. No PIN fits it. */
  pin: PinVerifier;
}

/**
 * So many versions lie between a PIN from a backup and the next one. More resets than that do not happen between a
 * backup and its restore, so no later PIN gets the version of one that was lost.
 */
const versionsLost = 1_000;

/** Ends the PINs that a backup brought back: nobody knows which of them were replaced since. */
export function createPinEnding({ mongo, pins }: { mongo: Mongo; pins: Pins }) {
  const records = mongo.collection<ConferencingRecord>('conferencing');

  return {
    /** The PINs of the next people, by key, behind this one. What comes in their place is drawn here. */
    async next(behind: string, most: number): Promise<{ last?: string; ended: EndedPin[] }> {
      const found = await records
        .find({ _id: { $gt: behind } })
        .sort({ _id: 1 })
        .limit(most)
        .toArray();
      const ended = found.filter(verifierOf).map(({ _id: key, tenant, person, enabled, pin }): EndedPin => {
        const owner = { tenant, person, version: pin.version + versionsLost };
        // Its length is kept for the report on short PINs.
        const length = pin.digits !== undefined && { digits: pin.digits };
        return { key, tenant, person, enabled, before: pin.version, pin: { ...pins.sealNone(owner), ...length } };
      });
      return { last: found.at(-1)?._id, ended };
    },

    /** Puts them in place, as part of noting that in the trail. */
    async end(ended: readonly EndedPin[], session: ClientSession): Promise<void> {
      for (const { key, before, pin } of ended)
        await records.updateOne({ '_id': key, 'pin.version': before }, { $set: { pin } }, { session });
    },
  };
}

export type PinEnding = ReturnType<typeof createPinEnding>;

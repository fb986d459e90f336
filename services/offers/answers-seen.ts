import type { ClientSession } from 'mongodb';
import { type Audit, operationHash } from '../audit/trail';
import type { Mongo } from '../base/mongo';
import type { AnyInput, Click, Offer } from './offer';

/** How long an answer may be on its way before it counts as lost with its process. Milliseconds. */
const onItsWay = 30_000;
/** A reset in this time after one whose PIN nobody may have seen is its repetition (threats A9). Milliseconds. */
const repetition = 15 * 60_000;

/** What is known of the answers to clicks: whether a PIN reached somebody, or was lost on its way. */
export function createAnswersSeen({ mongo, audit }: { mongo: Mongo; audit: Audit }) {
  const offers = mongo.collection<Offer>('operations');

  return {
    /**
     * The answer with the new PIN has left us. That is a record of its own (threats A7, TR-5): the one of the change
     * says that there is a new PIN, not that anybody saw it.
     * @param to.printed whether there was a PIN in it; a script may have wanted none
     */
    async shown(click: Click, offer: Offer, { printed = true } = {}): Promise<void> {
      if (printed) await audit.append(recordOf(click, offer, 'shown'));
      await offers.updateOne({ _id: offer._id }, { $set: { display: 'shown' } });
    },

    /** What came out of a change may not have reached the person, and the trail must not look as if it had. */
    async lost(click: Click, offer: Offer): Promise<void> {
      await audit.append(recordOf(click, offer, 'unconfirmed'));
      await offers.updateOne({ _id: offer._id }, { $set: { display: 'lost' } });
    },

    /** Whether somebody who resets this PIN now has reset it a moment ago, and may not have seen what came of it. */
    async isRepetition(
      { tenant, actor, target }: { tenant: string; actor: string; target: string },
      at: Date,
      session?: ClientSession,
    ): Promise<boolean> {
      // By the index alone, and not by more: see `prepare` of the offers.
      const done = await offers.find({ tenant, target, kind: 'reset-pin', state: 'done' }, { session }).toArray();
      const [last] = done
        .filter((one) => one.actor === actor && one.endedAt !== undefined && one.endedAt < at && showsPin(one))
        .sort((one, other) => other.endedAt!.getTime() - one.endedAt!.getTime());
      if (!last) return false;
      const age = at.getTime() - last.endedAt!.getTime();
      return age <= repetition && (last.display === 'lost' || (last.display === undefined && age > onItsWay));
    },
  };
}

export type AnswersSeen = ReturnType<typeof createAnswersSeen>;

/** A row of a bulk job is on nobody's screen, and a PIN that only its owner may see is on a card of its own. */
const showsPin = ({ job, input }: Offer): boolean =>
  job === undefined && (input as AnyInput | undefined)?.old === undefined;

const recordOf = (click: Click, { _id, kind, target }: Offer, outcome: 'shown' | 'unconfirmed') => ({
  ...{ tenant: click.tenant, action: kind, outcome, from: click.from },
  ...{ actor: { id: click.actor }, target: { id: target }, operation: operationHash(_id) },
});

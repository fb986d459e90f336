import type { ClientSession } from 'mongodb';
import type { Audit } from '../audit/trail';
import { operationHash } from '../base/operation-hash';
import type { Mongo } from '../base/mongo';
import { answersPin, type Click, type Offer } from './offer';

/** An answer that is on its way for longer counts as lost, together with its process. Milliseconds. */
const onItsWay = 30_000;
/**
 * If a PIN was perhaps seen by nobody, another reset within this time repeats the first one (threats A9). Milliseconds.
 */
const repetition = 15 * 60_000;

/** What we know about the answers to clicks: whether a PIN reached somebody, or was lost on its way. */
export function createAnswersSeen({ mongo, audit }: { mongo: Mongo; audit: Audit }) {
  const offers = mongo.collection<Offer>('operations');

  return {
    /**
     * The answer with the new PIN has left us. It has its own record (threats A7, TR-5): the record of the change says
     * that there is a new PIN, not that anybody saw it.
     * @param to.printed whether there was a PIN in it; a script may have wanted none
     */
    async shown(click: Click, offer: Offer, { printed = true } = {}): Promise<void> {
      if (printed) await audit.append(recordOf(click, offer, 'shown'));
      await offers.updateOne({ _id: offer._id }, { $set: { display: printed ? 'shown' : 'mailed' } });
    },

    /** The result of a change may not have reached the person, and the trail must not look as if it had. */
    async lost(click: Click, offer: Offer): Promise<void> {
      await audit.append(recordOf(click, offer, 'unconfirmed'));
      await offers.updateOne({ _id: offer._id }, { $set: { display: 'lost' } });
    },

    /**
     * What became of the answer to an accepted offer. `unknown`: it is on its way, or nobody looks whether it arrives,
     * because there is no PIN in it.
     */
    async fate(offer: Offer): Promise<'shown' | 'lost' | 'unknown'> {
      if (offer.display) return offer.display === 'shown' || offer.display === 'lost' ? offer.display : 'unknown';
      if (!answersPin(offer)) return 'unknown';
      const age = (await mongo.now()).getTime() - (offer.endedAt?.getTime() ?? 0);
      return age > onItsWay ? 'lost' : 'unknown';
    },

    /** Whether the person who resets this PIN now also reset it a moment ago, and may not have seen the result. */
    async isRepetition(
      { tenant, actor, target }: { tenant: string; actor: string; target: string },
      at: Date,
      session?: ClientSession,
    ): Promise<boolean> {
      // The query names only what the index covers: see `prepare` of the offers.
      const done = await offers.find({ tenant, target, kind: 'reset-pin', state: 'done' }, { session }).toArray();
      const [last] = done
        .filter((one) => one.actor === actor && one.endedAt !== undefined && one.endedAt < at && mayBeRepeated(one))
        .sort((one, other) => other.endedAt!.getTime() - one.endedAt!.getTime());
      if (!last) return false;
      const age = at.getTime() - last.endedAt!.getTime();
      return age <= repetition && (last.display === 'lost' || (last.display === undefined && age > onItsWay));
    },
  };
}

export type AnswersSeen = ReturnType<typeof createAnswersSeen>;

/** A reset that shows a PIN, or of which Teams made none that anybody knows. */
const mayBeRepeated = (offer: Offer): boolean =>
  answersPin(offer) || (offer.job === undefined && offer.call !== undefined && offer.call !== 'done');

const recordOf = (click: Click, { _id, kind, target }: Offer, outcome: 'shown' | 'unconfirmed') => ({
  ...{ tenant: click.tenant, action: kind, outcome, from: click.from },
  ...{ actor: { id: click.actor }, target: { id: target }, operation: operationHash(_id) },
});

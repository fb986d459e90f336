import type { ClientSession, Collection } from 'mongodb';
import { isDuplicate, type Mongo } from '../base/mongo';
import type { NewOffer, Offer } from './offer';

/** The offers of bulk jobs: the offer that starts one, and one for each of its rows, which no button carries. */
export function jobOffers(mongo: Mongo, offers: Collection<Offer>) {
  return {
    /** The offer that starts a job. */
    async ofJob({ tenant, actor, _id }: { tenant: string; actor: string; _id: string }): Promise<Offer | undefined> {
      return (
        (await offers.findOne({ tenant, actor, 'kind': 'bulk', 'input.job': _id, 'notice': null as never })) ??
        undefined
      );
    },

    /** The message of its offer shows the job, so it is not edited to say how the offer ended. */
    async leaveMessage(id: string, session: ClientSession): Promise<void> {
      await offers.updateOne({ _id: id }, { $unset: { tidyAt: true } }, { session });
    },

    /** Adds the offer of a row. It may already be there, since a row may be tried again. `lifetime` in milliseconds. */
    async addForJob(wanted: NewOffer & { _id: string; job: string }, lifetime: number): Promise<void> {
      const createdAt = await mongo.now();
      // A slot of its own: an offer that is made in chat for the same person neither ends it nor is ended by it.
      const offer = {
        ...wanted,
        signed: true,
        state: 'offered',
        createdAt,
        expiresAt: new Date(createdAt.getTime() + lifetime),
        slot: wanted._id,
      } as Offer;
      try {
        await offers.insertOne(offer);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    },

    /** Ends the offer of a row that failed. @returns false when it had ended before */
    async endForJob(id: string, at: Date, session: ClientSession): Promise<boolean> {
      const { matchedCount } = await offers.updateOne(
        { _id: id, state: 'offered' },
        { $set: { state: 'lapsed', endedAt: at } },
        { session },
      );
      return matchedCount === 1;
    },
  };
}

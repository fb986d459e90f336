import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { jobOffers } from './job-offers';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { makeKeptIndexes, usuallyKept } from '../base/kept';
import { droppingIndex, type Migration } from '../base/migration';
import { isDuplicate, type Mongo } from '../base/mongo';
import { operationHash } from '../base/operation-hash';
import { answersPin, assertOpen, type Click, type NewOffer, type Offer, type OfferCall, type OfferKind } from './offer';
import type { MomentOfChange } from '../base/moment-of-change';
import { Problem } from '../base/problem';
import type { Forgetting } from '../people/forgetting';

export type { AnyInput, Click, MailWish, NewOffer, Offer, OfferInputs, OfferKind, Wanted, WithInput } from './offer';

/** How long a PIN card stays on the screen until its message is edited, which wipes the PIN. Milliseconds. */
const tidyAfterDone = 5 * 60_000;
/** How long a replica has to edit a message before another one tries. Milliseconds. */
const tidyLease = 60_000;

/**
 * Offers. Each has only one outcome.
 * @param keep for how many days after its time an offer is kept, to answer late clicks truthfully
 */
export function createOffers(mongo: Mongo, keep?: number) {
  const offers = mongo.collection<Offer>('operations');

  return {
    prepare: () =>
      makeKeptIndexes(mongo, offers, {
        ...{ field: 'expiresAt', usual: usuallyKept.offers, wanted: keep },
        indexes: [
          {
            key: { tenant: 1, actor: 1, target: 1, kind: 1, slot: 1 },
            name: 'one-offer-per-slot',
            unique: true,
            partialFilterExpression: { state: 'offered' },
          },
          { key: { tenant: 1, actor: 1, createdAt: -1 }, name: 'latest' },
          // A reset ends everything that waits for the same person.
          { key: { tenant: 1, target: 1, kind: 1, state: 1 }, name: 'target' },
          { key: { tidyAt: 1 }, name: 'tidy', sparse: true },
          { key: { card: 1 }, name: 'card', sparse: true },
          { key: { 'input.request': 1 }, name: 'request', sparse: true },
        ],
      }),

    /**
     * Ends what can be accepted: it may have been accepted since the backup. The messages are due for their final
     * state, so that no PIN stays on a screen. Of a call to Teams that was under way nothing is known.
     */
    async afterRestore({ at }: AfterRestore): Promise<EndedByRestore> {
      const { modifiedCount } = await offers.updateMany(
        { state: 'offered' },
        { $set: { state: 'restored', endedAt: at, tidyAt: at } },
      );
      await offers.updateMany({ state: 'done', call: 'asked' }, { $set: { call: 'unknown' } });
      return { offers: modifiedCount };
    },

    /**
     * Makes an offer and supersedes the older one of the same actor, target and kind. `lifetime` in milliseconds.
     * @param other the input of a second button, if the card offers two ways to accept
     */
    async make(wanted: NewOffer, lifetime: number, other?: NewOffer['input']): Promise<Offer & { other?: string }> {
      const { kind, tenant, actor, target, conversation, input } = wanted;
      for (;;) {
        const now = await mongo.now();
        // By the index of what is open for somebody. The other offers, which are kept for a month, are not looked at.
        const open = await offers.find({ tenant, target, kind, state: 'offered' }).toArray();
        const older = open.filter((one) => one.actor === actor && one.notice === undefined && one.job === undefined);
        if (older.length > 0)
          await offers.updateMany(
            { _id: { $in: older.map(({ _id }) => _id) }, state: 'offered' },
            { $set: { state: 'superseded', endedAt: now, tidyAt: now } },
          );
        const expiresAt = new Date(now.getTime() + lifetime);
        const offer = {
          _id: randomBytes(16).toString('base64url'),
          signed: true as const,
          ...{ kind, tenant, actor, target, conversation, input },
          ...{ state: 'offered' as const, createdAt: now, expiresAt, tidyAt: expiresAt },
        } as Offer;
        try {
          if (!other) {
            await offers.insertOne(offer);
            return offer;
          }
          const card = randomBytes(16).toString('base64url');
          const second = {
            ...offer,
            _id: randomBytes(16).toString('base64url'),
            input: other,
            card,
            slot: 'other',
          } as Offer;
          await offers.insertOne(second);
          await offers.insertOne({ ...offer, card });
          return { ...offer, card, other: second._id };
        } catch (error) {
          // Somebody typed the command twice at once. The index accepts one offer; the other call goes round again.
          if (!isDuplicate(error)) throw error;
        }
      }
    },

    /**
     * The offer behind a button, if this person may press it here. Nobody else learns anything: an offer that is
     * unknown, somebody else's or long gone gives the same problem.
     * @throws Problem `operation-unknown`
     */
    async read(click: Click, session?: ClientSession): Promise<Offer> {
      const offer = await offers.findOne({ _id: click.offer }, { session });
      const { tenant, actor, conversation } = click;
      const ours = offer?.tenant === tenant && offer.actor === actor && offer.conversation === conversation;
      if (!offer || !ours || (click.unsigned && offer.signed)) throw new Problem('operation-unknown', {});
      return offer;
    },

    /** @throws Problem that says why the offer can no longer be accepted, if so */
    assertOpen,

    ...jobOffers(mongo, offers),

    /**
     * Takes the offer, which works only once, inside the transaction of its change.
     * @throws Problem when it is not this person's, not here, expired or already ended
     */
    async claim(click: Click, claim: { by: string; at: Date }, session: ClientSession): Promise<Offer> {
      const offer = await this.read(click, session);
      assertOpen(offer, claim.at);
      const claimed = await offers.findOneAndUpdate(
        { _id: offer._id, state: 'offered' },
        // The row of a job has no message.
        {
          $set: {
            state: 'done',
            endedAt: claim.at,
            claimedBy: claim.by,
            ...(offer.job === undefined && { tidyAt: new Date(claim.at.getTime() + tidyAfterDone) }),
          },
        },
        { session, returnDocument: 'after' },
      );
      if (!claimed) throw new Problem('operation-superseded', {});
      await endOthers(claimed, claim.at, session);
      return claimed;
    },

    /** Adds offers that a notice brings, as part of a change. */
    async add(offered: Offer[], session: ClientSession): Promise<void> {
      if (offered.length > 0) await offers.insertMany(offered, { session });
    },

    /** The offers behind the buttons of a notice. */
    ofNotice: (notice: string): Promise<Offer[]> => offers.find({ card: notice }).toArray(),

    /** As part of a change, ends the offers that the change makes pointless, except the accepted one. */
    async supersede(
      which: { tenant: string; target: string; kind: OfferKind } | { request: string },
      except: string,
      at: Date,
      session: ClientSession,
    ): Promise<void> {
      const filter = 'request' in which ? { 'input.request': which.request } : which;
      await offers.updateMany(
        { ...filter, _id: { $ne: except }, state: 'offered' },
        { $set: { state: 'superseded', endedAt: at, tidyAt: at } },
        { session },
      );
    },

    /**
     * Makes the cards of a person's older PINs due, as part of a change that makes a newer one: only one of them can be
     * true.
     * @param except the offer that made the newer one
     */
    async retirePins(
      { tenant, id }: { tenant: string; id: string },
      except: string,
      { at, session }: MomentOfChange,
    ): Promise<void> {
      for (const kind of ['reset-pin', 'pick-up-pin', 'show-late-pin'] as const) {
        const done = await offers.find({ tenant, target: id, kind, state: 'done' }, { session }).toArray();
        const older = done.filter((one) => one._id !== except && one.retiredAt === undefined && answersPin(one));
        if (older.length === 0) continue;
        const ids = older.map(({ _id }) => _id);
        await offers.updateMany({ _id: { $in: ids } }, { $set: { retiredAt: at, tidyAt: at } }, { session });
      }
    },

    /** Ends an offer that nobody accepted in time, or that nobody could accept. False when it had ended before. */
    async lapse(id: string, at: Date, session: ClientSession): Promise<boolean> {
      const { matchedCount } = await offers.updateOne(
        { _id: id, state: 'offered' },
        { $set: { state: 'lapsed', endedAt: at, tidyAt: at } },
        { session },
      );
      return matchedCount === 1;
    },

    /** Ends an offer without a change. False when it had ended before. */
    async cancel(click: Click): Promise<boolean> {
      const offer = await this.read(click);
      const now = await mongo.now();
      const { modifiedCount } = await offers.updateOne(
        { _id: offer._id, state: 'offered' },
        { $set: { state: 'cancelled', endedAt: now, tidyAt: now } },
      );
      if (modifiedCount === 1) await endOthers(offer, now);
      return modifiedCount === 1;
    },

    /**
     * Offers to and about a forgotten person stay, so that late clicks are answered truthfully, but neither an id nor
     * an address in them names the person.
     */
    async forget({ tenant, id, addresses, pseudonym, session }: Forgetting): Promise<void> {
      const particulars = { 'input.address': true, 'input.from': true } as const;
      await offers.updateMany({ tenant, $or: [{ actor: id }, { target: id }] }, { $unset: particulars }, { session });
      // The chat goes with the person.
      await offers.updateMany({ tenant, actor: id }, { $set: { actor: pseudonym, conversation: '' } }, { session });
      await offers.updateMany({ tenant, target: id }, { $set: { target: pseudonym } }, { session });
      for (const field of ['input.address', 'input.from.address'])
        await offers.updateMany(
          { tenant, [field]: { $in: [...addresses] } },
          { $set: { [field]: pseudonym } },
          { session },
        );
    },

    /** Ends all open offers that somebody has in one chat, and returns how many there were. */
    async cancelAll(where: Pick<Offer, 'tenant' | 'actor' | 'conversation'>): Promise<number> {
      const now = await mongo.now();
      const { tenant, actor, conversation } = where;
      const { modifiedCount } = await offers.updateMany(
        {
          tenant,
          actor,
          conversation,
          state: 'offered',
          expiresAt: { $gt: now },
          notice: null as never,
          job: null as never,
        },
        { $set: { state: 'cancelled', endedAt: now, tidyAt: now } },
      );
      return modifiedCount;
    },

    /**
     * The newest offer that somebody got in one chat by typing a command. Offers that a notice brought count only if
     * they were accepted.
     */
    async latest(where: Pick<Offer, 'tenant' | 'actor' | 'conversation'>): Promise<Offer | undefined> {
      const { tenant, actor, conversation } = where;
      const newest = {
        tenant,
        actor,
        conversation,
        state: { $ne: 'other' as const },
        job: null as never,
        $or: [{ notice: null as never }, { state: 'done' as const }],
      };
      return (await offers.findOne(newest, { sort: { createdAt: -1 } })) ?? undefined;
    },

    /** The open offers of one kind about a person, the newest first. */
    async openAbout({ tenant, id }: { tenant: string; id: string }, kind: OfferKind): Promise<Offer[]> {
      const [now, open] = await Promise.all([
        mongo.now(),
        offers.find({ tenant, target: id, kind, state: 'offered' }).toArray(),
      ]);
      return open
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    },

    /** The accepted offer about a person that has this hash. */
    async ofOperation(
      { tenant, person, operation }: { tenant: string; person: string; operation?: string },
      session?: ClientSession,
    ): Promise<Offer | undefined> {
      if (operation === undefined) return undefined;
      const about = await offers.find({ tenant, target: person }, { session }).toArray();
      return about.find(({ _id }) => operationHash(_id) === operation);
    },

    /**
     * Makes the message of an accepted offer due again, as part of a change: what came of it is known only now. A PIN
     * that is still on the screen stays there for its time.
     */
    async redraw(id: string, at: Date, session: ClientSession): Promise<void> {
      await offers.updateOne(
        { _id: id, state: 'done', $or: [{ kind: { $ne: 'reset-pin' } }, { tidyAt: { $exists: false } }] },
        { $set: { tidyAt: at } },
        { session },
      );
    },

    /**
     * Notes that nobody has the new PIN of an accepted offer, as part of a change: its mail was given up, and it was
     * not shown either. Resetting it once more then repeats the first reset.
     */
    async setUnseen(id: string, session: ClientSession): Promise<void> {
      await offers.updateOne(
        { _id: id, state: 'done', display: { $ne: 'shown' } },
        { $set: { display: 'lost' } },
        { session },
      );
    },

    /** Notes how the call to Teams stands that an offer was accepted for, as part of noting it there. */
    async setCall(id: string, call: OfferCall, session: ClientSession): Promise<void> {
      await offers.updateOne({ _id: id, state: 'done' }, { $set: { call } }, { session });
    },

    /** Notes that the PIN of an accepted offer waits in a card of its own, as part of that. */
    async setKept(id: string, session: ClientSession): Promise<void> {
      await offers.updateOne({ _id: id, state: 'done' }, { $set: { display: 'kept' } }, { session });
    },

    /** Remembers which message shows the offer. */
    async setMessage(
      { _id, card }: Pick<Offer, '_id' | 'card'>,
      message: { id: string; timeZone: string },
    ): Promise<void> {
      await offers.updateMany(card === undefined ? { _id } : { card }, { $set: { message } });
    },

    /**
     * Makes the message due for its final state now: the person has read the result.
     * @throws Problem `operation-unknown` when there is no result
     */
    async tidyNow(click: Click): Promise<Offer> {
      const offer = await this.read(click);
      if (offer.state !== 'done') throw new Problem('operation-unknown', {});
      if (offer.tidyAt) await offers.updateOne({ _id: offer._id }, { $set: { tidyAt: await mongo.now() } });
      return offer;
    },

    /** The next offer whose message is due for its final state. No other replica gets it for a minute. */
    async takeNextToTidy(): Promise<Offer | undefined> {
      const now = await mongo.now();
      const found = await offers.findOneAndUpdate(
        { tidyAt: { $lte: now } },
        { $set: { tidyAt: new Date(now.getTime() + tidyLease) } },
        { sort: { tidyAt: 1 }, returnDocument: 'after' },
      );
      return found ?? undefined;
    },

    /** Notes that the message shows the final state, or can no longer be edited. */
    async setTidied(id: string): Promise<void> {
      await offers.updateOne({ _id: id }, { $unset: { tidyAt: true } });
    },
  };

  /** Ends the offers behind the other buttons of a card. Its message is edited for the button that was pressed. */
  async function endOthers({ _id, card }: Offer, at: Date, session?: ClientSession): Promise<void> {
    if (card === undefined) return;
    await offers.updateMany(
      { card, _id: { $ne: _id }, state: 'offered' },
      { $set: { state: 'other', endedAt: at }, $unset: { tidyAt: true } },
      { session },
    );
  }
}

/** The index `one-offer-per-slot` replaces it: that allows cards with several buttons. */
export const droppingOneOffer = (mongo: Mongo): Migration =>
  droppingIndex('offers-by-slot', mongo.collection<Offer>('operations'), ['one-offer']);

export type Offers = ReturnType<typeof createOffers>;

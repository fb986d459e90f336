import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { createBackoff } from '../base/backoff';
import type { Chats } from '../people/chats';
import { makeKeptIndexes, usuallyKept } from '../base/kept';
import type { MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { Contact } from '../base/problem';
import { type Waiting, waiting } from '../base/watch';
import type { Forgetting } from '../people/forgetting';
import type { Notice, NoticeFacts, NoticeFailure, NoticeKind } from './notice-kinds';
import type { Offer, Wanted, Offers } from './offers';

/** How long a replica has to send a notice before another one tries. Milliseconds. */
const lease = 60_000;
/** How long to wait after this many tries. Milliseconds. */
const delayAfterTries = createBackoff({ first: 5_000, longest: 600_000 });
/** A notice that cannot be delivered within this time is given up. Milliseconds. */
const givenUpAfter = 24 * 3_600_000;

/** A button of a notice and its offer. `lifetime` in milliseconds. */
export type NoticeOffer = Wanted & { button: string; target: string; lifetime: number };

/** What a change has to tell somebody. */
type Owed = {
  [Kind in NoticeKind]: {
    tenant: string;
    person: string;
    kind: Kind;
    facts: NoticeFacts[Kind];
    offers?: NoticeOffer[];
    /** Whether others are to hear of it first. */
    after?: true;
  };
}[NoticeKind];

/** How a try to send a notice ended. */
export type NoticeOutcome =
  { kind: 'sent'; message?: string } | { kind: 'later'; at: Date } | { kind: 'lost'; failure: NoticeFailure };

/**
 * Cards for people who did not just press a button. The change that owes a card writes it, and any replica sends it
 * afterwards.
 */
export function createNotices(dependencies: {
  mongo: Mongo;
  offers: Offers;
  chats: Chats;
  /** For how many days one that is over is kept: longer than any offer that it brings. */
  keep?: number;
}) {
  const { mongo, offers, chats, keep } = dependencies;
  const notices = mongo.collection<Notice>('notices');

  return {
    prepare: () =>
      makeKeptIndexes(mongo, notices, {
        ...{ field: 'endedAt', usual: usuallyKept.history, wanted: keep },
        indexes: [
          { key: { state: 1, dueAt: 1 }, name: 'due' },
          { key: { 'facts.request': 1 }, name: 'request', sparse: true },
        ],
      }),

    /** Ends what waits to be sent: it may have been sent since the backup. */
    async afterRestore({ at }: AfterRestore): Promise<EndedByRestore> {
      const { modifiedCount } = await notices.updateMany(
        // One that this restore owes comes after its moment.
        { state: 'queued', kind: { $ne: 'pin-ended' } },
        { $set: { state: 'lost', failure: 'restored', endedAt: at }, $unset: { lease: true } },
      );
      return { notices: modifiedCount };
    },

    /**
     * Owes somebody a card, with the offers that it brings, as part of a change.
     * @returns false when no chat with the person is known, and nothing will be sent
     */
    async owe(owed: Owed, { at, session, id }: MomentOfChange): Promise<boolean> {
      const { tenant, person, kind, facts, offers: wanted = [], after } = owed;
      const chat = await chats.find(tenant, person, session);
      if (!chat) return false;
      const { conversation } = chat;
      const row = `${kind}/${person}`;
      const _id = id(row);
      const offered = wanted.map(({ button, lifetime, ...offer }) => {
        const expiresAt = new Date(at.getTime() + lifetime);
        return {
          ...offer,
          ...{
            _id: id(`${row}/${button}`),
            tenant,
            actor: person,
            conversation,
            signed: true,
            state: 'offered',
            createdAt: at,
            expiresAt,
            tidyAt: expiresAt,
          },
          ...{ notice: _id, card: _id, slot: _id },
        } as Offer;
      });
      await offers.add(offered, session);
      const links = Object.fromEntries(wanted.map(({ button }, index) => [button, offered[index]!._id]));
      const notice = {
        _id,
        tenant,
        person,
        conversation,
        kind,
        facts,
        operations: links,
        state: 'queued' as const,
        at,
        dueAt: after ? new Date(at.getTime() + 1) : at,
        tries: 0,
      };
      await notices.insertOne(notice as Notice, { session });
      return true;
    },

    /** How many cards are owed, and for how long the oldest that is due has been. */
    async waiting(): Promise<Waiting> {
      const now = await mongo.now();
      const count = await notices.countDocuments({ state: 'queued' });
      const [oldest] = await notices
        .find({ state: 'queued', dueAt: { $lte: now } }, { projection: { dueAt: 1 } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray();
      return waiting(count, oldest?.dueAt, now);
    },

    async byId(id: string, session?: ClientSession): Promise<Notice | undefined> {
      return (await notices.findOne({ _id: id }, { session })) ?? undefined;
    },

    /** Notes on an owner's notice who was told of the objection, as part of it. */
    async setTold(id: string, told: NonNullable<Notice['told']>, session: ClientSession): Promise<void> {
      await notices.updateOne({ _id: id }, { $set: { told } }, { session });
    },

    /** The next notice that is due. No other replica gets it for a minute. */
    async take(): Promise<Notice | undefined> {
      const now = await mongo.now();
      const found = await notices.findOneAndUpdate(
        { state: 'queued', dueAt: { $lte: now } },
        { $set: { lease: randomUUID(), dueAt: new Date(now.getTime() + lease) }, $inc: { tries: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      );
      return (found as Notice | null) ?? undefined;
    },

    /** What happens to a notice that could not be delivered now, but perhaps later. */
    async afterFailure({ tries, at }: Notice): Promise<NoticeOutcome> {
      const next = (await mongo.now()).getTime() + delayAfterTries(tries);
      return next > at.getTime() + givenUpAfter
        ? { kind: 'lost', failure: 'undeliverable' }
        : { kind: 'later', at: new Date(next) };
    },

    /** Notes how a try ended. */
    async settle({ _id, lease }: Notice, outcome: NoticeOutcome): Promise<void> {
      const endedAt = await mongo.now();
      // Sent is sent, even if another replica has taken the notice over in the meantime.
      const filter = { _id, state: 'queued' as const, ...(outcome.kind === 'sent' ? {} : { lease }) };
      const noted = notesOf(outcome, endedAt);
      await notices.updateOne(filter, { $set: noted, $unset: { lease: true } });
    },

    /** Deletes the cards for a forgotten person. Cards for others name the pseudonym instead. */
    async forget({ tenant, id, pseudonym, session }: Forgetting): Promise<void> {
      await notices.deleteMany({ tenant, person: id }, { session });
      for (const way of ['inChat', 'byMail'])
        await notices.updateMany({ tenant, [`told.${way}`]: id }, { $pull: { [`told.${way}`]: id } } as object, {
          session,
        });
      for (const who of ['by', 'person']) {
        const nobody = { id: pseudonym, name: pseudonym, upn: 'forgotten' } satisfies Contact;
        await notices.updateMany(
          { tenant, [`facts.${who}.id`]: id },
          { $set: { [`facts.${who}`]: nobody } },
          { session },
        );
      }
    },

    /**
     * Whether a request has reached, or may still reach, somebody who can decide it by a notice other than this one.
     */
    async isRequestOut(
      request: string,
      { except, session }: { except: string; session: ClientSession },
    ): Promise<boolean> {
      return (
        (await notices.findOne(
          { '_id': { $ne: except }, 'kind': 'request', 'facts.request': request, 'state': { $ne: 'lost' } },
          { session },
        )) !== null
      );
    },
  };
}

export type Notices = ReturnType<typeof createNotices>;

function notesOf(outcome: NoticeOutcome, endedAt: Date): Partial<Notice> {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', endedAt, message: outcome.message === undefined ? undefined : { id: outcome.message } };
    case 'later':
      return { dueAt: outcome.at };
    case 'lost':
      return { state: 'lost', endedAt, failure: outcome.failure };
  }
}

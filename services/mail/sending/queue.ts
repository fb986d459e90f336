import type { AnyBulkWriteOperation } from 'mongodb';
import { createBackoff } from '../../base/backoff';
import type { Mongo } from '../../base/mongo';
import type { MailFailure, OutboxDocument } from '../outbox-document';

/** How long a replica may keep the mails that it took without a sign of life. Milliseconds. */
export const mailLease = 60_000;
/** A mail that cannot be delivered within this time is given up. Milliseconds. */
export const givenUpAfter = 24 * 3_600_000;
/** How long to wait after this many tries. Milliseconds. */
export const delayAfterTries = createBackoff({ first: 30_000, longest: 3_600_000 });

/**
 * The longest time for one mail: a server that says something every few minutes is given up, too. As long as this, and
 * no longer, a mail that a server was given may still be delivered. Milliseconds.
 */
export const longestDelivery = 15 * 60_000;
/**
 * How long a mail is left alone after a server got it and did not say whether it takes it: the server may be about to
 * deliver it. Milliseconds.
 */
const pauseAfterUnconfirmed = 10 * 60_000;

/** What a try came to. */
export type Outcome =
  | { kind: 'sent' }
  /** What the mail would say is no longer true. */
  | { kind: 'dropped' }
  /** Trying again will not help. */
  | { kind: 'refused'; reason: MailFailure; status?: number }
  /** Trying again may help. */
  | { kind: 'later'; reason: MailFailure; status?: number }
  /** Not tried. Has a `reason` if that is because the server takes no mails. */
  | { kind: 'untried'; reason?: MailFailure; status?: number };

/** Hands out the mails that are due, each to one replica, and notes what happened to them. */
export function createMailQueue(mongo: Mongo) {
  const outbox = mongo.collection<OutboxDocument>('outbox');

  return {
    /**
     * Takes up to `count` mails that are due, starting with those that have waited longest. No other replica gets them
     * for a minute, and `keep` prolongs that.
     * @param lease a text that nobody else uses, to mark the mails as taken by this caller
     */
    async take(lease: string, count: number): Promise<OutboxDocument[]> {
      for (let skip = 0; ;) {
        const now = await mongo.now();
        const due = { state: 'queued' as const, dueAt: { $lte: now } };
        const found = await outbox
          .find(due, { projection: { _id: 1 } })
          .sort({ dueAt: 1 })
          .skip(skip)
          .limit(count)
          .toArray();
        if (found.length === 0 && skip === 0) return [];
        const ids = found.map(({ _id }) => _id);
        const until = new Date(now.getTime() + mailLease);
        // The filter has the due date again, since another replica may have taken some of them in between.
        await outbox.updateMany({ _id: { $in: ids }, ...due }, { $set: { lease, dueAt: until }, $inc: { tries: 1 } });
        const ours = await outbox
          .find({ _id: { $in: ids }, lease })
          .sort({ at: 1 })
          .toArray();
        if (ours.length > 0) return ours;
        // Other replicas have taken all of these. Try the ones behind them, and then start from the front again.
        skip = found.length === 0 ? 0 : skip + count;
      }
    },

    /** Says that somebody is still working on the mails of a lease. */
    async keep(lease: string): Promise<void> {
      const now = await mongo.now();
      // Not earlier than it is: a mail that its server has may be held for longer.
      await outbox.updateMany({ lease, state: 'queued' }, { $max: { dueAt: new Date(now.getTime() + mailLease) } });
    },

    /**
     * Keeps these mails from everybody else for as long as a server that is given them now may still deliver them, even
     * if we die meanwhile.
     * @returns the ids of those that are still ours
     */
    async hold(lease: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const now = await mongo.now();
      const ours = { _id: { $in: [...ids] }, lease, state: 'queued' as const };
      const until = new Date(now.getTime() + longestDelivery);
      const { matchedCount } = await outbox.updateMany(ours, { $max: { dueAt: until } });
      if (matchedCount === ids.length) return new Set(ids);
      const found = await outbox.find(ours, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },

    /**
     * Makes the waiting mails of a tenant due now, but not those that somebody is working on, or that a server may
     * still deliver.
     */
    async hurry(tenant: string): Promise<void> {
      const now = await mongo.now();
      await outbox.updateMany(
        {
          tenant,
          'state': 'queued',
          'dueAt': { $gt: now },
          'lease': { $exists: false },
          'failure.reason': { $ne: 'unconfirmed' },
        },
        { $set: { dueAt: now } },
      );
    },

    /** Notes together what happened to these mails. */
    async settle(settled: readonly { mail: OutboxDocument; outcome: Outcome }[]): Promise<void> {
      if (settled.length === 0) return;
      const now = await mongo.now();
      for (const state of ['sent', 'dropped'] as const) {
        const ids = settled.filter(({ outcome }) => outcome.kind === state).map(({ mail }) => mail._id);
        // Sent is sent, even if another replica has taken the mail over in the meantime.
        const noted = { $set: { state, endedAt: now }, $unset: { lease: true as const, pin: true as const } };
        if (ids.length > 0) await outbox.updateMany({ _id: { $in: ids }, state: 'queued' }, noted);
      }
      const others = settled.flatMap(({ mail, outcome }) =>
        outcome.kind === 'sent' || outcome.kind === 'dropped' ? [] : [writeFor(mail, outcome, now)],
      );
      if (others.length > 0) await outbox.bulkWrite(others, { ordered: false });
    },
  };
}

export type MailQueue = ReturnType<typeof createMailQueue>;

function writeFor(
  mail: OutboxDocument,
  { kind, reason, status }: Exclude<Outcome, { kind: 'sent' | 'dropped' }>,
  now: Date,
): AnyBulkWriteOperation<OutboxDocument> {
  const { _id, lease, tries, queuedAt } = mail;
  const released = { lease: true as const };
  const failure = reason && { reason, at: now, status };
  const pause = Math.max(delayAfterTries(tries), reason === 'unconfirmed' ? pauseAfterUnconfirmed : 0);
  const next = now.getTime() + (kind === 'later' ? pause : 0);
  if (kind === 'refused' || (reason && next > queuedAt.getTime() + givenUpAfter)) {
    return {
      updateOne: {
        filter: { _id, lease },
        update: { $set: { state: 'dead', endedAt: now, failure, untold: true }, $unset: { ...released, pin: true } },
      },
    };
  }
  const update = { $set: { dueAt: new Date(next), ...(failure ? { failure } : {}) }, $unset: released };
  return {
    updateOne: { filter: { _id, lease }, update: kind === 'untried' ? { ...update, $inc: { tries: -1 } } : update },
  };
}

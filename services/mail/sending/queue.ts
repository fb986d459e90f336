import type { AnyBulkWriteOperation } from 'mongodb';
import { createBackoff } from '../../base/backoff';
import type { Mongo } from '../../base/mongo';
import type { MailFailure, OutboxDocument } from '../outbox';

/** How long a replica that says nothing keeps the mails it took. Milliseconds. */
export const mailLease = 60_000;
/** A mail that could not be delivered in this time is given up. Milliseconds. */
export const givenUpAfter = 24 * 3_600_000;
/** How long to wait after so many tries. Milliseconds. */
export const delayAfterTries = createBackoff({ first: 30_000, longest: 3_600_000 });

/** What a try came to. */
export type Outcome =
  | { kind: 'sent' }
  /** What it would say is no longer true. */
  | { kind: 'dropped' }
  /** It will not be better next time. */
  | { kind: 'refused'; reason: MailFailure; status?: number }
  /** It may be better next time. */
  | { kind: 'later'; reason: MailFailure; status?: number }
  /** Not tried. `reason` when that is because the server takes none. */
  | { kind: 'untried'; reason?: MailFailure; status?: number };

/** Hands out the mails that are due, to one replica each, and notes what became of them. */
export function createMailQueue(mongo: Mongo) {
  const outbox = mongo.collection<OutboxDocument>('outbox');

  return {
    /**
     * Takes up to `count` mails that are due, the longest waiting first. Nobody else gets them for a minute, and
     * `keep` prolongs that.
     * @param lease a text of whoever takes them that is nobody else's
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
        // The due date stands in the filter again: what another replica took in between is not ours.
        await outbox.updateMany({ _id: { $in: ids }, ...due }, { $set: { lease, dueAt: until }, $inc: { tries: 1 } });
        const ours = await outbox
          .find({ _id: { $in: ids }, lease })
          .sort({ at: 1 })
          .toArray();
        if (ours.length > 0) return ours;
        // Somebody else was faster with all of them: those behind are next, and then those before again.
        skip = found.length === 0 ? 0 : skip + count;
      }
    },

    /** Says that the mails of a lease are still in good hands. */
    async keep(lease: string): Promise<void> {
      const now = await mongo.now();
      await outbox.updateMany({ lease, state: 'queued' }, { $set: { dueAt: new Date(now.getTime() + mailLease) } });
    },

    /** Notes what became of mails, all of them together. */
    async settle(settled: readonly { mail: OutboxDocument; outcome: Outcome }[]): Promise<void> {
      if (settled.length === 0) return;
      const now = await mongo.now();
      for (const state of ['sent', 'dropped'] as const) {
        const ids = settled.filter(({ outcome }) => outcome.kind === state).map(({ mail }) => mail._id);
        // Sent is sent, also when somebody else has taken the mail over in the meantime.
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
  const next = kind === 'later' ? now.getTime() + delayAfterTries(tries) : now.getTime();
  if (kind === 'refused' || (reason && next > queuedAt.getTime() + givenUpAfter)) {
    return {
      updateOne: {
        filter: { _id, lease },
        update: { $set: { state: 'dead', endedAt: now, failure }, $unset: { ...released, pin: true } },
      },
    };
  }
  const update = { $set: { dueAt: new Date(next), ...(failure ? { failure } : {}) }, $unset: released };
  return {
    updateOne: { filter: { _id, lease }, update: kind === 'untried' ? { ...update, $inc: { tries: -1 } } : update },
  };
}

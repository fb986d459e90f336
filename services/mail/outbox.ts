import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { Dialling } from '../conferencing/records';
import type { Forgetting } from '../people/forgetting';
import type { Person } from '../people/person';
import type { MailOutcome } from './mail-outcome';
import type { MailKind } from './letter/kinds';
import type { Sender } from '../base/mail-address';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { makeKeptIndexes, usuallyKept } from '../base/kept';
import type { MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import { operationHash } from '../base/operation-hash';
import type { Letter, OutboxDocument } from './outbox-document';
import { createOutboxReading } from './outbox-reading';
import type { Pins } from '../pins/pins';
import type { Secret } from '../base/secret';
import { type Waiting, waiting } from '../base/watch';

/** The offer whose change owes a mail. */
interface Cause {
  _id: string;
  job?: string;
}

/**
 * The mails that changes owe, and what happened to them.
 * @param keep for how many days it is remembered what happened to a mail
 */
export function createOutbox(mongo: Mongo, pins: Pins, keep?: number) {
  const outbox = mongo.collection<OutboxDocument>('outbox');

  return {
    ...createOutboxReading(outbox),

    /** For how many days it is remembered what happened to a mail. */
    keptDays: keep ?? usuallyKept.history,

    prepare: () =>
      makeKeptIndexes(mongo, outbox, {
        ...{ field: 'endedAt', usual: usuallyKept.history, wanted: keep },
        indexes: [
          { key: { state: 1, dueAt: 1 }, name: 'due' },
          { key: { lease: 1 }, name: 'lease', partialFilterExpression: { lease: { $exists: true } } },
          { key: { tenant: 1, person: 1, at: -1 }, name: 'person' },
          { key: { tenant: 1, at: -1, _id: 1 }, name: 'newest' },
          { key: { tenant: 1, state: 1, endedAt: -1 }, name: 'dead letters' },
          { key: { operation: 1 }, name: 'operation', sparse: true },
          { key: { job: 1, state: 1 }, name: 'job', partialFilterExpression: { job: { $exists: true } } },
          { key: { untold: 1 }, name: 'untold', sparse: true },
        ],
      }),

    /**
     * Gives up every mail that waits: it may have been sent since the backup, and none goes out twice. They are among
     * the mails that did not arrive, from where somebody can send one again. Nobody is told of older ones once more.
     */
    async afterRestore({ at }: AfterRestore): Promise<EndedByRestore> {
      const { modifiedCount } = await outbox.updateMany(
        { state: 'queued' },
        {
          $set: { state: 'dead', endedAt: at, failure: { reason: 'restored', at } },
          $unset: { pin: true, lease: true },
        },
      );
      await outbox.updateMany({ untold: true }, { $unset: { untold: true } });
      return { mails: modifiedCount };
    },

    /**
     * The row for the mail that a change owes, if it owes one. It is made before the transaction, since that draws its
     * id and encrypts the PIN.
     */
    compose(about: {
      kind: MailKind;
      actor: Person;
      target: Person;
      mail: MailOutcome;
      info?: Dialling;
      /** Whether the command named the address. */
      given?: boolean;
      /** The sender, if not the tenant's. */
      from?: Sender;
      pin?: { secret: Secret; version: number };
    }): Letter | undefined {
      const { kind, actor, target, mail, info, from, pin } = about;
      if (mail.kind !== 'queued') return undefined;
      const _id = randomBytes(16).toString('hex');
      const { conferenceId, tollNumber, tollFreeNumber } = info ?? {};
      return {
        ...{ _id, tenant: target.tenant, kind, person: target.id, to: mail.address, state: 'queued', tries: 0 },
        given: about.given ? true : undefined,
        from,
        by: actor.id === target.id ? undefined : { id: actor.id, name: actor.name },
        facts: { conferenceId, tollNumber: tollNumber === '' ? undefined : tollNumber, tollFreeNumber },
        pin: pin && !mail.withheld ? pins.sealForMail(pin.secret, _id) : undefined,
        pinVersion: pin?.version,
        withheld: mail.withheld,
      };
    },

    /** Puts a mail in the queue, as part of the change that an offer was accepted for. */
    async add(letter: Letter, { _id, job }: Cause, { at, session }: MomentOfChange): Promise<void> {
      const operation = operationHash(_id);
      await outbox.insertOne({ ...letter, operation, job, at, queuedAt: at, dueAt: at }, { session });
    },

    /** How many mails wait, those for their next try included, and for how long the oldest that is due has been. */
    async waiting(): Promise<Waiting> {
      const now = await mongo.now();
      const count = await outbox.countDocuments({ state: 'queued' });
      const [oldest] = await outbox
        .find({ state: 'queued', dueAt: { $lte: now } }, { projection: { dueAt: 1 } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray();
      return waiting(count, oldest?.dueAt, now);
    },

    /** Notes that the causer was told. False if somebody else was faster. */
    async setTold(id: string, session: ClientSession): Promise<boolean> {
      const { modifiedCount } = await outbox.updateOne(
        { _id: id, untold: true },
        { $unset: { untold: true } },
        { session },
      );
      return modifiedCount === 1;
    },

    /** Notes the same of every mail of a bulk job that was given up until then. */
    async setToldOfJob(job: string, until: Date): Promise<void> {
      await outbox.updateMany(
        { job, state: 'dead', untold: true, endedAt: { $lte: until } },
        { $unset: { untold: true } },
      );
    },

    /** Puts many mails in the queue. `at` is when the change was made, `queuedAt` is now. */
    async addAll(
      letters: readonly Letter[],
      { at, queuedAt }: Pick<OutboxDocument, 'at' | 'queuedAt'>,
      session: ClientSession,
    ): Promise<void> {
      if (letters.length > 0)
        await outbox.insertMany(
          letters.map((letter) => ({ ...letter, at, queuedAt, dueAt: queuedAt })),
          { session },
        );
    },

    /**
     * Deletes the mails to a forgotten person. Mails to others no longer name that person, and nothing more is sent to
     * that person's addresses.
     */
    async forget({ tenant, id, addresses, pseudonym, at, session }: Forgetting): Promise<void> {
      await outbox.deleteMany({ tenant, person: id }, { session });
      const by = { $set: { by: { id: pseudonym, name: pseudonym } } };
      await outbox.updateMany({ tenant, 'by.id': id }, by, { session });
      const to = { tenant, to: { $in: [...addresses] } };
      const dropped = { $set: { state: 'dropped' as const, endedAt: at }, $unset: { pin: true as const } };
      await outbox.updateMany({ ...to, state: 'queued' }, dropped, { session });
      await outbox.updateMany(to, { $set: { to: pseudonym } }, { session });
    },

    /** As part of a change, queues a mail again that was given up. False when it is no longer in that state. */
    async requeue(id: string, to: string, { _id: offer }: Cause, { at, session }: MomentOfChange): Promise<boolean> {
      const operation = operationHash(offer);
      const { matchedCount } = await outbox.updateOne(
        { _id: id, state: 'dead' },
        {
          $set: { state: 'queued', to, operation, queuedAt: at, dueAt: at, tries: 0 },
          $unset: { endedAt: true, untold: true },
        },
        { session },
      );
      return matchedCount === 1;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

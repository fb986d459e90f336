import { randomBytes } from 'node:crypto';
import type { ClientSession, Filter } from 'mongodb';
import type { Dialling } from '../conferencing/records';
import type { Forgetting } from '../people/forgetting';
import type { Person } from '../people/person';
import type { MailOutcome, Withheld } from './mail-outcome';
import type { MailKind } from './letter/kinds';
import type { Sender } from '../base/mail-address';
import { inBatches } from '../base/batches';
import type { MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { Pins } from '../pins/pins';
import type { SealedBox } from '../pins/sealed-box';
import type { Secret } from '../base/secret';

/** Why a mail was not delivered, or not yet. Each has words in `words/mails.ts`. */
export type MailFailure =
  | 'mailbox-unknown'
  | 'mailbox-full'
  | 'refused'
  | 'deferred'
  | 'sender-refused'
  | 'relay-refused'
  | 'login-refused'
  | 'certificate'
  | 'host-unknown'
  | 'connection-refused'
  | 'no-greeting'
  | 'no-starttls'
  | 'no-tls'
  | 'server-unreachable'
  /** The server was given the mail, and never said whether it takes it. */
  | 'unconfirmed'
  | 'not-secure'
  | 'pin-unreadable'
  | 'unwritable';

/** The failures that come from the server, or from how it is set up here. */
const serverFaults: readonly MailFailure[] = [
  'server-unreachable',
  'unconfirmed',
  'sender-refused',
  'relay-refused',
  'login-refused',
  'not-secure',
  'certificate',
  'host-unknown',
  'connection-refused',
  'no-greeting',
  'no-starttls',
  'no-tls',
];

/** A mail that a change owes, written in the transaction of that change. */
export interface OutboxDocument {
  /** Random, and not the id of the offer: it becomes part of the Message-ID. */
  _id: string;
  tenant: string;
  kind: MailKind;
  person: string;
  to: string;
  /** Whether the command named `to`; otherwise it is the person's own address. */
  given?: true;
  /** The sender, if the command named one; otherwise it is the tenant's. */
  from?: Sender;
  /** The person who caused it, to be named in the mail. Absent when that is the recipient. */
  by?: { id: string; name: string };
  facts: { conferenceId?: string; tollNumber?: string; tollFreeNumber?: string };
  /** The new PIN, encrypted for this row alone. Removed as soon as the mail is sent or given up. */
  pin?: SealedBox;
  /** The offer whose change owes it, and the bulk job of that offer. Mails from before lack both. */
  offer?: string;
  job?: string;
  /** It was given up, and whoever caused it has not been told yet. */
  untold?: true;
  /** The version of the PIN that the mail is about. */
  pinVersion?: number;
  /** Why a mail about a new PIN does not carry it. */
  withheld?: Withheld;
  /** `dropped`: when its turn came, what it would have said was no longer true. */
  state: 'queued' | 'sent' | 'dead' | 'dropped';
  /** When the change was made. */
  at: Date;
  /** When it was put in the queue, for the first time or to be sent again. */
  queuedAt: Date;
  /** When the next try is due. While a try is under way: when another replica may take it over. */
  dueAt: Date;
  /** The random mark of the replica that is working on it. */
  lease?: string;
  tries: number;
  /** The last try that failed. It is kept even if a later one succeeds. */
  failure?: { reason: MailFailure; at: Date; status?: number };
  /** When it was sent or given up. */
  endedAt?: Date;
}

/** A row before its transaction starts: its random values are drawn, but its times are not known yet. */
export type Letter = Omit<OutboxDocument, 'at' | 'queuedAt' | 'dueAt' | 'offer' | 'job'>;

/** The offer whose change owes a mail. */
interface Cause {
  _id: string;
  job?: string;
}

/** How long the queue remembers what happened to a mail. Seconds. */
const keptAfterEnd = 180 * 24 * 3600;

/** A tenant's mails: to one person or everybody, and either all or only those that were given up. */
interface WhichMails {
  tenant: string;
  person?: string;
  failed: boolean;
}

const filterOf = ({ tenant, person, failed }: WhichMails): Filter<OutboxDocument> => ({
  tenant,
  ...(person !== undefined && { person }),
  ...(failed && { state: 'dead' as const }),
});

/** The mails that changes owe, and what happened to them. */
export function createOutbox(mongo: Mongo, pins: Pins) {
  const outbox = mongo.collection<OutboxDocument>('outbox');

  return {
    prepare: () =>
      outbox.createIndexes([
        { key: { state: 1, dueAt: 1 }, name: 'due' },
        { key: { lease: 1 }, name: 'lease', partialFilterExpression: { lease: { $exists: true } } },
        { key: { tenant: 1, person: 1, at: -1 }, name: 'person' },
        { key: { tenant: 1, at: -1, _id: 1 }, name: 'newest' },
        { key: { tenant: 1, state: 1, endedAt: -1 }, name: 'dead letters' },
        { key: { offer: 1 }, name: 'offer', sparse: true },
        { key: { job: 1, state: 1 }, name: 'job', partialFilterExpression: { job: { $exists: true } } },
        { key: { untold: 1 }, name: 'untold', sparse: true },
        { key: { endedAt: 1 }, name: 'expiry', expireAfterSeconds: keptAfterEnd },
      ]),

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
    async add(letter: Letter, { _id: offer, job }: Cause, { at, session }: MomentOfChange): Promise<void> {
      await outbox.insertOne({ ...letter, offer, job, at, queuedAt: at, dueAt: at }, { session });
    },

    /** The mails that the changes of these offers owed, in the order in which they were made; without sealed PINs. */
    ofOffers: (ids: readonly string[]): Promise<OutboxDocument[]> =>
      outbox
        .find({ offer: { $in: [...ids] } }, { projection: { pin: 0 } })
        .sort({ at: 1 })
        .toArray(),

    /** How many of the mails of a bulk job are in each state. */
    async countsOfJob(job: string): Promise<Record<OutboxDocument['state'], number>> {
      const states = ['queued', 'sent', 'dead', 'dropped'] as const;
      const counts = await Promise.all(states.map((state) => outbox.countDocuments({ job, state })));
      return { queued: counts[0]!, sent: counts[1]!, dead: counts[2]!, dropped: counts[3]! };
    },

    /** The mails of a bulk job that were given up or still wait, without sealed PINs. */
    undeliveredOfJob: (job: string, most: number): Promise<OutboxDocument[]> =>
      outbox
        .find({ job, state: { $in: ['dead', 'queued'] } }, { projection: { pin: 0 } })
        .limit(most)
        .toArray(),

    /** How many mails of a bulk job nobody has tried to send, or somebody is trying to send now. */
    countUntried: (job: string): Promise<number> =>
      outbox.countDocuments({
        job,
        state: 'queued',
        $or: [{ failure: { $exists: false } }, { lease: { $exists: true } }],
      }),

    /** All mails of a bulk job, batch by batch, without sealed PINs. */
    ofJob: (job: string, size = 500): AsyncGenerator<OutboxDocument[]> =>
      inBatches(outbox.find({ job }, { projection: { pin: 0 } }).batchSize(size), size),

    /** A mail that was given up, and whose causer has not been told. */
    nextUntold: async (): Promise<OutboxDocument | undefined> =>
      (await outbox.findOne({ untold: true }, { projection: { pin: 0 } })) ?? undefined,

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

    /** One mail of a tenant, or undefined. */
    async byId(tenant: string, id: string, session?: ClientSession): Promise<OutboxDocument | undefined> {
      const found = await outbox.findOne({ _id: id }, { session });
      return found?.tenant === tenant ? found : undefined;
    },

    /** Mails, the newest first, without their sealed PINs, batch by batch. */
    newestFirst: (which: WhichMails, size = 500): AsyncGenerator<OutboxDocument[]> =>
      inBatches(
        outbox
          .find(filterOf(which), { projection: { pin: 0 } })
          .sort({ at: -1, _id: 1 })
          .allowDiskUse(true)
          .batchSize(size),
        size,
      ),

    /** How many mails `newestFirst` has. */
    count: (which: WhichMails): Promise<number> => outbox.countDocuments(filterOf(which)),

    /** How many mails of a tenant wait. */
    countWaiting: (tenant: string): Promise<number> => outbox.countDocuments({ tenant, state: 'queued' }),

    /** The mails that wait, and those that were given up since a point in time; without sealed PINs. */
    undelivered: (tenant: string, since: Date, most: number): Promise<OutboxDocument[]> =>
      outbox
        .find(
          { tenant, $or: [{ state: 'queued' }, { state: 'dead', endedAt: { $gte: since } }] },
          { projection: { pin: 0 } },
        )
        .sort({ at: -1 })
        .limit(most)
        .toArray(),

    /** A person's mails, newest first. */
    latest: (tenant: string, person: string, count: number): Promise<OutboxDocument[]> =>
      outbox.find({ tenant, person }).sort({ at: -1 }).limit(count).toArray(),

    /**
     * The mails that were given up and not sent again, for one person or everybody, newest first, and how many there
     * are.
     */
    async dead(tenant: string, count: number, person?: string): Promise<{ mails: OutboxDocument[]; total: number }> {
      const filter = { tenant, state: 'dead' as const, ...(person === undefined ? {} : { person }) };
      const [mails, total] = await Promise.all([
        outbox.find(filter).sort({ endedAt: -1 }).limit(count).toArray(),
        outbox.countDocuments(filter),
      ]);
      return { mails, total };
    },

    /** How many mails wait because the server takes none, and why and when the last try failed. */
    async heldUp(tenant: string): Promise<{ count: number; reason?: MailFailure; since?: Date }> {
      const filter = { tenant, 'state': 'queued' as const, 'failure.reason': { $in: [...serverFaults] } };
      const [count, newest] = await Promise.all([
        outbox.countDocuments(filter),
        outbox.findOne(filter, { sort: { 'failure.at': -1 } }),
      ]);
      return { count, reason: newest?.failure?.reason, since: newest?.failure?.at };
    },

    /** How many mails were sent, and how many given up, since a point in time. */
    async countEnded(tenant: string, since: Date): Promise<{ sent: number; failed: number }> {
      const [sent, failed] = await Promise.all(
        (['sent', 'dead'] as const).map((state) => outbox.countDocuments({ tenant, state, endedAt: { $gte: since } })),
      );
      return { sent: sent!, failed: failed! };
    },

    /**
     * How many people a mail was sent to.
     * @param only makes the stages that keep only some people, given the field that holds their key
     */
    async countMailed(tenant: string, only: (keyField: string) => object[]): Promise<number> {
      const [counted] = await outbox
        .aggregate<{ count: number }>([
          { $match: { tenant, state: 'sent' } },
          { $group: { _id: { $concat: ['$tenant', '/', '$person'] } } },
          ...only('_id'),
          { $count: 'count' },
        ])
        .toArray();
      return counted?.count ?? 0;
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
      const { matchedCount } = await outbox.updateOne(
        { _id: id, state: 'dead' },
        {
          $set: { state: 'queued', to, offer, queuedAt: at, dueAt: at, tries: 0 },
          $unset: { endedAt: true, untold: true },
        },
        { session },
      );
      return matchedCount === 1;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Whether a mail was meant to carry a PIN. Once such a mail is given up its PIN is gone, and only a new reset helps.
 */
export const carriesPin = ({ kind, withheld }: Pick<OutboxDocument, 'kind' | 'withheld'>): boolean =>
  (kind === 'pin-reset' || kind === 'enabled') && withheld === undefined;

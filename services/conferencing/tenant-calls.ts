import type { ClientSession } from 'mongodb';
import type { Scope } from '../audit/trail';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { makeKeptIndexes, usuallyKept } from '../base/kept';
import { createLease, type Lease } from '../base/lease';
import type { Mongo } from '../base/mongo';
import { operationHash } from '../base/operation-hash';
import type { TeamsRefusal } from '../base/problem';
import type { Secret } from '../base/secret';
import type { Forgetting } from '../people/forgetting';
import type { Person } from '../people/person';
import type { Pins } from '../pins/pins';
import type { SealedBox } from '../pins/sealed-box';
import { createSealedPlace, type SealedPlace } from '../pins/sealed-places';

/**
 * How a call stands. `asked` is committed before the call. What it becomes is committed once, and stays: a call of
 * which nothing is known is never repeated by itself.
 */
export type CallState = 'asked' | 'done' | 'refused' | 'unknown';

/** One change that Teams was asked for. */
export interface TenantCall {
  /** The hash of the offer that was accepted for it. */
  _id: string;
  offer: string;
  tenant: string;
  actor: string;
  target: string;
  /** Who had asked the actor to, if somebody had. */
  asker?: string;
  action: 'reset-pin' | 'pick-up-pin' | 'change-number' | 'change-person';
  verb: 'reset-pin' | 'set-number';
  from: Scope;
  conversation: string;
  job?: string;
  state: CallState;
  at: Date;
  endedAt?: Date;
  /** Which piece of work noted the outcome: after a lost connection this tells whether it was committed. */
  endedBy?: string;
  reason?: TeamsRefusal;
  /** What Microsoft's support asks for. */
  correlation?: string;
  /** Teams has made a new PIN and did not tell it. */
  untold?: true;
  /** A PIN that came too late for the answer to a click, until it is shown or `pinUntil` is over. */
  pin?: SealedBox;
  pinUntil?: Date;
}

/** How long a PIN that came late waits to be shown. Milliseconds. */
export const latePinLifetime = 10 * 60_000;
/** After this long without an outcome nobody is at the call any more. Milliseconds. */
const givenUpAfter = 5 * 60_000;
/** Longer than a call waits in the queue (60 s) and takes (45 s) together. Milliseconds. */
const leaseLength = 150_000;

/** What Teams was asked to do, and what came of it. */
export function createTenantCalls(dependencies: {
  mongo: Mongo;
  pins: Pins;
  /** For how many days it is remembered what became of a call. */
  keep?: number;
}) {
  const { mongo, pins, keep } = dependencies;
  const calls = mongo.collection<TenantCall>('tenantCalls');

  return {
    prepare: () =>
      makeKeptIndexes(mongo, calls, {
        ...{ field: 'at', usual: usuallyKept.history, wanted: keep },
        indexes: [
          { key: { state: 1, at: 1 }, name: 'state' },
          { key: { tenant: 1, target: 1, at: -1 }, name: 'target' },
          { key: { pinUntil: 1 }, name: 'late pins', sparse: true },
        ],
      }),

    /** Of a call that was under way nothing is known, and a PIN that waited may have been shown since the backup. */
    async afterRestore({ at }: AfterRestore): Promise<EndedByRestore> {
      const ended = { $set: { state: 'unknown' as const, endedAt: at } };
      const { modifiedCount } = await calls.updateMany({ state: 'asked' }, ended);
      await calls.updateMany({ pinUntil: { $exists: true } }, { $unset: { pin: true, pinUntil: true } });
      return { calls: modifiedCount };
    },

    /** Keeps two replicas from asking Teams for changes to one person at the same time. */
    leaseFor: ({ tenant, id }: Pick<Person, 'tenant' | 'id'>): Lease =>
      createLease(mongo, `teams/${tenant}/${id}`, leaseLength),

    /** Notes that Teams will be asked, as part of the change that claims the offer. */
    async ask(call: Omit<TenantCall, '_id' | 'state'>, session: ClientSession): Promise<void> {
      await calls.insertOne({ _id: operationHash(call.offer), ...call, state: 'asked' }, { session });
    },

    /** The call that an offer was accepted for; undefined when there is none. */
    ofOffer: async (offer: string, session?: ClientSession): Promise<TenantCall | undefined> =>
      (await calls.findOne({ _id: operationHash(offer) }, { session })) ?? undefined,

    /** Notes what came of a call, once. False when that is noted already. */
    async settle(
      { _id }: Pick<TenantCall, '_id'>,
      outcome: Pick<TenantCall, 'endedAt' | 'endedBy' | 'reason' | 'correlation' | 'untold'> & {
        state: Exclude<CallState, 'asked'>;
      },
      session: ClientSession,
    ): Promise<boolean> {
      const { modifiedCount } = await calls.updateOne({ _id, state: 'asked' }, { $set: outcome }, { session });
      return modifiedCount === 1;
    },

    /** A PIN as it is kept for this call, under a key that the database does not hold. */
    seal: ({ _id }: TenantCall, pin: Secret): SealedBox => pins.sealForMail(pin, aboutPin(_id)),

    /** Keeps a PIN that came too late for the answer to a click, sealed. False unless the call is done. */
    async keepPin(call: TenantCall, sealed: SealedBox, until: Date, session: ClientSession): Promise<boolean> {
      const { modifiedCount } = await calls.updateOne(
        { _id: call._id, state: 'done', pin: { $exists: false } },
        { $set: { pin: sealed, pinUntil: until } },
        { session },
      );
      return modifiedCount === 1;
    },

    /** Takes the PIN that waits for somebody, and wipes it, as part of showing it. Undefined when none waits. */
    async takePin(offer: string, session: ClientSession): Promise<Secret | undefined> {
      const before = await calls.findOneAndUpdate(
        { _id: operationHash(offer), pin: { $exists: true } },
        { $unset: { pin: true, pinUntil: true } },
        { session },
      );
      return before?.pin && pins.openForMail(before.pin, aboutPin(before._id));
    },

    /** Wipes the PINs that nobody picked up in time. @returns how many */
    async wipeLate(): Promise<number> {
      const over = { pinUntil: { $lte: await mongo.now() } };
      return (await calls.updateMany(over, { $unset: { pin: true, pinUntil: true } })).modifiedCount;
    },

    /** Withdraws the PINs of one person that wait, as part of a change that makes a newer one. */
    async replacePins({ tenant, id }: Pick<Person, 'tenant' | 'id'>, session: ClientSession): Promise<void> {
      await calls.updateMany(
        { tenant, target: id, pinUntil: { $exists: true } },
        { $unset: { pin: true, pinUntil: true } },
        { session },
      );
    },

    /** Calls of which nothing was heard: whoever was at them is gone. */
    async givenUp(): Promise<TenantCall[]> {
      const since = new Date((await mongo.now()).getTime() - givenUpAfter);
      return calls.find({ state: 'asked', at: { $lte: since } }).toArray();
    },

    /** Whether Teams has given this person another PIN since. */
    isReplaced: async ({ tenant, target, at }: Pick<TenantCall, 'tenant' | 'target' | 'at'>): Promise<boolean> =>
      (await calls.findOne({ tenant, target, at: { $gt: at }, verb: 'reset-pin', state: 'done' })) !== null,

    /** Forgets what Teams was asked for a person, and who it was that asked it for others. */
    async forget({ tenant, id, pseudonym, session }: Forgetting): Promise<void> {
      await calls.deleteMany({ tenant, target: id }, { session });
      await calls.updateMany({ tenant, actor: id }, { $set: { actor: pseudonym, conversation: '' } }, { session });
      await calls.updateMany({ tenant, asker: id }, { $set: { asker: pseudonym } }, { session });
    },
  };
}

export type TenantCalls = ReturnType<typeof createTenantCalls>;

/** What a PIN that waits is sealed for: it opens for this call alone. */
const aboutPin = (id: string): string => `call/${id}`;

/** The PINs that came late, for the rotation of the keys. */
export const sealedLatePins = (mongo: Mongo, pins: Pins): SealedPlace =>
  createSealedPlace(
    mongo.collection<TenantCall>('tenantCalls'),
    ({ _id, pin }) => pin && pins.resealForMail(pin, aboutPin(_id)),
  );

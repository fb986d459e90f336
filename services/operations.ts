import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { Scope } from './audit';
import { isDuplicate, type Mongo } from './mongo';
import { Problem } from './problem';

/** An offer that somebody may accept once, by pressing its button. */
export interface Operation {
  /** 128 random bits. They reach only the chat that the offer was made in, and never a log, a mail or the trail. */
  _id: string;
  /** The name of the command that made it. */
  kind: string;
  tenant: string;
  actor: string;
  target: string;
  /** What else the offer says, so that it cannot change between the offer and the click. */
  input?: OperationInput;
  /** The 1:1 chat in which it was offered, and the only one in which it can be accepted. */
  conversation: string;
  state: 'offered' | 'done' | 'cancelled' | 'superseded';
  createdAt: Date;
  expiresAt: Date;
  /** When it left the state `offered`. */
  endedAt?: Date;
  /** Which call ended it: tells after a lost connection whether the commit was ours. */
  claimedBy?: string;
  /** Where the offer's message stands, to be edited to its final state. */
  message?: { id: string; timeZone: string };
  /** When that message is due for its final state; absent once it is there. */
  tidyAt?: Date;
}

/** The particulars of an offer. */
export interface OperationInput {
  /** A mail address instead of the person's own. */
  address?: string;
  /** The mail to send again: its `_id` in the outbox. */
  mail?: string;
  /** The new position of a switch. */
  position?: 'on' | 'off';
  /** Settings by name, each as the text of before and after. */
  settings?: Record<string, { before: string; after: string }>;
  /** The new role. */
  role?: string;
  /** The new default number to dial, E.164. */
  number?: string;
}

/** What a click proves: who pressed which button where. */
export interface Click {
  operation: string;
  tenant: string;
  actor: string;
  conversation: string;
  from: Scope;
}

/** A PIN card stays on the screen this long before its message is edited: the edit wipes it. Milliseconds. */
export const tidyAfterDone = 5 * 60_000;
/** How long an ended offer is kept, to answer late clicks truthfully. Seconds. */
const keptAfterExpiry = 30 * 24 * 3600;
/** How long one replica has for editing a message before another one tries. Milliseconds. */
const tidyLease = 60_000;

/** Offers and their one outcome. */
export function createOperations(mongo: Mongo) {
  const operations = mongo.db.collection<Operation>('operations');

  return {
    prepare: () =>
      operations.createIndexes([
        {
          key: { tenant: 1, actor: 1, target: 1, kind: 1 },
          name: 'one-offer',
          unique: true,
          partialFilterExpression: { state: 'offered' },
        },
        { key: { tenant: 1, actor: 1, createdAt: -1 }, name: 'latest' },
        { key: { tidyAt: 1 }, name: 'tidy', sparse: true },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: keptAfterExpiry },
      ]),

    /** Makes an offer and supersedes the older one of the same actor, target and kind. `lifetime` in milliseconds. */
    async offer(wanted: Pick<Operation, 'kind' | 'tenant' | 'actor' | 'target' | 'conversation' | 'input'>, lifetime: number): Promise<Operation> {
      const { kind, tenant, actor, target, conversation, input } = wanted;
      for (;;) {
        const now = await mongo.now();
        await operations.updateMany(
          { tenant, actor, target, kind, state: 'offered' },
          { $set: { state: 'superseded', endedAt: now, tidyAt: now } },
        );
        const expiresAt = new Date(now.getTime() + lifetime);
        const operation: Operation = {
          _id: randomBytes(16).toString('base64url'),
          ...{ kind, tenant, actor, target, conversation, input },
          ...{ state: 'offered' as const, createdAt: now, expiresAt, tidyAt: expiresAt },
        };
        try {
          await operations.insertOne(operation);
          return operation;
        } catch (error) {
          // Somebody typed it twice at once: the index lets one offer stand, the other one goes round again.
          if (!isDuplicate(error)) throw error;
        }
      }
    },

    /**
     * The operation behind a button, if this person may press it here. Whoever may not learns nothing: the same
     * problem for an unknown, a foreign and a long gone operation.
     * @throws Problem `operation-unknown`
     */
    async read(click: Click, session?: ClientSession): Promise<Operation> {
      const operation = await operations.findOne({ _id: click.operation }, { session });
      const { tenant, actor, conversation } = click;
      const ours = operation?.tenant === tenant && operation.actor === actor && operation.conversation === conversation;
      if (!operation || !ours) throw new Problem('operation-unknown', {});
      return operation;
    },

    /** @throws Problem that says why the offer cannot be accepted any more, if so */
    assertOpen,

    /**
     * Takes the offer, once, inside the transaction of its change.
     * @throws Problem when it is not this person's, not here, expired or already ended
     */
    async claim(click: Click, claim: { by: string; at: Date }, session: ClientSession): Promise<Operation> {
      const operation = await this.read(click, session);
      assertOpen(operation, claim.at);
      const claimed = await operations.findOneAndUpdate(
        { _id: operation._id, state: 'offered' },
        { $set: { state: 'done', endedAt: claim.at, claimedBy: claim.by, tidyAt: new Date(claim.at.getTime() + tidyAfterDone) } },
        { session, returnDocument: 'after' },
      );
      if (!claimed) throw new Problem('operation-superseded', {});
      return claimed;
    },

    /** Ends an offer without a change. False when it had ended before. */
    async cancel(click: Click): Promise<boolean> {
      const { _id } = await this.read(click);
      const now = await mongo.now();
      const { modifiedCount } = await operations.updateOne(
        { _id, state: 'offered' },
        { $set: { state: 'cancelled', endedAt: now, tidyAt: now } },
      );
      return modifiedCount === 1;
    },

    /** Ends all open offers of somebody in one chat; returns how many. */
    async cancelAll(where: Pick<Operation, 'tenant' | 'actor' | 'conversation'>): Promise<number> {
      const now = await mongo.now();
      const { tenant, actor, conversation } = where;
      const { modifiedCount } = await operations.updateMany(
        { tenant, actor, conversation, state: 'offered', expiresAt: { $gt: now } },
        { $set: { state: 'cancelled', endedAt: now, tidyAt: now } },
      );
      return modifiedCount;
    },

    /** The newest offer that somebody was made in one chat. */
    async latest(where: Pick<Operation, 'tenant' | 'actor' | 'conversation'>): Promise<Operation | undefined> {
      const { tenant, actor, conversation } = where;
      return (await operations.findOne({ tenant, actor, conversation }, { sort: { createdAt: -1 } })) ?? undefined;
    },

    /** Remembers which message shows the offer. */
    async setMessage(id: string, message: { id: string; timeZone: string }): Promise<void> {
      await operations.updateOne({ _id: id }, { $set: { message } });
    },

    /**
     * The person has read the result: the message gets its final state now.
     * @throws Problem `operation-unknown` when there is no result
     */
    async tidyNow(click: Click): Promise<Operation> {
      const operation = await this.read(click);
      if (operation.state !== 'done') throw new Problem('operation-unknown', {});
      if (operation.tidyAt) await operations.updateOne({ _id: operation._id }, { $set: { tidyAt: await mongo.now() } });
      return operation;
    },

    /** The next operation whose message is due for its final state; no other replica gets it for a minute. */
    async takeNextToTidy(): Promise<Operation | undefined> {
      const now = await mongo.now();
      const found = await operations.findOneAndUpdate(
        { tidyAt: { $lte: now } },
        { $set: { tidyAt: new Date(now.getTime() + tidyLease) } },
        { sort: { tidyAt: 1 }, returnDocument: 'after' },
      );
      return found ?? undefined;
    },

    /** The message shows the final state, or can't be edited any more. */
    async setTidied(id: string): Promise<void> {
      await operations.updateOne({ _id: id }, { $unset: { tidyAt: true } });
    },
  };
}

export type Operations = ReturnType<typeof createOperations>;

function assertOpen(operation: Operation, now: Date): void {
  const { state, endedAt, expiresAt, kind } = operation;
  if (state === 'done') throw new Problem('operation-used', { at: endedAt ?? expiresAt, kind });
  if (state === 'cancelled') throw new Problem('operation-cancelled', {});
  if (state === 'superseded') throw new Problem('operation-superseded', {});
  if (expiresAt <= now) throw new Problem('operation-expired', { command: kind });
}

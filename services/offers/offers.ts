import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { jobOperations } from './job-offers';
import { isDuplicate, type Mongo } from '../base/mongo';
import { assertOpen, type Click, type Operation, type OperationInput } from './offer';
import { Problem } from '../base/problem';

export type { Click, Operation, OperationInput } from './offer';

/** A PIN card stays on the screen this long before its message is edited: the edit wipes it. Milliseconds. */
const tidyAfterDone = 5 * 60_000;
/** How long an ended offer is kept, to answer late clicks truthfully. Seconds. */
const keptAfterExpiry = 30 * 24 * 3600;
/** How long one replica has for editing a message before another one tries. Milliseconds. */
const tidyLease = 60_000;

/** Offers and their one outcome. */
export function createOperations(mongo: Mongo) {
  const operations = mongo.db.collection<Operation>('operations');

  return {
    async prepare(): Promise<void> {
      // Its successor knows of cards with several buttons. It is not there in a new database.
      await operations.dropIndex('one-offer').catch(() => undefined);
      await operations.createIndexes([
        {
          key: { tenant: 1, actor: 1, target: 1, kind: 1, slot: 1 },
          name: 'one-offer-per-slot',
          unique: true,
          partialFilterExpression: { state: 'offered' },
        },
        { key: { tenant: 1, actor: 1, createdAt: -1 }, name: 'latest' },
        // A reset ends whatever waits for the same person.
        { key: { tenant: 1, target: 1, kind: 1, state: 1 }, name: 'target' },
        { key: { tidyAt: 1 }, name: 'tidy', sparse: true },
        { key: { card: 1 }, name: 'card', sparse: true },
        { key: { 'input.request': 1 }, name: 'request', sparse: true },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: keptAfterExpiry },
      ]);
    },

    /**
     * Makes an offer and supersedes the older one of the same actor, target and kind. `lifetime` in milliseconds.
     * @param other the input of a second button, where the card has two ways to accept it
     */
    async offer(
      wanted: Pick<Operation, 'kind' | 'tenant' | 'actor' | 'target' | 'conversation' | 'input'>,
      lifetime: number,
      other?: OperationInput,
    ): Promise<Operation & { other?: string }> {
      const { kind, tenant, actor, target, conversation, input } = wanted;
      for (;;) {
        const now = await mongo.now();
        await operations.updateMany(
          { tenant, actor, target, kind, state: 'offered', notice: null as never, job: null as never },
          { $set: { state: 'superseded', endedAt: now, tidyAt: now } },
        );
        const expiresAt = new Date(now.getTime() + lifetime);
        const operation: Operation = {
          _id: randomBytes(16).toString('base64url'),
          ...{ kind, tenant, actor, target, conversation, input },
          ...{ state: 'offered' as const, createdAt: now, expiresAt, tidyAt: expiresAt },
        };
        try {
          if (!other) {
            await operations.insertOne(operation);
            return operation;
          }
          const card = randomBytes(16).toString('base64url');
          const second = {
            ...operation,
            _id: randomBytes(16).toString('base64url'),
            input: other,
            card,
            slot: 'other',
          };
          await operations.insertOne(second);
          await operations.insertOne({ ...operation, card });
          return { ...operation, card, other: second._id };
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

    ...jobOperations(mongo, operations),

    /**
     * Takes the offer, once, inside the transaction of its change.
     * @throws Problem when it is not this person's, not here, expired or already ended
     */
    async claim(click: Click, claim: { by: string; at: Date }, session: ClientSession): Promise<Operation> {
      const operation = await this.read(click, session);
      assertOpen(operation, claim.at);
      const claimed = await operations.findOneAndUpdate(
        { _id: operation._id, state: 'offered' },
        // The row of a job has no message.
        {
          $set: {
            state: 'done',
            endedAt: claim.at,
            claimedBy: claim.by,
            ...(operation.job === undefined && { tidyAt: new Date(claim.at.getTime() + tidyAfterDone) }),
          },
        },
        { session, returnDocument: 'after' },
      );
      if (!claimed) throw new Problem('operation-superseded', {});
      await endOthers(claimed, claim.at, session);
      return claimed;
    },

    /** Adds offers that a notice brings, as part of a change. */
    async add(offered: Operation[], session: ClientSession): Promise<void> {
      if (offered.length > 0) await operations.insertMany(offered, { session });
    },

    /** The operations behind the buttons of a notice. */
    ofNotice: (notice: string): Promise<Operation[]> => operations.find({ card: notice }).toArray(),

    /** Ends offers that a change has made pointless, as part of it, but for the one that was accepted. */
    async supersede(
      which: { tenant: string; target: string; kind: string } | { request: string },
      except: string,
      at: Date,
      session: ClientSession,
    ): Promise<void> {
      const filter = 'request' in which ? { 'input.request': which.request } : which;
      await operations.updateMany(
        { ...filter, _id: { $ne: except }, state: 'offered' },
        { $set: { state: 'superseded', endedAt: at, tidyAt: at } },
        { session },
      );
    },

    /** Ends an offer that nobody accepted in time, or could. False when it had ended before. */
    async lapse(id: string, at: Date, session: ClientSession): Promise<boolean> {
      const { matchedCount } = await operations.updateOne(
        { _id: id, state: 'offered' },
        { $set: { state: 'lapsed', endedAt: at, tidyAt: at } },
        { session },
      );
      return matchedCount === 1;
    },

    /** Ends an offer without a change. False when it had ended before. */
    async cancel(click: Click): Promise<boolean> {
      const operation = await this.read(click);
      const now = await mongo.now();
      const { modifiedCount } = await operations.updateOne(
        { _id: operation._id, state: 'offered' },
        { $set: { state: 'cancelled', endedAt: now, tidyAt: now } },
      );
      if (modifiedCount === 1) await endOthers(operation, now);
      return modifiedCount === 1;
    },

    /** Ends all open offers of somebody in one chat; returns how many. */
    async cancelAll(where: Pick<Operation, 'tenant' | 'actor' | 'conversation'>): Promise<number> {
      const now = await mongo.now();
      const { tenant, actor, conversation } = where;
      const { modifiedCount } = await operations.updateMany(
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
     * The newest offer that somebody was made in one chat, by words; one that a notice brought only when it was
     * accepted.
     */
    async latest(where: Pick<Operation, 'tenant' | 'actor' | 'conversation'>): Promise<Operation | undefined> {
      const { tenant, actor, conversation } = where;
      const newest = {
        tenant,
        actor,
        conversation,
        state: { $ne: 'other' as const },
        job: null as never,
        $or: [{ notice: null as never }, { state: 'done' as const }],
      };
      return (await operations.findOne(newest, { sort: { createdAt: -1 } })) ?? undefined;
    },

    /** Remembers which message shows the offer. */
    async setMessage(
      { _id, card }: Pick<Operation, '_id' | 'card'>,
      message: { id: string; timeZone: string },
    ): Promise<void> {
      await operations.updateMany(card === undefined ? { _id } : { card }, { $set: { message } });
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

  /** The other buttons of a card are of no use any more; its message is edited for the one that was pressed. */
  async function endOthers({ _id, card }: Operation, at: Date, session?: ClientSession): Promise<void> {
    if (card === undefined) return;
    await operations.updateMany(
      { card, _id: { $ne: _id }, state: 'offered' },
      { $set: { state: 'other', endedAt: at }, $unset: { tidyAt: true } },
      { session },
    );
  }
}

export type Operations = ReturnType<typeof createOperations>;

import type { ClientSession } from 'mongodb';
import type { Scope } from '../audit/trail';
import type { Directory } from '../people/directory';
import type { Person } from '../people/person';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { makeKeptIndexes, usuallyKept } from '../base/kept';
import type { MomentOfChange } from '../base/moment-of-change';
import { isDuplicate, type Mongo } from '../base/mongo';
import type { Notices } from './notices';
import type { OfferInputs, OfferKind, Offers, Wanted } from './offers';
import { Problem } from '../base/problem';
import { mayTargetDecide, takesFromAdmin } from './two-admins';
import type { Forgetting } from '../people/forgetting';

/** A change that somebody asks for. One administrator decides. */
export interface RequestDocument {
  _id: string;
  tenant: string;
  /** The change that is asked for, by the name of its command. */
  kind: OfferKind;
  asker: string;
  target: string;
  /** The particulars of the change. */
  input?: OfferInputs[OfferKind];
  /** What the asker wrote. It can be any text, so it appears neither in a log nor in the trail. */
  reason?: string;
  /** The number of the ticket that it belongs to, as the asker wrote it. The same holds for it. */
  ticket?: string;
  /** What the administrator wrote who declined it. The same holds for it. */
  answer?: string;
  /**
   * Set if people ask for what an administrator may do alone. Absent if an administrator asks for a second one, and for
   * requests from before this was noted.
   */
  via?: 'ask-admin' | 'ask-pin-reset';
  /** It went out by mail, because nobody who can decide it had a chat with us. */
  mailed?: true;
  /** Those who may not decide it, although they are administrators: what it takes away was done against them. */
  barred?: readonly string[];
  /** Where it was asked. Absent for requests from before this was noted, which were all asked in the chat. */
  from?: Scope;
  /** `unreachable`: nobody who can decide it could be shown it. */
  state: 'open' | 'approved' | 'declined' | 'lapsed' | 'unreachable' | 'withdrawn';
  askedAt: Date;
  expiresAt: Date;
  decidedBy?: string;
  endedAt?: Date;
}

/** A request that has just been made, and the people who can decide it where they are. */
export interface Asked {
  request: RequestDocument;
  people: Person[];
}

/** How long a request is open. Milliseconds. */
const requestLifetime = 7 * 24 * 3_600_000;

/** So many open requests are shown to somebody who says hello. The command line has them all. */
const mostBrought = 10;

/** Requests. Each is decided only once. */
export function createRequests(dependencies: {
  mongo: Mongo;
  offers: Offers;
  notices: Notices;
  directory: Directory;
  /** For how many days one that is over is kept, with what the asker wrote; the trail says who decided what. */
  keep?: number;
}) {
  const { mongo, offers, notices, directory, keep } = dependencies;
  const requests = mongo.collection<RequestDocument>('requests');

  return {
    prepare: () =>
      makeKeptIndexes(mongo, requests, {
        ...{ field: 'endedAt', usual: usuallyKept.history, wanted: keep },
        indexes: [
          {
            key: { tenant: 1, asker: 1, target: 1, kind: 1 },
            name: 'one-open',
            unique: true,
            partialFilterExpression: { state: 'open' },
          },
          { key: { expiresAt: 1 }, name: 'overdue', partialFilterExpression: { state: 'open' } },
          { key: { tenant: 1, askedAt: -1 }, name: 'latest' },
        ],
      }),

    /** Ends what waits for a decision: it may have been decided since the backup. */
    async afterRestore({ at }: AfterRestore): Promise<EndedByRestore> {
      const ended = { $set: { state: 'lapsed' as const, endedAt: at } };
      return { requests: (await requests.updateMany({ state: 'open' }, ended)).modifiedCount };
    },

    async byId(id: string, session?: ClientSession): Promise<RequestDocument | undefined> {
      return (await requests.findOne({ _id: id }, { session })) ?? undefined;
    },

    /** The newest requests of a tenant, the open ones alone or all that are kept. */
    latest: (tenant: string, { all, most }: { all: boolean; most: number }): Promise<RequestDocument[]> =>
      requests
        .find({ tenant, ...(all ? {} : { state: 'open' }) })
        .sort({ askedAt: -1 })
        .limit(most)
        .toArray(),

    /** The requests that nobody has decided in time, and that still count as open. */
    overdue: async (): Promise<string[]> =>
      (await requests.find({ state: 'open', expiresAt: { $lte: await mongo.now() } }).toArray()).map(({ _id }) => _id),

    /** The request in which somebody asked for a second administrator for a bulk change. */
    async ofJob(about: { tenant: string; asker: string; job: string }): Promise<RequestDocument | undefined> {
      const { tenant, asker, job } = about;
      return (
        (await requests.findOne(
          { tenant, asker, 'target': asker, 'kind': 'bulk', 'input.job': job },
          { sort: { askedAt: -1 } },
        )) ?? undefined
      );
    },

    /** The open request in which this asker wants this change for this person, if there is one. */
    async open(
      wanted: Pick<RequestDocument, 'tenant' | 'asker' | 'target' | 'kind'>,
    ): Promise<RequestDocument | undefined> {
      const { tenant, asker, target, kind } = wanted;
      return (await requests.findOne({ tenant, asker, target, kind, state: 'open' })) ?? undefined;
    },

    /**
     * Asks those who can decide, as part of a change.
     * @returns the people it reaches: those who have a chat with us, and from the command line all, because they can
     * decide there, too
     * @throws Problem `request-open` when the asker already has such a request open
     */
    async ask(
      wanted: Pick<
        RequestDocument,
        'tenant' | 'kind' | 'asker' | 'target' | 'input' | 'reason' | 'ticket' | 'via' | 'barred' | 'from'
      >,
      moment: MomentOfChange,
    ): Promise<Asked> {
      const { at, session, id } = moment;
      // People type it on the command line, where nothing may begin with a dash.
      const _id = Buffer.from(id('request'), 'base64url').toString('hex');
      const expiresAt = new Date(at.getTime() + requestLifetime);
      const request: RequestDocument = { ...wanted, _id, state: 'open', askedAt: at, expiresAt };
      try {
        await requests.insertOne(request, { session });
      } catch (error) {
        throw isDuplicate(error) ? new Problem('request-open', {}) : error;
      }
      const reached: Person[] = [];
      const deciders = await this.deciders(wanted, session);
      for (const person of deciders) if (await show(request, person, moment)) reached.push(person);
      return { request, people: wanted.from === 'commandLine' ? deciders : reached };
    },

    /**
     * The people who may decide it: every administrator except the asker, and except the person it is about, unless
     * it takes something from that person.
     */
    deciders,

    /**
     * Shows somebody whose chat has just become known the open requests that they can decide, as part of a moment:
     * until then nothing but a mail, or a word from a colleague, told of them.
     */
    async bring({ tenant, id }: Pick<Person, 'tenant' | 'id'>, moment: MomentOfChange): Promise<void> {
      const open = await requests
        .find({ tenant, state: 'open', expiresAt: { $gt: moment.at } }, { session: moment.session })
        .sort({ askedAt: 1 })
        .limit(mostBrought)
        .toArray();
      for (const request of open) {
        const person = (await deciders(request, moment.session)).find((one) => one.id === id);
        if (person) await show(request, person, { ...moment, id: (what) => moment.id(`${request._id}/${what}`) });
      }
    },

    /** Notes that a request went out by mail, as part of a change. */
    async setMailed(request: string, session: ClientSession): Promise<void> {
      await requests.updateOne({ _id: request }, { $set: { mailed: true } }, { session });
    },

    /** Notes what was written to the asker when a request was declined, as part of that decision. */
    async setAnswer(request: string, answer: string, session: ClientSession): Promise<void> {
      await requests.updateOne({ _id: request }, { $set: { answer } }, { session });
    },

    /**
     * Decides a request, as part of the change. That works only once across all replicas.
     * @param decision the offer whose button was pressed, and by whom
     * @throws Problem `notice-over` when it is no longer open, `not-by-yourself` when the decider asked for it or it is
     * about the decider
     */
    async decide(
      request: string,
      state: 'approved' | 'declined',
      decision: { offer: string; by: string },
      moment: MomentOfChange,
    ): Promise<RequestDocument> {
      const { at, session } = moment;
      const { offer, by } = decision;
      const decided = await requests.findOneAndUpdate(
        {
          ...{ _id: request, state: 'open', expiresAt: { $gt: at }, asker: { $ne: by }, barred: { $ne: by } },
          $or: [{ target: { $ne: by } }, { kind: { $in: [...takesFromAdmin] } }],
        },
        { $set: { state, decidedBy: by, endedAt: at } },
        { session, returnDocument: 'after' },
      );
      if (!decided) {
        const found = await requests.findOne({ _id: request }, { session });
        throw found &&
          (found.asker === by || found.barred?.includes(by) || (found.target === by && !mayTargetDecide(found.kind)))
          ? new Problem('not-by-yourself', {})
          : new Problem('notice-over', {});
      }
      await end(decided, offer, moment);
      return decided;
    },

    /** Ends the asker's open request because the asker withdraws it. */
    async withdraw(
      wanted: Pick<RequestDocument, 'tenant' | 'asker' | 'target' | 'kind'>,
      { at, session }: Pick<MomentOfChange, 'at' | 'session'>,
    ): Promise<void> {
      const { tenant, asker, target, kind } = wanted;
      const withdrawn = await requests.findOneAndUpdate(
        { tenant, asker, target, kind, state: 'open' },
        { $set: { state: 'withdrawn', endedAt: at } },
        { session },
      );
      if (withdrawn) await offers.supersede({ request: withdrawn._id }, '', at, session);
    },

    /** Removes a forgotten person from requests, whether as asker, decider or target. */
    async forget({ tenant, id, addresses, pseudonym, session }: Forgetting): Promise<void> {
      const concerned = { tenant, $or: [{ asker: id }, { target: id }] };
      const particulars = {
        'reason': true,
        'ticket': true,
        'answer': true,
        'input.address': true,
        'input.from': true,
      } as const;
      await requests.updateMany(concerned, { $unset: particulars }, { session });
      await requests.updateMany({ tenant, decidedBy: id }, { $unset: { answer: true } }, { session });
      await requests.updateMany({ tenant, barred: id }, { $pull: { barred: id } } as object, { session });
      for (const field of ['asker', 'target', 'decidedBy'] as const)
        await requests.updateMany({ tenant, [field]: id }, { $set: { [field]: pseudonym } }, { session });
      for (const field of ['input.address', 'input.from.address'])
        await requests.updateMany(
          { tenant, [field]: { $in: [...addresses] } },
          { $set: { [field]: pseudonym } },
          { session },
        );
    },

    /** Ends a request that nobody decided. False when it had ended before. */
    async lapse(
      request: string,
      state: 'lapsed' | 'unreachable',
      moment: MomentOfChange,
    ): Promise<RequestDocument | undefined> {
      const { at, session } = moment;
      const lapsed = await requests.findOneAndUpdate(
        { _id: request, state: 'open' },
        { $set: { state, endedAt: at } },
        { session, returnDocument: 'after' },
      );
      if (lapsed) await end(lapsed, '', moment);
      return lapsed ?? undefined;
    },
  };

  async function deciders(
    {
      tenant,
      kind,
      asker,
      target,
      barred = [],
    }: Pick<RequestDocument, 'tenant' | 'kind' | 'asker' | 'target' | 'barred'>,
    session?: ClientSession,
  ): Promise<Person[]> {
    return (await directory.everyAdmin(tenant, session)).filter(
      ({ id }) => id !== asker && !barred.includes(id) && (id !== target || mayTargetDecide(kind)),
    );
  }

  /** Owes somebody the card of a request, with its buttons. @returns false when no chat with the person is known */
  async function show(
    { _id, tenant, kind, target, input, expiresAt }: RequestDocument,
    person: Person,
    moment: MomentOfChange,
  ): Promise<boolean> {
    const shared = { target, lifetime: expiresAt.getTime() - moment.at.getTime() };
    const offers = [
      // Only kinds whose input can hold a request get here: see `guarded`.
      { ...shared, button: 'approve', ...({ kind, input: { ...input, request: _id } } as Wanted) },
      { ...shared, button: 'decline', kind: 'decline-request' as const, input: { request: _id } },
    ];
    return notices.owe({ tenant, person: person.id, kind: 'request', facts: { request: _id }, offers }, moment);
  }

  /** All its buttons end with it, and the asker is told. */
  async function end({ _id, tenant, asker }: RequestDocument, offer: string, moment: MomentOfChange): Promise<void> {
    await offers.supersede({ request: _id }, offer, moment.at, moment.session);
    await notices.owe({ tenant, person: asker, kind: 'request-ended', facts: { request: _id } }, moment);
  }
}

export type Requests = ReturnType<typeof createRequests>;

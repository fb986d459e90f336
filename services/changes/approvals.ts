import { startAgain } from '../base/start-again';
import { inMoment } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { Scope } from '../audit/trail';
import type { Change } from './change';
import { accusedOf, assertNotBlocked, type ConferencingRecords } from '../conferencing/records';
import type { Letter } from '../mail/outbox-document';
import type { Outbox } from '../mail/outbox';
import type { Chats } from '../people/chats';
import type { Directory } from '../people/directory';
import { contactOf, type Person, personKey } from '../people/person';
import type { Click, OfferInputs, OfferKind, Wanted } from '../offers/offers';
import { Problem, type TwoAdmins } from '../base/problem';
import type { RequestDocument, Requests } from '../offers/requests';
import { mayAct } from '../people/rights';
import type { SettingsService } from '../settings/settings';

/** A reason is a word to a colleague, not a document. */
const longestReason = 200;
const longestTicket = 40;

/** What people ask an administrator for, by the command that asks. */
const askedFor = {
  'ask-admin': { kind: 'reset-conference-id', input: undefined },
  // Only its owner sees the new PIN: neither whoever asked nor whoever approves.
  'ask-pin-reset': { kind: 'reset-pin', input: { old: 'works' } },
} as const satisfies Record<string, Wanted>;
export type AskingAction = keyof typeof askedFor;
const isAsking = (action: string): action is AskingAction => action in askedFor;

/** Who gets a request: those who have a chat with us, or else those who have a mailbox. */
export interface Reached {
  people: Person[];
  byMail: boolean;
}

/** Asking for what somebody may not do alone, and what another person decides about it. */
export function createApprovals(dependencies: {
  mongo: Mongo;
  change: Change;
  directory: Directory;
  requests: Requests;
  records: ConferencingRecords;
  outbox: Outbox;
  chats: Chats;
  settings: SettingsService;
}) {
  const { mongo, change, directory, requests, records, outbox, chats, settings } = dependencies;

  return {
    /**
     * The people who will be asked for a new PIN or conference ID: the administrators who have a chat with us, and if
     * none has, those who have a mailbox.
     * @throws Problem that says why there is nothing to ask for, or nobody to ask
     */
    async beforeAsking({ actor, target }: { actor: Person; target: Person }, action: AskingAction): Promise<Reached> {
      const own = actor.id === target.id;
      const { kind } = askedFor[action];
      const tenantSettings = await settings.of(actor.tenant);
      if (mayAct(actor.role, kind, { others: !own, settings: tenantSettings }))
        throw new Problem('request-needless', {});
      const { record } = await records.of(target, { own });
      if (target.protected && !own) throw new Problem('ask-protected', { person: contactOf(target) });
      // People who ask for their own are not kept from it by their own lock.
      assertNotBlocked(record, target, { own, at: await mongo.now() });
      // A new PIN must get to its owner, who sees it alone.
      if (kind === 'reset-pin' && target.mail === undefined && !(await chats.find(target.tenant, target.id)))
        throw new Problem('nudge-unreachable', { person: contactOf(target) });
      const wanted = { tenant: actor.tenant, asker: actor.id, target: target.id, kind };
      await assertNotAsked(wanted);
      const { all, reached } = await reach(wanted);
      const mailed = all.filter(({ mail }) => mail !== undefined);
      if (reached.length + mailed.length === 0) throw new Problem('no-admin-reachable', {});
      return reached.length > 0 ? { people: reached, byMail: false } : { people: mailed, byMail: true };
    },

    /**
     * The people who will be asked to approve a change that one administrator cannot make alone: those who have a chat
     * with us, and from the command line all of them, because they can decide there, too.
     * @throws Problem `request-open`, or `no-second-admin` when nobody else could approve, or none of them has a chat
     * with us
     */
    async beforeSecond(
      { actor, target, from }: { actor: Person; target: Person; from?: Scope },
      kind: OfferKind,
      why: TwoAdmins,
    ): Promise<Person[]> {
      const wanted = {
        tenant: actor.tenant,
        asker: actor.id,
        target: target.id,
        kind,
        barred: await barredFrom(kind, target),
      };
      await assertNotAsked(wanted);
      const { all, reached: inChat } = await reach(wanted);
      const reached = from === 'commandLine' ? all : inChat;
      if (reached.length > 0) return reached;
      const others = all.slice(0, 3).map(contactOf);
      throw new Problem('no-second-admin', {
        ...{ person: contactOf(target), others, why },
        ...(others.length === 0 && { admins: await otherAdmins(actor) }),
      });
    },

    /**
     * Sends a request.
     * @param typed the reason and the number of a ticket, as they were typed
     * @throws Problem `request-open`, `no-admin-reachable`, or when the offer is no longer open
     */
    ask: (
      click: Click,
      action: AskingAction | 'ask-second-admin',
      typed: { reason?: string; ticket?: string } = {},
    ): Promise<{ person: Person; own: boolean; reached: Person[]; byMail: boolean; request: RequestDocument }> =>
      startAgain(async () => {
        const { offer, actor, target } = await change.look(click, action);
        const wanted: Wanted = isAsking(action)
          ? askedFor[action]
          : wantedBy(offer.input as OfferInputs['ask-second-admin']);
        const { kind, input } = wanted;
        const [reason, ticket] = [plainLine(typed.reason, longestReason), plainLine(typed.ticket, longestTicket)];
        const barred = await barredFrom(kind, target);
        const via = isAsking(action) ? action : undefined;
        const whose = { tenant: actor.tenant, kind, asker: actor.id, target: target.id };
        const letters = via ? await lettersAbout(whose, actor) : [];
        type Asked = { person: Person; own: boolean; reached: Person[]; byMail: boolean; request: RequestDocument };
        return change.commit<Asked, typeof action>(click, action, async ({ target, own }, moment) => {
          if (via && !own && target.protected) throw new Problem('ask-protected', { person: contactOf(target) });
          const { people, request } = await requests.ask(
            { ...whose, input, reason, ticket, via, ...(barred.length > 0 && { barred }), from: click.from },
            moment,
          );
          if (people.length > 0) return { result: { person: target, own, reached: people, byMail: false, request } };
          if (letters.length === 0) throw new Problem('no-admin-reachable', {});
          for (const { letter } of letters) await outbox.add(letter, offer, moment);
          await requests.setMailed(request._id, moment.session);
          const mailed = letters.map(({ admin }) => admin);
          return { result: { person: target, own, reached: mailed, byMail: true, request } };
        });
      }),

    /**
     * Declines a request. Approving it is the change itself, with an offer that names the request.
     * @param typed what the asker is told, as it was typed
     * @throws Problem `notice-over` when it has already been decided
     */
    decline: (click: Click, typed?: string): Promise<{ person: Person; asker?: Person }> =>
      startAgain(() =>
        change.commit(click, 'decline-request', async ({ target, request }, { session }) => {
          const answer = plainLine(typed, longestReason);
          if (answer && request) await requests.setAnswer(request._id, answer, session);
          const asker = request && (await directory.byId(request.tenant, request.asker, session));
          return { result: { person: target, asker } };
        }),
      ),

    /** Shows an administrator whose chat has just become known the open requests. */
    async welcome(person: Pick<Person, 'tenant' | 'id'>): Promise<void> {
      await inMoment(mongo, (moment) => requests.bring(person, moment));
    },

    lettersAbout,
  };

  async function reach(
    wanted: Pick<RequestDocument, 'tenant' | 'kind' | 'asker' | 'target' | 'barred'>,
  ): Promise<{ all: Person[]; reached: Person[] }> {
    const all = await requests.deciders(wanted);
    const known = await chats.byKeys(all.map(({ tenant, id }) => personKey(tenant, id)));
    return { all, reached: all.filter(({ tenant, id }) => known.has(personKey(tenant, id))) };
  }

  /** The mails that tell those who can decide a request of it. They are composed before the transaction. */
  async function lettersAbout(
    wanted: Pick<RequestDocument, 'tenant' | 'kind' | 'asker' | 'target'>,
    actor: Person,
  ): Promise<{ admin: Person; letter: Letter }[]> {
    return (await requests.deciders(wanted)).flatMap((admin) => {
      if (admin.mail === undefined) return [];
      const mail = { kind: 'queued', address: admin.mail } as const;
      const letter = outbox.compose({ kind: 'request', actor, target: admin, mail });
      return letter ? [{ admin, letter }] : [];
    });
  }

  /** Whoever the owner objected to does not decide about the lock that came of it. */
  async function barredFrom(kind: OfferKind, target: Person): Promise<readonly string[]> {
    return kind === 'lift-lock' ? accusedOf(await records.find(target), await mongo.now()) : [];
  }

  /** The administrators beside this one, and whether each has a chat with us. */
  async function otherAdmins(actor: Person) {
    const others = (await directory.everyAdmin(actor.tenant)).filter(({ id }) => id !== actor.id);
    const known = await chats.byKeys(others.map(({ tenant, id }) => personKey(tenant, id)));
    return others.slice(0, 3).map((one) => ({ ...contactOf(one), inChat: known.has(personKey(one.tenant, one.id)) }));
  }

  async function assertNotAsked(wanted: Pick<RequestDocument, 'tenant' | 'asker' | 'target' | 'kind'>): Promise<void> {
    if (await requests.open(wanted)) throw new Problem('request-open', {});
  }
}

export type Approvals = ReturnType<typeof createApprovals>;

/** The change that a second administrator is asked to approve. */
function wantedBy({ action, ...input }: OfferInputs['ask-second-admin']): Wanted {
  return { kind: action, input } as Wanted;
}

/** One line, without invisible characters. The cards show it as plain text. */
function plainLine(typed: string | undefined, longest: number): string | undefined {
  const plain = [...(typed ?? '').replace(/[\p{C}\p{Z}]+/gu, ' ').trim()].slice(0, longest).join('');
  return plain === '' ? undefined : plain;
}

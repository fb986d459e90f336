import { startAgain } from '../base/start-again';
import type { Scope } from '../audit/trail';
import type { Change } from './change';
import type { ConferencingRecords } from '../conferencing/records';
import type { Chats } from '../people/chats';
import { contactOf, type Person, personKey } from '../people/person';
import type { Click, OfferInputs, OfferKind, Wanted } from '../offers/offers';
import { Problem, type TwoAdmins } from '../base/problem';
import type { RequestDocument, Requests } from '../offers/requests';
import { mayAct } from '../people/rights';
import type { SettingsService } from '../settings/settings';

/** A reason is a word to a colleague, not a document. */
const longestReason = 200;

/** Asking for what somebody may not do alone, and what another person decides about it. */
export function createApprovals(dependencies: {
  change: Change;
  requests: Requests;
  records: ConferencingRecords;
  chats: Chats;
  settings: SettingsService;
}) {
  const { change, requests, records, chats, settings } = dependencies;

  return {
    /**
     * The people who will be asked for a new conference ID: the administrators who have a chat with us.
     * @throws Problem that says why there is nothing to ask for, or nobody to ask
     */
    async beforeAsking(actor: Person): Promise<Person[]> {
      const tenantSettings = await settings.of(actor.tenant);
      if (mayAct(actor.role, 'reset-conference-id', { others: false, settings: tenantSettings }))
        throw new Problem('request-needless', {});
      await records.of(actor, { own: true });
      const wanted = { tenant: actor.tenant, asker: actor.id, target: actor.id, kind: 'reset-conference-id' as const };
      await assertNotAsked(wanted);
      const { reached } = await reach(wanted);
      if (reached.length === 0) throw new Problem('no-admin-reachable', {});
      return reached;
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
      const wanted = { tenant: actor.tenant, asker: actor.id, target: target.id, kind };
      await assertNotAsked(wanted);
      const { all, reached: inChat } = await reach(wanted);
      const reached = from === 'commandLine' ? all : inChat;
      if (reached.length === 0)
        throw new Problem('no-second-admin', {
          person: contactOf(target),
          others: all.slice(0, 3).map(contactOf),
          why,
        });
      return reached;
    },

    /**
     * Sends a request.
     * @param typed the reason, as it was typed
     * @throws Problem `request-open`, `no-admin-reachable`, or when the offer is no longer open
     */
    ask: (
      click: Click,
      action: 'ask-admin' | 'ask-second-admin',
      typed: string | undefined,
    ): Promise<{ person: Person; reached: Person[]; request: RequestDocument }> =>
      startAgain(async () => {
        const { offer } = await change.look(click, action);
        const { kind, input } =
          offer.kind === 'ask-admin'
            ? { kind: 'reset-conference-id' as const, input: undefined }
            : wantedBy(offer.input);
        const reason = plainReason(typed);
        return change.commit(click, action, async ({ actor, target }, moment) => {
          const { people: reached, request } = await requests.ask(
            { tenant: actor.tenant, kind, asker: actor.id, target: target.id, input, reason, from: click.from },
            moment,
          );
          if (reached.length === 0) throw new Problem('no-admin-reachable', {});
          return { result: { person: target, reached, request } };
        });
      }),

    /**
     * Declines a request. Approving it is the change itself, with an offer that names the request.
     * @throws Problem `notice-over` when it has already been decided
     */
    decline: (click: Click): Promise<{ person: Person }> =>
      startAgain(() => change.commit(click, 'decline-request', async ({ target }) => ({ result: { person: target } }))),
  };

  async function reach(
    wanted: Pick<RequestDocument, 'tenant' | 'kind' | 'asker' | 'target'>,
  ): Promise<{ all: Person[]; reached: Person[] }> {
    const all = await requests.deciders(wanted);
    const known = await chats.byKeys(all.map(({ tenant, id }) => personKey(tenant, id)));
    return { all, reached: all.filter(({ tenant, id }) => known.has(personKey(tenant, id))) };
  }

  async function assertNotAsked(wanted: Pick<RequestDocument, 'tenant' | 'asker' | 'target' | 'kind'>): Promise<void> {
    if (await requests.open(wanted)) throw new Problem('request-open', {});
  }
}

/** The change that a second administrator is asked to approve. */
function wantedBy({ action, ...input }: OfferInputs['ask-second-admin']): Wanted {
  return { kind: action, input } as Wanted;
}

/** One line, without invisible characters. The cards show it as plain text. */
function plainReason(typed = ''): string | undefined {
  const plain = [...typed.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()].slice(0, longestReason).join('');
  return plain === '' ? undefined : plain;
}

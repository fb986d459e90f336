import { Problem } from '../../services/base/problem';
import type { AnyInput } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import { mayTargetDecide } from '../../services/offers/two-admins';
import { type Person, personKey } from '../../services/people/person';
import { shownPerson } from '../../words/people';
import { changeWords } from '../../words/requests';
import type { Row } from '../terminal/output';
import { exitCodes, Refusal } from '../terminal/refusal';
import { nameOfAction } from './bulk-shown';
import type { Session } from './session';
import { isBulkAction } from '../../services/bulk/job';
import { capital } from '../../words/capital';

/** The request of this tenant with this id, as it is now. @throws Refusal when there is none */
export async function requestNamed({ services, tenant }: Session, id: string): Promise<RequestDocument> {
  // Without a bot nobody else has noticed that the time is over.
  await services.lapses.overdue();
  const request = await services.requests.byId(id);
  if (request?.tenant === tenant) return request;
  throw new Refusal({
    code: 'request-unknown',
    what: 'there is no request with that id',
    wayOut: '"requests list" shows those that wait, and with --all also those that were decided.',
    exit: exitCodes.notFound,
  });
}

/**
 * A request that the person may decide now, and whom it is about. What is refused here is refused again in the
 * transaction of the decision.
 * @throws Problem `not-by-yourself`; Refusal when it is over
 */
export async function openRequest(
  session: Session,
  id: string,
  decision: 'approve' | 'decline',
): Promise<{ request: RequestDocument; target: Person }> {
  const { services, tenant, actor } = session;
  const request = await requestNamed(session, id);
  const target = await services.directory.byId(tenant, request.target);
  session.doing(decision === 'approve' ? request.kind : 'decline-request', target);
  if (request.state !== 'open') throw await requestOver(session, request);
  if (!target) throw new Problem('person-unknown', { text: '', nearest: [] });
  if (!mayDecide(request, actor)) throw new Problem('not-by-yourself', {});
  return { request, target };
}

/** Whether somebody may decide a request that is open: not their own, and not what gives themselves something. */
const mayDecide = ({ state, asker, target, kind, barred = [] }: RequestDocument, { id, role }: Person): boolean =>
  state === 'open' &&
  role === 'admin' &&
  asker !== id &&
  !barred.includes(id) &&
  (target !== id || mayTargetDecide(kind));

async function requestOver({ services, tenant }: Session, request: RequestDocument): Promise<Refusal> {
  const { state, decidedBy, endedAt, expiresAt } = request;
  const decider = decidedBy === undefined ? undefined : await services.directory.byId(tenant, decidedBy);
  const when = (endedAt ?? expiresAt).toISOString();
  const who = decider ? shownPerson(decider) : 'somebody';
  const what = {
    open: 'nobody has decided it in time',
    approved: `${who} approved it at ${when}`,
    declined: `${who} declined it at ${when}`,
    lapsed: `nobody decided it in time: it ended at ${when}`,
    unreachable: `it could be shown to nobody: it ended at ${when}`,
    withdrawn: `it was withdrawn at ${when}`,
  }[state];
  const wayOut = state === 'approved' ? 'It is done.' : 'Nothing is changed. Whoever asked can ask again.';
  return new Refusal({ code: 'request-over', what, wayOut, exit: exitCodes.refused }, 'notice-over');
}

/** Requests as rows: what was asked for, by whom, for whom, and what became of it. */
export async function requestRows(
  { services, tenant, actor }: Session,
  requests: readonly RequestDocument[],
): Promise<Row[]> {
  const ids = requests.flatMap(({ asker, target, decidedBy }) => [asker, target, ...(decidedBy ? [decidedBy] : [])]);
  const people = await services.directory.byKeys([...new Set(ids.map((id) => personKey(tenant, id)))]);
  const upnOf = (id: string | undefined) => (id && people.get(personKey(tenant, id))?.upn) || null;
  return requests.map((request) => ({
    id: request._id,
    change: request.kind,
    what: wantedWords(request),
    state: request.state,
    askedBy: upnOf(request.asker),
    for: isAboutSomebody(request) ? upnOf(request.target) : null,
    askedAt: request.askedAt,
    until: request.expiresAt,
    mayDecide: mayDecide(request, actor),
    decidedBy: upnOf(request.decidedBy),
    endedAt: request.endedAt ?? null,
  }));
}

/** The rest of what there is to see of one request. */
export function requestDetails({ kind, input, reason, ticket, answer, from }: RequestDocument): Row {
  const { job, action }: AnyInput = input ?? {};
  return {
    reason: reason ?? null,
    ticket: ticket ?? null,
    answer: answer ?? null,
    from: from ?? 'personal',
    ...(kind === 'bulk' && {
      job: job ?? null,
      action: isBulkAction(action) ? nameOfAction(action) : null,
    }),
  };
}

/** What a request is about, as a sentence. */
export const wantedWords = ({ kind, input }: RequestDocument): string =>
  capital(changeWords(kind === 'bulk' ? 'bulk change' : kind.replaceAll('-', ' '), input));

/** A change to the organization, and the start of a bulk change, are about nobody. */
const isAboutSomebody = ({ kind }: RequestDocument): boolean =>
  !['bulk', 'change-settings', 'restore-defaults', 'switch-pins-by-mail'].includes(kind);

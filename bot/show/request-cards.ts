import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { AnyInput } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import type { Person } from '../../services/people/person';
import { fewPeople, shownPerson } from '../../words/people';
import { particularWords, questionWords, withoutMark } from '../../words/requests';
import { choice, say, somebody, type Surroundings } from './notice-surroundings';

/** A request, for somebody who can decide it: what for whom, why, and by when. */
export async function requestCard(id: string, about: Surroundings): Promise<Card> {
  const { services, day, now } = about;
  const request = await services.requests.byId(id);
  if (!request) return say('A request', ['It is not known any more.']);
  const { asker, target, state, expiresAt } = await peopleOf(request, about);
  const lead = question(request, target, about);
  const facts = [
    ...(target && asker?.id !== target.id && isAboutSomebody(request) ? [somebodyAlone(target, about)] : []),
    ...particularWords(request.input as AnyInput | undefined),
    `Asked by ${asker ? somebody(asker, about) : 'somebody'} on ${day(request.askedAt)}.`,
    ...(request.ticket === undefined ? [] : [`Ticket: ${request.ticket}`]),
    ...(request.kind === 'bulk'
      ? []
      : [request.reason === undefined ? 'No reason was given.' : `Reason, as it was written: ${request.reason}`]),
  ];
  const open = [
    ...choice('Approve', about.offer('approve'), now, { primary: true }),
    ...choice('Decline', about.offer('decline'), now, { takesInput: true }),
  ];
  if (state !== 'open' || open.length === 0)
    return say('A request was answered', [...facts, await outcomeOf(request, about)], [], [], withoutMark(lead));
  return cards.noticeWithOffers({
    ...{ title: 'Do you approve?', lead, choices: open, buttons: listOf(request) },
    paragraphs: [...facts, ...consequences(request), `The first answer decides. Open until ${day(expiresAt)}.`],
    asks: 'If you decline: why? Whoever asked reads it (optional, at most 200 characters)',
  });
}

/** How a request ended, for whoever asked, with a next step. */
export async function requestEndedCard(id: string, about: Surroundings): Promise<Card> {
  const { services, tenant } = about;
  const request = await services.requests.byId(id);
  if (!request) return say('Your request', ['It is not known any more.']);
  const { state, kind, answer, target } = await peopleOf(request, about);
  const lead = withoutMark(question(request, target, about));
  const outcome = await outcomeOf(request, about);
  const show: Button[] =
    target && isAboutSomebody(request)
      ? [{ title: 'Show conference info', verb: 'show-conference-info', data: { person: target.id } }]
      : [];
  if (state === 'approved') {
    const next = target ? approvedWords(request, target) : [];
    return say('Your request was approved', [outcome, ...next], [], show, lead);
  }
  const declined = state === 'declined';
  const deciders = declined ? [] : await services.directory.admins(tenant);
  return say(
    declined ? 'Your request was declined' : 'Nobody has answered your request',
    [
      outcome,
      ...(declined ? [answer === undefined ? 'No reason was given.' : `Reason, as it was written: ${answer}`] : []),
      nextWords(request, target),
      ...(deciders.length > 0 ? [`Ask an administrator: ${fewPeople(deciders)}.`] : []),
    ],
    [],
    [...nextButtons(request), { title: 'Who are the admins?', verb: 'admins', data: {} }],
    lead,
  );
  /** What somebody can do whose request came to nothing. */
  function nextWords({ via, asker }: RequestDocument, whom: Person | undefined): string {
    if (kind === 'reset-pin' && via && whom)
      return `${whom.name} can still reset the PIN without you: by typing "reset my pin" to me.`;
    if (via && whom && asker === whom.id) return 'You can ask again, with a reason that says what it is for.';
    return 'Talk to an administrator, or ask again.';
  }
}

async function peopleOf(request: RequestDocument, { services, tenant }: Surroundings) {
  const [asker, target] = await Promise.all(
    [request.asker, request.target].map((id) => services.directory.byId(tenant, id)),
  );
  return { ...request, asker, target };
}

const question = (
  { kind, input }: Pick<RequestDocument, 'kind' | 'input'>,
  target: Person | undefined,
  { reader }: Surroundings,
): string =>
  questionWords(
    kind,
    input as AnyInput | undefined,
    target?.id === reader ? undefined : { name: target?.name ?? 'somebody' },
  );

/** Whom it is about, as a line: names are not unique. */
const somebodyAlone = (target: Person, { reader }: Surroundings): string =>
  target.id === reader ? 'This is about you.' : shownPerson(target);

/** A change to the organization, and the start of a bulk change, are about nobody. */
const isAboutSomebody = ({ kind }: Pick<RequestDocument, 'kind'>): boolean =>
  !['bulk', 'change-settings', 'restore-defaults', 'switch-pins-by-mail'].includes(kind);

function consequences({ kind, via }: RequestDocument): string[] {
  if (kind === 'reset-conference-id') return ['Invitations with the old conference ID must then be sent again.'];
  if (kind === 'reset-pin' && via)
    return ['The new PIN then waits for its owner. Neither you nor whoever asked sees it.'];
  return [];
}

function approvedWords(
  { kind, via, asker }: Pick<RequestDocument, 'kind' | 'via' | 'asker'>,
  target: Person,
): string[] {
  const own = asker === target.id;
  if (kind === 'reset-conference-id')
    return own
      ? ['The old conference ID no longer works. Send your meeting invitations again, with the new one.']
      : [`${target.name} is told, and has to send meeting invitations again.`];
  if (kind === 'reset-pin' && via) return [`The new PIN is delivered to ${target.name} alone. Nobody else sees it.`];
  return [];
}

/** The buttons that ask once more. */
const nextButtons = ({ via, target, asker }: RequestDocument): Button[] =>
  via ? [{ title: 'Ask again', verb: via, data: asker === target ? {} : { person: target } }] : [];

/** The button that shows the list: nobody should approve it unseen. */
const listOf = ({ kind, input }: RequestDocument): Button[] =>
  kind === 'bulk'
    ? [{ title: 'All rows as a file', verb: 'bulk-result', data: { job: (input as AnyInput).job ?? '' } }]
    : [];

/** The outcome of a request: who decided it, and when. */
async function outcomeOf(
  { state, decidedBy, endedAt, expiresAt, tenant }: RequestDocument,
  about: Surroundings,
): Promise<string> {
  const when = about.day(endedAt ?? expiresAt);
  if (state === 'unreachable') return 'It could be shown to no administrator. Nothing was changed.';
  if (state === 'withdrawn') return `It was withdrawn on ${when}. Nothing was changed.`;
  if (state === 'lapsed' || state === 'open')
    return `Nobody decided it in 7 days, so it ended on ${when}. Nothing was changed.`;
  const decider = decidedBy === undefined ? undefined : await about.services.directory.byId(tenant, decidedBy);
  const who = decider?.id === about.reader ? 'You' : decider ? shownPerson(decider) : 'Somebody';
  return state === 'approved'
    ? `${who} approved it on ${when}.`
    : `${who} declined it on ${when}. Nothing was changed.`;
}

import type { AnyInput, OfferInputs, Wanted } from '../../services/offers/offers';
import { Problem, type TwoAdmins } from '../../services/base/problem';
import { isGuarded } from '../../services/offers/guarded';
import { whyTwoAdmins } from '../../services/offers/two-admins';
import type { Person } from '../../services/people/person';
import { shownPeople, shownPerson } from '../../words/people';
import type { Row } from '../terminal/output';
import { exitCodes, Refusal } from '../terminal/refusal';
import type { Result } from '../terminal/results/kinds';
import { offered } from './offering';
import type { Session } from './session';

/** A change that may take a second administrator. */
type Change = Wanted & { target: Person; will: string };
interface Asking {
  change: Change;
  why: TwoAdmins;
}

/**
 * The change among these that one administrator may not make alone, if there is one. What decides a request has its two
 * administrators.
 * @throws Refusal when there are others beside it: each of them would take a request of its own
 */
export async function takesSecond(session: Session, changes: readonly Change[]): Promise<Asking | undefined> {
  const { services, actor, doing } = session;
  for (const change of changes) {
    const { kind, target, input } = change;
    doing(kind, target);
    if ((input as AnyInput | undefined)?.request !== undefined) continue;
    const why = await whyTwoAdmins(services.directory, kind, { actor, target, own: actor.id === target.id }, { input });
    if (!why) continue;
    if (changes.length === 1) return { change, why };
    throw new Refusal({
      code: 'protected-one-by-one',
      what: 'a change that takes a second administrator is asked for alone',
      wayOut: 'Give its options one by one: each makes a request of its own. Nothing was changed.',
      exit: exitCodes.refused,
    });
  }
  return undefined;
}

/**
 * Asks the other administrators for a change, as the card in the chat does. Nothing is changed before one of them has
 * approved it, in the chat or on the command line.
 * @param about.shared what else the result says
 * @param about.as the fields of the result
 * @returns the exit code for what is not done yet
 */
export async function askSecond(
  session: Session,
  { change, why }: Asking,
  { shared, as }: { shared: Row; as: Result },
): Promise<number> {
  const { services, actor } = session;
  const { kind, target, will } = change;
  if (!isGuarded(kind)) throw new Problem('operation-unknown', {});
  const about = { actor, target, from: 'commandLine' } as const;
  const people = await openRequestTold(session, { kind, target }, services.approvals.beforeSecond(about, kind, why));
  const would = [`Ask ${shownPeople(people)} to approve this: ${will}`];
  if (session.whatIf) {
    const row = { ...shared, whatIf: true, would };
    session.show(row, { as, table: row });
    return exitCodes.done;
  }
  await session.goAhead(would);
  session.doing('ask-second-admin', target);
  const input = { ...change.input, action: kind } as OfferInputs['ask-second-admin'];
  const { click } = await offered(session, { kind: 'ask-second-admin', input, target });
  const { request, reached } = await openRequestTold(
    session,
    { kind, target },
    services.approvals.ask(click, 'ask-second-admin', undefined),
  );
  const asked = { asked: reached.map(({ name }) => name), request: request._id, until: request.expiresAt };
  session.show({ ...shared, ...asked }, { as, table: { ...shared, ...asked } });
  session.say(
    'This takes a second administrator, and nothing was changed yet. Another one approves it in the chat with the ' +
      `bot, or here with "approve ${request._id}". "requests show ${request._id}" tells what they decided.`,
  );
  return exitCodes.notKnown;
}

/**
 * The same, but where it was asked for already, the error says with which request.
 * @throws Refusal
 */
export async function openRequestTold<Result>(
  { services, tenant, actor }: Session,
  { kind, target }: { kind: Wanted['kind']; target: Person },
  asking: Promise<Result>,
): Promise<Result> {
  try {
    return await asking;
  } catch (error) {
    const open =
      error instanceof Problem && error.is('request-open')
        ? await services.requests.open({ tenant, asker: actor.id, target: target.id, kind })
        : undefined;
    if (!open) throw error;
    throw new Refusal(
      {
        code: 'request-open',
        what: `you have asked for such a change ${target.id === actor.id ? '' : `for ${shownPerson(target)} `}already`,
        wayOut:
          `It waits for another administrator until ${open.expiresAt.toISOString()}: "requests show ${open._id}". ` +
          'Nothing was changed.',
        exit: exitCodes.refused,
      },
      'request-open',
    );
  }
}

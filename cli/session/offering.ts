import type { Click, Offer, Wanted } from '../../services/offers/offers';
import type { Person } from '../../services/people/person';
import type { Session } from './session';

/** Where offers of the command line stand: in no chat. */
export const conversation = 'command line';

/** Short, because an offer that nobody sees is accepted at once. Milliseconds. */
const lifetime = 60_000;

/** An offer like the one behind a button of the bot, and the click that accepts it. */
export async function offered(
  session: Session,
  { target, ...wanted }: Wanted & { target: Pick<Person, 'id'> },
): Promise<{ offer: Offer; click: Click }> {
  const { services, tenant, actor } = session;
  const offer = await services.offers.make(
    { ...(wanted as Wanted), tenant, actor: actor.id, target: target.id, conversation },
    lifetime,
  );
  return { offer, click: clickOn(session, offer) };
}

/** The click that a button of this offer would send. */
export const clickOn = ({ tenant, actor }: Session, { _id }: Pick<Offer, '_id'>): Click => ({
  ...{ offer: _id, tenant, actor: actor.id, conversation, from: 'commandLine' },
});

import { type Services } from '../../services';
import { type Click, type OfferKind, type Wanted } from '../../services/offers/offers';
import { type Secret } from '../../services/base/secret';
import { person } from './services';

/**
 * The click that the button of a fresh offer would send, in the 1:1 chat of one sample person, about the same person or
 * another.
 */
export async function clickOn(
  services: Services,
  kind: OfferKind,
  actor: string,
  target = actor,
  input?: object,
): Promise<Click> {
  const ids = { tenant: person(actor).tenant, actor: person(actor).id };
  const { _id } = await services.offers.make(
    { ...({ kind, input } as Wanted), ...ids, target: person(target).id, conversation: 'chat' },
    300_000,
  );
  return { ...ids, offer: _id, conversation: 'chat', from: 'personal' };
}

/** Resets a sample person's PIN and returns the new one. */
export async function resetPin(services: Services, actor: string, target = actor): Promise<Secret> {
  return (await services.conferencing.resetPin(await clickOn(services, 'reset-pin', actor, target))).pin!;
}

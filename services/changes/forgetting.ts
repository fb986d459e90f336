import { Problem } from '../base/problem';
import { startAgain } from '../base/start-again';
import type { Click } from '../offers/offers';
import { type FormerPeople, type Forgetting, pseudonymOf } from '../people/forgetting';
import { contactOf, type Person, personKey } from '../people/person';
import type { Change } from './change';

/**
 * Removes a person who has left from everything that holds a name or an address. The trail never did: its records hold
 * object ids, so they stay as they are, and their chain stays whole.
 * @param dependencies.rooms everything that keeps data about people; each room forgets its own
 */
export function createForgetting(dependencies: {
  change: Change;
  former: FormerPeople;
  rooms: readonly { forget(person: Forgetting): Promise<void> }[];
  /** People come from Microsoft Entra: whoever is still there would come back. */
  fromEntra: boolean;
}) {
  const { change, former, rooms, fromEntra } = dependencies;

  return {
    /**
     * Checks that somebody can be forgotten: not the actor, and a member only once the account can no longer sign in.
     * @throws Problem `forget-self`, `forget-in-entra` or `forget-active`
     */
    assertForgettable,

    /**
     * Accepts the offer to forget somebody: the conference ID is retired, what belongs to that person alone is deleted,
     * and a pseudonym replaces the person wherever others are involved.
     * @throws Problem as `assertForgettable`, or when the offer is no longer open
     */
    forget: (click: Click): Promise<{ pseudonym: string }> =>
      startAgain(async () => {
        const { target } = await change.look(click, 'forget');
        const pseudonym = pseudonymOf(personKey(target.tenant, target.id));
        return change.commit(click, 'forget', async (parties, { at, session }) => {
          assertForgettable(parties.target, parties);
          const { tenant, id, upn, mail } = parties.target;
          const addresses = [upn, ...(mail === undefined ? [] : [mail])];
          // One after the other: a transaction takes one command at a time.
          for (const room of rooms) await room.forget({ tenant, id, addresses, pseudonym, at, session });
          return { result: { pseudonym } };
        });
      }),

    /** The people among these (by `personKey`) who were forgotten. */
    among: (keys: readonly string[]): Promise<Set<string>> => former.among(keys),
  };

  function assertForgettable(target: Person, { own }: { own: boolean }): void {
    if (own) throw new Problem('forget-self', {});
    if (fromEntra && target.seen !== undefined && !target.gone)
      throw new Problem('forget-in-entra', { person: contactOf(target) });
    if (target.accountEnabled && target.kind === 'member')
      throw new Problem('forget-active', { person: contactOf(target) });
  }
}

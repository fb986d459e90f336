import { userInfo } from 'node:os';
import type { Services } from '../../services';
import type { Person } from '../../services/people/person';
import { foldIdentity, identityKeys, plainIdentity } from '../../services/people/names';
import { Problem } from '../../services/base/problem';
import { permit, type Whom } from '../../services/people/rights';

/**
 * The person who acts. DESK_ACT_AS names them by user principal name, mail address or object id. Without it, it is the
 * operating system's user, whose name must be an alias in the directory. A display name is not enough: names are not
 * unique.
 * @throws Problem `actor-unknown`, `actor-disabled` or `actor-guest`
 */
export async function whoActs(
  { directory }: Pick<Services, 'directory'>,
  { tenant, actAs }: { tenant: string; actAs?: string },
): Promise<Person> {
  const text = actAs ?? userInfo().username;
  const found = await directory.find(tenant, text).catch((error: unknown) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  const meant = found && (actAs === undefined ? found.aliases : [found.id, found.upn, found.mail ?? '']);
  const actor = meant?.map(foldIdentity).includes(foldIdentity(text)) ? found : undefined;
  permit(actor);
  return actor;
}

/** Whether the actor named themselves. This needs no look-up. */
const isOneself = (actor: Person, identity: string): boolean => identityKeys(actor).includes(plainIdentity(identity));

/**
 * The person that a command names.
 * @param permitted checks the rights, before the name is looked up
 * @throws Problem
 */
export async function whoIsMeant(
  { directory }: Pick<Services, 'directory'>,
  { actor, identity, permitted }: { actor: Person; identity: string; permitted: (whom: Whom) => void },
): Promise<Person> {
  const oneself = isOneself(actor, identity);
  permitted(oneself ? 'self' : 'others');
  return oneself ? actor : directory.find(actor.tenant, identity);
}

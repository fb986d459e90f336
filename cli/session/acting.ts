import { userInfo } from 'node:os';
import type { Services } from '../../services';
import type { Person } from '../../services/people/person';
import { foldIdentity, identityKeys, plainIdentity } from '../../services/people/names';
import { Problem } from '../../services/base/problem';
import { type Action, assertActor, assertRole } from '../../services/people/rights';

/**
 * Who acts: the one that DESK_ACT_AS names by user principal name, mail address or object id, else the operating
 * system's user, whose name must be an alias in the directory. A name alone is nobody: names are not unique.
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
  assertActor(actor);
  return actor;
}

/** Whether somebody named themself, which is seen without looking anybody up. */
const isOneself = (actor: Person, identity: string): boolean => identityKeys(actor).includes(plainIdentity(identity));

/**
 * The person whom a command names; the role is checked before the name is looked up.
 * @throws Problem
 */
export async function whoIsMeant(
  { directory, settings }: Pick<Services, 'directory' | 'settings'>,
  about: { actor: Person; identity: string; action: Action; others?: readonly Action[] },
): Promise<Person> {
  const { actor, identity, action, others = [] } = about;
  const tenantSettings = await settings.of(actor.tenant);
  const assertRoles = (forOthers: boolean): void => {
    for (const one of [action, ...others]) assertRole(actor.role, one, { others: forOthers, settings: tenantSettings });
  };
  assertRoles(!isOneself(actor, identity));
  const target = isOneself(actor, identity) ? actor : await directory.find(actor.tenant, identity);
  // Somebody who names themself otherwise acts for themself, too.
  if (target.id === actor.id) assertRoles(false);
  return target;
}

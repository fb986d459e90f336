import type { TwoAdmins } from '../base/problem';
import type { ClientSession } from 'mongodb';
import type { Directory } from '../people/directory';
import type { Person } from '../people/person';
import type { Action } from '../people/rights';
import { isGuarded } from './guarded';

/**
 * Whether a change needs a second administrator. What protected people do for themselves does not, except giving up the
 * protection.
 */
export const needsSecondAdmin = (
  action: Action,
  { target, own }: { target: Pick<Person, 'protected'>; own: boolean },
): boolean => target.protected === true && isGuarded(action) && (!own || action === 'unprotect');

/**
 * Why this change needs a second administrator, or undefined when it does not. A tenant's only administrator can
 * appoint the second one alone.
 */
export async function whyTwoAdmins(
  directory: Pick<Directory, 'everyAdmin'>,
  action: Action,
  about: { actor: Person; target: Person; own: boolean },
  change: { role?: string; session?: ClientSession },
): Promise<TwoAdmins | undefined> {
  if (needsSecondAdmin(action, about)) return 'protected';
  if (action !== 'make-role' || change.role !== 'admin') return undefined;
  const others = (await directory.everyAdmin(about.actor.tenant, change.session)).filter(
    ({ id }) => id !== about.actor.id && id !== about.target.id,
  );
  return others.length > 0 ? 'new-admin' : undefined;
}

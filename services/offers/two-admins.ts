import type { TwoAdmins } from '../base/problem';
import type { ClientSession } from 'mongodb';
import type { Directory } from '../people/directory';
import { canAct, type Person } from '../people/person';
import type { Action } from '../people/rights';
import { settingFields } from '../settings/fields';
import { isGuarded } from './guarded';
import type { AnyInput } from './offer';

/**
 * Whether a change to a protected person needs a second administrator. What protected people do for themselves does
 * not, except giving up the protection.
 */
export const needsSecondAdmin = (
  action: Action,
  { target, own }: { target: Pick<Person, 'protected'>; own: boolean },
): boolean => target.protected === true && isGuarded(action) && (!own || action === 'unprotect');

/** Whether somebody can act as an administrator now. */
export const isActiveAdmin = (person: Person): boolean => person.role === 'admin' && canAct(person);

/** The changes by which an administrator would lose something to another one, who may approve that for themself. */
export const takesFromAdmin = ['make-role', 'disable'] as const satisfies readonly Action[];

/**
 * Whether the person whom a change is about may be the second administrator: nobody loses a role or conferencing
 * against their will, and with two administrators there is nobody else to ask.
 */
export const mayTargetDecide = (action: Action): boolean => takesFromAdmin.some((one) => one === action);

/**
 * Why this change needs a second administrator, or undefined when it does not. If nobody else is an administrator, one
 * is enough. Changes that only tighten never need a second one.
 */
export async function whyTwoAdmins(
  directory: Pick<Directory, 'everyAdmin'>,
  action: Action,
  about: { actor: Person; target: Person; own: boolean },
  change: { input?: AnyInput; session?: ClientSession },
): Promise<TwoAdmins | undefined> {
  if (needsSecondAdmin(action, about)) return 'protected';
  const why = reasonOf(action, about, change.input ?? {});
  if (!why) return undefined;
  const { actor, target } = about;
  const others = (await directory.everyAdmin(actor.tenant, change.session)).filter(
    ({ id }) => id !== actor.id && (id !== target.id || mayTargetDecide(action)),
  );
  return others.length > 0 ? why : undefined;
}

function reasonOf(
  action: Action,
  { target, own }: { target: Person; own: boolean },
  { role, settings, position }: AnyInput,
): TwoAdmins | undefined {
  if (action === 'make-role' && role === 'admin') return 'new-admin';
  if (mayTargetDecide(action) && !own && isActiveAdmin(target)) return 'admin-loses';
  if (action === 'switch-pins-by-mail') return position === 'on' ? 'looser-guard' : undefined;
  if (action !== 'change-settings' && action !== 'restore-defaults') return undefined;
  return Object.entries(settings ?? {}).some(([name, { before, after }]) => loosens(name, before, after))
    ? 'looser-guard'
    : undefined;
}

/** Whether a change of a setting loosens a guard of the organization. */
export const loosens = (name: string, before: string, after: string): boolean =>
  settingFields.find((field) => field.name === name)?.loosens?.(before, after) ?? false;

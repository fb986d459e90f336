import { contactOf, type Person } from './person';
import { Problem } from '../base/problem';

/**
 * Checks that Audio Conferencing is for this account at all.
 * @throws Problem `guest`, `resource`, `account-disabled` or `not-licensed`
 */
export function assertEligible(target: Person, { own }: { own: boolean }): void {
  const person = contactOf(target);
  if (target.kind === 'guest') throw new Problem('guest', { person });
  if (target.kind === 'resource') throw new Problem('resource', { person });
  if (!target.accountEnabled) throw new Problem('account-disabled', { person, own });
  if (!target.licensed) throw new Problem('not-licensed', { person, own });
}

/** Whether it is. */
export const isEligible = ({ kind, accountEnabled, licensed }: Person): boolean =>
  kind === 'member' && accountEnabled && licensed;

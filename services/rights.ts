import type { Person } from './directory';
import { Problem } from './problem';

/** What somebody may do in the tenant. An auditor reads the trail and the reports, and is a user for everything else. */
export const roles = ['user', 'helpdesk', 'admin', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Which role an action takes: for oneself, and for somebody else. `nobody` is never enough. */
export interface Right {
  own: Needed;
  others: Needed;
}
type Needed = 'user' | 'helpdesk' | 'admin' | 'auditor' | 'nobody';

/**
 * Who may do what, the one place where it is written. Resetting a conference ID is left to admins because
 * Microsoft leaves it to them (audio-conferencing reference, section 3).
 */
export const rights = {
  'reset-pin': { own: 'user', others: 'admin' },
  'reset-conference-id': { own: 'admin', others: 'admin' },
  'show-conference-info': { own: 'user', others: 'helpdesk' },
  'show-person': { own: 'user', others: 'helpdesk' },
  'change-person': { own: 'admin', others: 'admin' },
  'send-conference-info': { own: 'user', others: 'helpdesk' },
  'mail-status': { own: 'user', others: 'helpdesk' },
  'failed-mails': { own: 'admin', others: 'nobody' },
  'resend-mail': { own: 'admin', others: 'admin' },
  'enable': { own: 'admin', others: 'admin' },
  'disable': { own: 'admin', others: 'admin' },
  'change-number': { own: 'admin', others: 'admin' },
  'switch-mails': { own: 'admin', others: 'admin' },
  'switch-automatic-mails': { own: 'admin', others: 'nobody' },
  'switch-pins-by-mail': { own: 'admin', others: 'nobody' },
  'change-settings': { own: 'admin', others: 'nobody' },
  'restore-defaults': { own: 'admin', others: 'nobody' },
  'make-role': { own: 'admin', others: 'admin' },
  'find-conference-id': { own: 'helpdesk', others: 'helpdesk' },
  'audit': { own: 'auditor', others: 'auditor' },
  'talk': { own: 'user', others: 'nobody' },
} as const satisfies Record<string, Right>;
export type Action = keyof typeof rights;

const having: Record<Needed, readonly Role[]> = {
  user: roles,
  helpdesk: ['helpdesk', 'admin'],
  admin: ['admin'],
  auditor: ['auditor', 'admin'],
  nobody: [],
};

/** Whether a role may do something, for oneself or for others. */
export function mayAct(role: Role, action: Action, { others }: { others: boolean }): boolean {
  const right: Right = rights[action];
  return having[others ? right.others : right.own].includes(role);
}

/**
 * Checks the role. It comes before anybody is looked up: who may not act for others gets the same answer
 * whoever was named.
 * @throws Problem `not-for-others` or `not-your-role`
 */
export function assertRole(role: Role, action: Action, { others }: { others: boolean }): void {
  if (mayAct(role, action, { others })) return;
  throw others ? new Problem('not-for-others', {}) : new Problem('not-your-role', { action });
}

/**
 * Checks that somebody may use the desk at all: this company's own people whose account is enabled.
 * @throws Problem `actor-unknown`, `actor-disabled` or `actor-guest`
 */
export function assertActor(actor: Person | undefined): asserts actor is Person {
  if (!actor || actor.kind === 'resource') throw new Problem('actor-unknown', {});
  if (actor.kind === 'guest') throw new Problem('actor-guest', {});
  if (!actor.accountEnabled) throw new Problem('actor-disabled', {});
}

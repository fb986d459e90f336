import { type Person, type Role, roles } from './person';
import { Problem } from '../base/problem';
import type { Settings } from '../settings/settings';

/** Which role an action takes: for oneself, and for somebody else. No role is enough for `nobody`. */
export interface Right {
  own: Needed;
  others: Needed;
  /** The setting that lets everybody do it for themselves. */
  ownWhere?: 'selfServiceConferenceId';
}
type Needed = 'user' | 'helpdesk' | 'admin' | 'auditor' | 'nobody';

/**
 * Who may do what, the one place where it is written. Resetting a conference ID is left to admins because
 * Microsoft leaves it to them (docs/audio-conferencing.md, section 3).
 */
export const rights = {
  'reset-pin': { own: 'user', others: 'admin' },
  'reset-conference-id': { own: 'admin', others: 'admin', ownWhere: 'selfServiceConferenceId' },
  'pick-up-pin': { own: 'user', others: 'nobody' },
  'show-late-pin': { own: 'user', others: 'admin' },
  'not-me': { own: 'user', others: 'nobody' },
  'ask-admin': { own: 'user', others: 'helpdesk' },
  'ask-pin-reset': { own: 'nobody', others: 'helpdesk' },
  'nudge': { own: 'nobody', others: 'helpdesk' },
  'lift-lock': { own: 'user', others: 'admin' },
  'ask-second-admin': { own: 'admin', others: 'admin' },
  'decline-request': { own: 'nobody', others: 'admin' },
  'protect': { own: 'admin', others: 'admin' },
  'unprotect': { own: 'admin', others: 'admin' },
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
  // For others: the approval of what another administrator wants to change.
  'switch-pins-by-mail': { own: 'admin', others: 'admin' },
  'change-settings': { own: 'admin', others: 'admin' },
  'restore-defaults': { own: 'admin', others: 'admin' },
  // For others: the approval of what another administrator has started.
  'bulk': { own: 'admin', others: 'admin' },
  'forget': { own: 'admin', others: 'admin' },
  'make-role': { own: 'admin', others: 'admin' },
  'import-people': { own: 'admin', others: 'nobody' },
  'list-people': { own: 'helpdesk', others: 'nobody' },
  'rotate-keys': { own: 'admin', others: 'nobody' },
  'backup': { own: 'admin', others: 'nobody' },
  'find-conference-id': { own: 'helpdesk', others: 'helpdesk' },
  'report': { own: 'auditor', others: 'nobody' },
  'export-audit': { own: 'auditor', others: 'auditor' },
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

/** What the tenant has set about rights. */
type OwnSettings = Pick<Settings, NonNullable<Right['ownWhere']>>;

/** For whom something is done, and what the tenant has set about it. Without settings the defaults hold. */
interface Circumstances {
  others: boolean;
  settings?: OwnSettings;
}

/** Whether a role may do something, for oneself or for others. */
export function mayAct(role: Role, action: Action, { others, settings }: Circumstances): boolean {
  const right: Right = rights[action];
  if (!others && right.ownWhere && settings?.[right.ownWhere]) return true;
  return having[others ? right.others : right.own].includes(role);
}

/** Actions that change nothing of the person they are about, so that helpdesk may do them for administrators, too. */
const readOnly: readonly Action[] = [
  'show-conference-info',
  'show-person',
  'send-conference-info',
  'mail-status',
  'find-conference-id',
  'report',
  'audit',
  'export-audit',
  'nudge',
  'talk',
];

/**
 * Whether somebody may do this to somebody with that role: helpdesk changes nothing of an administrator (threats E1).
 */
export const mayActOn = (actor: Role, target: Role, action: Action): boolean =>
  actor !== 'helpdesk' || target !== 'admin' || readOnly.includes(action);

/** The person for whom something is done. `others` is somebody else whose name has not been looked up yet. */
export type Whom = Person | 'self' | 'others';

/**
 * The one check of who may do what, in this order: the actor may use the desk at all; the role of the actor permits
 * it; the role of the target does. Without an action it is the first of the three alone.
 *
 * Where a name has to be looked up it is asked twice. Before, with `others`: actors who may not act for others get the
 * same answer whoever was named. Afterwards with the person who was found: actors who named themselves act for
 * themselves.
 * @param settings the tenant's; without them the defaults hold
 * @throws Problem `actor-unknown`, `actor-disabled` or `actor-guest`; `not-for-others` or `not-your-role`;
 *   `not-for-admins`
 */
export function permit(actor: Person | undefined): asserts actor is Person;
export function permit(
  actor: Person | undefined,
  whom: Whom,
  action: Action,
  settings?: OwnSettings,
): asserts actor is Person;
export function permit(
  actor: Person | undefined,
  whom?: Whom,
  action?: Action,
  settings?: OwnSettings,
): asserts actor is Person {
  assertActor(actor);
  if (!whom || !action) return;
  const others = typeof whom === 'string' ? whom === 'others' : whom.id !== actor.id;
  assertRole(actor.role, action, { others, settings });
  if (typeof whom !== 'string') assertTarget(actor, whom, action);
}

/** This company's own people whose account is enabled may use the desk. */
function assertActor(actor: Person | undefined): asserts actor is Person {
  if (!actor || actor.kind === 'resource') throw new Problem('actor-unknown', {});
  if (actor.kind === 'guest') throw new Problem('actor-guest', {});
  if (!actor.accountEnabled) throw new Problem('actor-disabled', {});
}

function assertRole(role: Role, action: Action, circumstances: Circumstances): void {
  if (mayAct(role, action, circumstances)) return;
  throw circumstances.others ? new Problem('not-for-others', {}) : new Problem('not-your-role', { action });
}

/**
 * The role of the target: helpdesk does not even ask for a change to an administrator.
 * @throws Problem `not-for-admins`
 */
export function assertTarget(actor: Person, target: Person, action: Action): void {
  if (actor.id !== target.id && !mayActOn(actor.role, target.role, action)) throw new Problem('not-for-admins', {});
}

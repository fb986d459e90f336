/** Whose limit was reached: see `services/offers/limits.ts`. */
export type LimitedBy = 'actor' | 'target' | 'tenant' | 'own';

/**
 * Everything that can go wrong without being a bug. Each code has words for people in `bot/show/excuses.ts`;
 * the compiler refuses a code without words. The value lists the facts that the words may use.
 */
export interface ProblemDetails {
  // The person who asks
  'actor-unknown': Record<never, never>;
  'actor-disabled': Record<never, never>;
  'actor-guest': Record<never, never>;
  'not-for-others': Record<never, never>;
  'not-your-role': { action: string };
  // The person it is for
  'person-unknown': { text: string; nearest: Contact[] };
  'person-ambiguous': { text: string; matches: Contact[]; more: number };
  'person-missing': Record<never, never>;
  'person-mention-unknown': Record<never, never>;
  'account-disabled': { person: Contact; own: boolean };
  'guest': { person: Contact };
  'resource': { person: Contact };
  'not-licensed': { person: Contact; own: boolean };
  'not-enabled': { person: Contact; own: boolean };
  'already-enabled': { person: Contact; own: boolean };
  // The mail
  'no-mailbox': { person: Contact; own: boolean };
  'address-malformed': Record<never, never>;
  'address-several': Record<never, never>;
  'address-not-allowed': { domains: string[] };
  'address-not-for-own-pin': Record<never, never>;
  'sender-not-allowed': { domains: string[] };
  'mail-none-failed': { person: Contact; own: boolean };
  'mail-not-failed': Record<never, never>;
  'mail-with-pin': { person: Contact };
  // The offer
  'operation-unknown': Record<never, never>;
  /** `again` is what the same command needs to make the offer once more. */
  'operation-expired': { command: string; again: Record<string, string> };
  'operation-superseded': Record<never, never>;
  'operation-cancelled': Record<never, never>;
  /** `unseen`: a new PIN may not have reached whoever pressed the button. */
  'operation-used': { at: Date; kind: string; target: string; unseen?: boolean };
  'operation-other': { at: Date };
  'operation-restored': Record<never, never>;
  'offer-outdated': { command: string };
  'button-only': Record<never, never>;
  // What another one decides
  'notice-over': Record<never, never>;
  'request-open': Record<never, never>;
  'request-needless': Record<never, never>;
  /** What helpdesk asks for would be a change to somebody protected, which takes two administrators. */
  'ask-protected': { person: Contact };
  'no-admin-reachable': Record<never, never>;
  /**
   * `others` could approve, but have no chat. If there are none, the other administrators are `admins`: those whom the
   * change is about.
   */
  'no-second-admin': { person: Contact; others: Contact[]; why: TwoAdmins; admins?: (Contact & { inChat: boolean })[] };
  'not-by-yourself': Record<never, never>;
  'asker-not-admin': Record<never, never>;
  'not-for-admins': Record<never, never>;
  'protected': { person: Contact; command: string; why: TwoAdmins; role?: string };
  'licence-protected': { person: Contact };
  'protected-same': { person: Contact; now: boolean };
  /** `accused`: the ids of those whose changes the owner objected to, who cannot lift the lock. */
  'resets-blocked': { person: Contact; until: Date; accused?: readonly string[] };
  'not-locked': { person: Contact; own: boolean };
  'lock-not-yours': { person: Contact };
  // What helpdesk suggests
  /** `by`: this person was suggested it already, or the one who suggests has done so often. */
  'nudged-already': { person: Contact; until: Date; by: 'target' | 'actor' };
  'nudge-unreachable': { person: Contact };
  'outcome-unknown': Record<never, never>;
  // Microsoft Teams, where it keeps the PINs
  /** Nothing was changed, and it may be tried again. `correlation` is what Microsoft's support asks for. */
  'teams-refused': { reason: TeamsRefusal; correlation?: string; person: Contact; own: boolean };
  /** Perhaps it was changed. It is never tried again by itself. */
  'teams-unknown': { person: Contact; own: boolean };
  'teams-at-it': { person: Contact };
  'not-with-teams': { what: NotWithTeams };
  'limit-reached': { by: LimitedBy; most: number; hours: number; until: Date; action: string };
  'busy': Record<never, never>;
  // Many people at once
  'bulk-empty': Record<never, never>;
  /** The first line of a table, of which no column is known. */
  'bulk-columns-unknown': { columns: string[]; file?: string };
  'bulk-beside': Record<never, never>;
  'bulk-too-many': { count: number; most: number };
  'bulk-self': Record<never, never>;
  'bulk-duplicate': Record<never, never>;
  'bulk-unreachable': { person: Contact };
  'bulk-broken': Record<never, never>;
  'bulk-over': Record<never, never>;
  'bulk-no-approver': { others: Contact[] };
  // The PIN
  'pin-try-later': { until: Date };
  // Settings
  'setting-invalid': { label: string; allowed: string };
  'settings-same': Record<never, never>;
  'settings-outdated': Record<never, never>;
  // The trail
  'period-unknown': Record<never, never>;
  // A file
  'file-gone': Record<never, never>;
  'file-place': Record<never, never>;
  // A list of people
  'upload-unreadable': { file?: string };
  'upload-not-text': { file?: string };
  /** `most` in bytes. */
  'upload-too-large': { most: number; file?: string };
  // People who have left
  'forget-self': Record<never, never>;
  'forget-active': { person: Contact };
  // Roles
  'role-missing': { roles: readonly string[] };
  'role-same': { person: Contact; role: string };
  'role-not-for-guests': { person: Contact };
  'last-admin': { person: Contact };
  // People who come from Microsoft Entra
  'role-from-entra': { person: Contact };
  'licence-from-entra': { person: Contact };
  'people-from-entra': Record<never, never>;
  'forget-in-entra': { person: Contact };
  /** Microsoft Graph did not say in time whether whoever pressed the button still has the role. */
  'role-unchecked': Record<never, never>;
  // Switches
  'position-missing': { example: string };
  // Numbers
  'conference-id-malformed': Record<never, never>;
  'conference-id-missing': Record<never, never>;
  'conference-id-unknown': { number: string };
  'conference-ids-exhausted': Record<never, never>;
  'number-missing': { numbers: string[] };
  /** `tollFree`: the choice was among toll-free numbers. */
  'number-not-on-bridge': { numbers: string[]; tollFree?: boolean };
  /** These would leave the bridge, but are the own numbers of so many people; some of them. */
  'number-in-use': { numbers: string[]; count: number; people: Contact[]; tollFree: boolean };
  /** So many people follow the default number, and would have none. */
  'number-needed': { number: string; count: number };
  // The place
  'not-installed': Record<never, never>;
  'update-teams': Record<never, never>;
}

/** Why Teams did not do what it was asked: nothing was changed. */
export type TeamsRefusal =
  /** No worker is up, the queue is full, or the call waited too long in it. */
  | 'unavailable'
  /** "Your tenant is disabled for Online Dial-In Conferencing". */
  | 'tenant-without-service'
  /** The app lacks the Entra role, or has the permission that breaks it. */
  | 'no-right'
  /** The sign-in of the app failed: an expired secret or certificate. */
  | 'sign-in'
  /** Teams does not know this person yet. */
  | 'person-unknown'
  | 'throttled'
  | 'failed';

/** What can be done here only where this desk keeps conference IDs and PINs itself. */
export type NotWithTeams =
  | 'reset-conference-id'
  | 'enable'
  | 'pin-length'
  | 'numbers'
  | 'start-without-pin'
  | 'bridge-settings'
  | 'check-pin'
  | 'find-conference-id';

export type ProblemCode = keyof ProblemDetails;

/**
 * These are no refusals that a front notes in the trail: either the change has a record of its own, or nobody can tell
 * what became of it.
 */
export const notNoted: readonly ProblemCode[] = ['outcome-unknown', 'teams-refused', 'teams-unknown'];

/** How a person is shown to others. Names alone are not unique, so the UPN always goes with them. */
export interface Contact {
  id: string;
  name: string;
  upn: string;
}

/** A failure that the person can understand: `code` says which, `details` what the words need. */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  override name = 'Problem' as const;

  constructor(
    readonly code: Code,
    readonly details: ProblemDetails[Code],
  ) {
    super(code);
  }

  /** Narrows to one code, so that the details get their type. */
  is<Wanted extends ProblemCode>(code: Wanted): this is Problem<Wanted> {
    return (this.code as ProblemCode) === code;
  }
}

/** A fault in the set-up: the message is one line that names the thing and the way out. */
export class SetupError extends Error {
  override name = 'SetupError' as const;
}

/**
 * Why a change takes two administrators (threats E3): the person is protected, would become an administrator, is one
 * and would lose something, or the change loosens a guard of the organization.
 */
export type TwoAdmins = 'protected' | 'new-admin' | 'admin-loses' | 'looser-guard';

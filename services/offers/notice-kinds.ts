import type { Contact, TeamsRefusal } from '../base/problem';
import type { OfferCall } from './offer';

/** What an owner can object to. Older objections lack it and are about a PIN. */
export type ObjectionTo = 'pin' | 'conference-id' | 'enabled' | 'disabled' | 'unlocked';

/**
 * What each kind of notice is about. Never a PIN, and not the reason that somebody typed: that stays with the request.
 */
export interface NoticeFacts {
  /** To the owner, to pick up the PIN: somebody reset it, and only the owner may see it. */
  'pin-to-pick-up': { by: Contact; at: Date; stopped: boolean };
  /** To the person who reset it: the owner did not pick it up, or could not. */
  'pin-not-picked-up': { person: Contact; at: Date; stopped: boolean; why: 'lapsed' | 'unreachable' };
  /** To the owner: somebody reset the PIN and has seen it, unless it was not told to us. */
  'pin-reset-by-other': { by: Contact; at: Date; untold?: true };
  /** To whoever reset the PIN: Teams took longer than a click can wait, and now the PIN is there. */
  'late-pin': { person: Contact; at: Date };
  /** To whoever asked Teams for a change that took longer: what came of it. `action` is the name of the command. */
  'call-ended': {
    person: Contact;
    action: string;
    how: Exclude<OfferCall, 'asked'>;
    reason?: TeamsRefusal;
    correlation?: string;
    at: Date;
  };
  /** To the owner: somebody reset the conference ID, and the owner had not asked for it. */
  'conference-id-reset-by-other': { by: Contact; at: Date };
  /** To all administrators: the owner did not want a reset. Older notices lack `of` and are about a PIN. */
  'objection': { person: Contact; by: Contact; at: Date; until: Date; stopped: boolean; of?: ObjectionTo };
  /** To the owner: somebody else enabled them or turned conferencing off, whatever the mail switches say. */
  'enabled-by-other': { by: Contact; at: Date };
  'disabled-by-other': { by: Contact; at: Date };
  /** To the owner: somebody else lifted the lock that an objection had put on. */
  'lock-lifted': { by: Contact; at: Date };
  /** To somebody whom helpdesk suggests to get a new PIN. It changes nothing. */
  'nudge': { by: Contact; at: Date };
  /** To the person: somebody else gave them another role. */
  'role-changed': { by: Contact; at: Date; before: string; after: string };
  /** To all administrators: settings by name, each with its text before and after. */
  'guard-loosened': { by: Contact; at: Date; settings: Record<string, { before: string; after: string }> };
  /** To the person: the protection was ended. */
  'unprotected-by-other': { by: Contact; at: Date };
  /**
   * To all administrators: another one was made, lost the role, or lost conferencing; or somebody's protection ended.
   */
  'admin-changed': { by: Contact; at: Date; person: Contact; what: 'made' | 'demoted' | 'disabled' | 'unprotected' };
  /** To all administrators: so many people are missing in Microsoft Entra that somebody is asked first. */
  'sync-stopped': { count: number; all: number; at: Date };
  /** To those who can decide: somebody asks for a change. */
  'request': { request: string };
  /** To the owner: the database came from a backup of that moment, and which PINs were replaced since is not known. */
  'pin-ended': { of: Date; at: Date };
  /** To whoever made the change: a mail about it was given up. */
  'mail-failed': { person: Contact; mail: string };
  /** To the person who asked: how the request ended. */
  'request-ended': { request: string };
}
export type NoticeKind = keyof NoticeFacts;

interface Common {
  /** Random. */
  _id: string;
  tenant: string;
  /** The person it is for. */
  person: string;
  /** The person's 1:1 chat when the notice was written. Its offers can be accepted only there. */
  conversation: string;
  /** The offers behind its buttons, by the name of the button. */
  operations: Record<string, string>;
  /** Who was told when its owner objected, by their ids, and whether a PIN was stopped. */
  told?: { inChat: readonly string[]; byMail: readonly string[]; stopped: boolean };
  state: 'queued' | 'sent' | 'lost';
  /** When the change was made. */
  at: Date;
  /** When the next try is due. While a try is under way: when another replica may take it over. */
  dueAt: Date;
  /** The random mark of the replica that is working on it. */
  lease?: string;
  tries: number;
  /** The message that shows it, to be edited later. */
  message?: { id: string };
  /** Why it reached nobody. */
  failure?: NoticeFailure;
  endedAt?: Date;
}

/** `restored`: it waited in a backup, and may have been sent since. */
export type NoticeFailure = 'not-installed' | 'undeliverable' | 'restored';

/** A card that a change owes to somebody who did not just press a button. */
export type Notice = { [Kind in NoticeKind]: Common & { kind: Kind; facts: NoticeFacts[Kind] } }[NoticeKind];

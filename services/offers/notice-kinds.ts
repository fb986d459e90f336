import type { Contact } from '../base/problem';

/** What each kind of notice is about. Never a PIN; a reason that somebody typed stays with its request. */
export interface NoticeFacts {
  /** Somebody reset a PIN that only its owner may see: to the owner, to pick it up. */
  'pin-to-pick-up': { by: Contact; at: Date; stopped: boolean };
  /** To whoever reset it: the owner did not, or could not. */
  'pin-not-picked-up': { person: Contact; at: Date; stopped: boolean; why: 'lapsed' | 'unreachable' };
  /** Somebody reset a PIN and was shown it: to the owner. */
  'pin-reset-by-other': { by: Contact; at: Date };
  /** Somebody reset a conference ID, and its owner had not asked for it: to the owner. */
  'conference-id-reset-by-other': { by: Contact; at: Date };
  /** The owner says that a reset was not wanted: to all administrators. Older ones lack `of` and are about a PIN. */
  'objection': { person: Contact; by: Contact; at: Date; until: Date; stopped: boolean; of?: 'pin' | 'conference-id' };
  /** Somebody asks for a change: to those who can decide. */
  'request': { request: string };
  /** What became of it: to whoever asked. */
  'request-ended': { request: string };
}
export type NoticeKind = keyof NoticeFacts;

interface Common {
  /** Random. */
  _id: string;
  tenant: string;
  /** Whom it is for. */
  person: string;
  /** Their 1:1 chat when it was written; the offers that it offers are good there alone. */
  conversation: string;
  /** The offers behind its buttons, by the name of the button. */
  operations: Record<string, string>;
  state: 'queued' | 'sent' | 'lost';
  /** When the change was made. */
  at: Date;
  /** The next try; while one is under way, when another replica may take it over. */
  dueAt: Date;
  /** Who has it in hand. */
  lease?: string;
  tries: number;
  /** Where it stands, to be edited later. */
  message?: { id: string };
  /** Why it did not reach anybody. */
  failure?: NoticeFailure;
  endedAt?: Date;
}

export type NoticeFailure = 'not-installed' | 'undeliverable';

/** A card that a change owes to somebody who did not just press a button. */
export type Notice = { [Kind in NoticeKind]: Common & { kind: Kind; facts: NoticeFacts[Kind] } }[NoticeKind];

import type { Withheld } from './mail-outcome';
import type { MailKind } from './letter/kinds';
import type { Sender } from '../base/mail-address';
import type { SealedBox } from '../pins/sealed-box';

/** Why a mail was not delivered, or not yet. Each has words in `words/mails.ts`. */
export type MailFailure =
  | 'mailbox-unknown'
  | 'mailbox-full'
  | 'refused'
  | 'deferred'
  | 'sender-refused'
  | 'relay-refused'
  | 'login-refused'
  | 'certificate'
  | 'host-unknown'
  | 'connection-refused'
  | 'no-greeting'
  | 'no-starttls'
  | 'no-tls'
  | 'server-unreachable'
  /** The server was given the mail, and never said whether it takes it. */
  | 'unconfirmed'
  | 'not-secure'
  | 'pin-unreadable'
  | 'unwritable'
  /** It waited in a backup that was restored, and may have been sent since. */
  | 'restored';

/** The failures that come from how the mail server is set up here: an administrator can mend them. */
export const setupFaults = [
  'sender-refused',
  'relay-refused',
  'login-refused',
  'not-secure',
  'certificate',
  'host-unknown',
  'connection-refused',
  'no-greeting',
  'no-starttls',
  'no-tls',
] as const satisfies readonly MailFailure[];

/** A mail that a change owes, written in the transaction of that change. */
export interface OutboxDocument {
  /** Random, and not the id of the offer: it becomes part of the Message-ID. */
  _id: string;
  tenant: string;
  kind: MailKind;
  person: string;
  to: string;
  /** Whether the command named `to`; otherwise it is the person's own address. */
  given?: true;
  /** The sender, if the command named one; otherwise it is the tenant's. */
  from?: Sender;
  /** The person who caused it, to be named in the mail. Absent when that is the recipient. */
  by?: { id: string; name: string };
  facts: { conferenceId?: string; tollNumber?: string; tollFreeNumber?: string };
  /** The new PIN, encrypted for this row alone. Removed as soon as the mail is sent or given up. */
  pin?: SealedBox;
  /** The hash of the offer whose change owes it, and the bulk job of that offer. Mails from before lack both. */
  operation?: string;
  job?: string;
  /** It was given up, and whoever caused it has not been told yet. */
  untold?: true;
  /** The version of the PIN that the mail is about. */
  pinVersion?: number;
  /** Why a mail about a new PIN does not carry it. */
  withheld?: Withheld;
  /** `dropped`: when its turn came, what it would have said was no longer true. */
  state: 'queued' | 'sent' | 'dead' | 'dropped';
  /** When the change was made. */
  at: Date;
  /** When it was put in the queue, for the first time or to be sent again. */
  queuedAt: Date;
  /** When the next try is due. While a try is under way: when another replica may take it over. */
  dueAt: Date;
  /** The random mark of the replica that is working on it. */
  lease?: string;
  tries: number;
  /** The last try that failed. It is kept even if a later one succeeds. */
  failure?: { reason: MailFailure; at: Date; status?: number };
  /** When it was sent or given up. */
  endedAt?: Date;
}

/** A row before its transaction starts: its random values are drawn, but its times are not known yet. */
export type Letter = Omit<OutboxDocument, 'at' | 'queuedAt' | 'dueAt' | 'operation' | 'job'>;

/**
 * Whether a mail was meant to carry a PIN. Once such a mail is given up its PIN is gone, and only a new reset helps.
 */
export const carriesPin = ({ kind, withheld }: Pick<OutboxDocument, 'kind' | 'withheld'>): boolean =>
  (kind === 'pin-reset' || kind === 'enabled') && withheld === undefined;

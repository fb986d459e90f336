import type { MailKind, PinWithheld } from '../kinds';

/** A sentence about who did something. A name may be any text, so no digit may follow it directly. */
export interface Provenance {
  byOther(actor: string, when: string): string;
  byReader(when: string): string;
}

/** Steps under a title. */
export interface Instructions {
  title: string;
  steps: string[];
}

/**
 * Everything that mails say in one language. They use the polite form, and no names of buttons that differ between
 * versions of Teams. What people type to the bot stays English, because the bot understands nothing else.
 */
export interface MailWords {
  /** The service that sends the mail, shown under the name of the tenant. */
  service: string;
  /** Subject and heading. Without names and numbers: subjects show up on locked screens and in logs. */
  titles: Record<MailKind, string>;
  /** The name may be empty. */
  greeting(name: string): string;
  openings: Record<MailKind, string[]>;
  /** The sentence of the openings that is left out with Teams, where people have no conference ID of their own. */
  sameId: string;
  did: Provenance;
  /** The same for a mail that somebody asked for, without a change. */
  asked: Provenance;
  when(moment: { day: string; time: string; zone: string }): string;
  labels: { pin: string; conferenceId: string; tollNumber: string; tollFreeNumber: string };
  /** Instead of numbers, when none is set. */
  noNumber: string;
  /** Beside a PIN. */
  keepPin: string;
  /** In place of a PIN. */
  withheld: Record<PinWithheld, (actor?: string) => string>;
  /** How to start a meeting by phone, as in chat (cards/telling/pin-shown-once.json). */
  phone: Instructions;
  /** How to update existing meetings. */
  meetings: Instructions & { paragraphs: string[] };
  unexpected: { title: string; advice: Record<MailKind, string> };
  /** The link into the chat with the bot. */
  openChat: string;
  /** Used in the footer when the organization has not set a name. */
  organization: string;
  footer(tenantName: string): string;
}

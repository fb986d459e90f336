import type { MailKind, PinWithheld } from '../kinds';

/** A sentence about who did something. A name may be any text, so no digit stands right after one. */
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
 * All that mails say in one language. Polite form, no names of buttons that differ between versions of Teams.
 * What people type to the bot stays English, because it understands nothing else.
 */
export interface MailWords {
  /** What the mail is from, under the name of the tenant. */
  service: string;
  /** Subject and heading. No name, no number: subjects stand on locked screens and in logs. */
  titles: Record<MailKind, string>;
  /** The name may be an empty text. */
  greeting(name: string): string;
  openings: Record<MailKind, string[]>;
  did: Provenance;
  /** The same for a mail that was asked for and follows no change. */
  asked: Provenance;
  when(moment: { day: string; time: string; zone: string }): string;
  labels: { pin: string; conferenceId: string; tollNumber: string; tollFreeNumber: string };
  /** In place of numbers that nobody has set. */
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
  /** Stands in the footer for an organization that has set no name. */
  organization: string;
  footer(tenantName: string): string[];
}

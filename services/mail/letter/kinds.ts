/** What mails are about. */
export const mailKinds = [
  'enabled',
  'disabled',
  'pin-reset',
  'pin-waiting',
  'pin-stopped',
  'conference-id-reset',
  'number-changed',
  'conference-info',
  'nudge',
  'request',
  'objection',
] as const;
export type MailKind = (typeof mailKinds)[number];

/** The mails to administrators, whether or not they have conferencing themselves. */
export const toAdmins: readonly MailKind[] = ['request', 'objection'];
/** The mails that somebody had sent, and that tell of no change to their reader. */
export const askedFor: readonly MailKind[] = ['conference-info', 'nudge', 'request', 'objection'];
/** The mails that show neither a number nor a conference ID. */
export const withoutFacts: readonly MailKind[] = ['disabled', 'nudge', 'request', 'objection'];

/** The languages that mails are written in. */
export const mailLanguages = ['en', 'de', 'fr', 'es'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/**
 * Why a mail that announces a PIN does not show it. `owner`: only the person may see a PIN here. `not-by-mail`: PINs
 * are not mailed in this organization. `elsewhere`: the PIN was sent to another address. `replaced`: it has been reset
 * again since.
 */
export type PinWithheld = 'owner' | 'not-by-mail' | 'elsewhere' | 'untold' | 'replaced';

/** What a mail is about. Names are what people and tenants call themselves, so they can be any text. */
export interface LetterFacts {
  kind: MailKind;
  /** A BCP 47 tag such as `de-AT`; a language without words here gets English. */
  language: string;
  /** An IANA name. Without a usable one, times are in UTC, and the text says so. */
  timeZone?: string;
  /** Empty when the organization has not set a name. */
  tenantName: string;
  recipient: { name: string };
  /** The person who did it, if not the recipient. */
  actor?: { name: string };
  /** When the change was made. */
  at: Date;
  /**
   * Digits. Every kind needs it except those `withoutFacts`, which never show it. Empty with Teams, where each meeting
   * has one of its own.
   */
  conferenceId?: string;
  /** E.164. If both numbers are absent, the mail says that none is set. */
  tollNumber?: string;
  /** E.164. */
  tollFreeNumber?: string;
  /** 4 to 12 digits. `enabled` and `pin-reset` need either this or `pinWithheld`; other kinds must have neither. */
  pin?: string;
  pinWithheld?: PinWithheld;
}

export type FactId = 'pin' | 'conferenceId' | 'tollNumber' | 'tollFreeNumber';

export interface Fact {
  /** Fixed, like the names on cards: tests and other tools find the fact by it. */
  id: FactId | 'pinWithheld' | 'noNumber';
  label: string;
  value: string;
  /** The fact that the mail is about is large. A sentence says why a value is missing. */
  look: 'large' | 'plain' | 'sentence';
  /** Where a tap on the value leads: `tel:` and the number as a phone dials it. */
  link?: string;
}

/** What a mail says, regardless of how it looks. */
export interface Letter {
  language: MailLanguage;
  tenantName: string;
  service: string;
  title: string;
  greeting: string;
  paragraphs: string[];
  facts: Fact[];
  sections: { title: string; paragraphs: string[]; steps: string[] }[];
  /** The way into the chat with the bot, where it is known. */
  chat?: { words: string; address: string };
  footer: string;
}

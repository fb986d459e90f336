import type { Button } from '../cards/card';

/** What several cards say, so that they all say it in the same words. */

type Mail =
  | { kind: 'queued'; address: string; withheld?: 'owner' | 'not-by-mail' | 'elsewhere' | 'untold'; alsoTold?: string }
  | { kind: 'microsoft'; address: string; alsoTold?: string }
  | { kind: 'switched-off'; for: 'everybody' | 'person' }
  | { kind: 'self-service' | 'no-mailbox' | 'not-wanted' };

/** Before the change, and after it. */
type Sentences = readonly [string, string];

const tells = { whole: ['An email that says so goes to', 'An email that says so is on its way to'] } as const;

/** How the sentences begin that say what the email holds, before the change and after it; also of one without PIN. */
const mails = {
  'PIN': {
    whole: ['The new PIN is also emailed to', 'The new PIN is being emailed to'],
    withoutPin: ['An email without the PIN goes to', 'An email without the PIN is on its way to'],
  },
  'waiting PIN': tells,
  'conference ID': {
    whole: ['The new conference ID is also emailed to', 'The new conference ID is being emailed to'],
  },
  'number': { whole: ['The new number is also emailed to', 'The new number is being emailed to'] },
  'enabled': {
    whole: [
      'The conference ID, the numbers and the PIN are emailed to',
      'The conference ID, the numbers and the PIN are being emailed to',
    ],
    withoutPin: [
      'The conference ID and the numbers, without the PIN, are emailed to',
      'The conference ID and the numbers, without the PIN, are being emailed to',
    ],
  },
  'disabled': tells,
} as const;

/** What has to be handed over to somebody else if it is not mailed. */
const toHandOver: Partial<Record<keyof typeof mails, string>> = {
  'PIN': 'PIN',
  'conference ID': 'conference ID',
  'number': 'number',
};

/**
 * What happens with the mail about a change, in a sentence or two, or an empty text where there is nothing to say.
 * @param about.what what the mail is about
 * @param about.own whether the mail is about the reader
 * @param about.done false on the offer, true after the change
 */
export function mailWords(mail: Mail, about: { what: keyof typeof mails; own: boolean; done: boolean }): string {
  const { what, own, done } = about;
  const handOver = own || !toHandOver[what] ? '' : ` Hand the ${toHandOver[what]} over another way.`;
  switch (mail.kind) {
    case 'queued': {
      const { whole, withoutPin = whole }: { whole: Sentences; withoutPin?: Sentences } = mails[what];
      const begins = (mail.withheld ? withoutPin : whole)[done ? 1 : 0];
      const warned = mail.alsoTold ? ` ${mail.alsoTold} is told so, without the PIN.` : '';
      return `${begins} ${mail.address}.${mail.withheld === 'not-by-mail' ? handOver : ''}${warned}`;
    }
    case 'microsoft': {
      const warned = mail.alsoTold ? ` ${mail.alsoTold} is told so, without the PIN.` : '';
      return `Microsoft ${done ? 'was asked to email' : 'also emails'} the new PIN to ${mail.address}.${warned}`;
    }
    case 'self-service':
      // Whoever resets their own has it on the screen and misses no email.
      return '';
    case 'switched-off':
      return (
        `No email is sent, because automatic emails are ` +
        `off${mail.for === 'person' ? ' for this person' : ''}.${handOver}`
      );
    case 'no-mailbox':
      return `Nothing is emailed, because there is no mailbox.${handOver}`;
    case 'not-wanted':
      return `No email is sent, because none was wanted.${handOver}`;
  }
}

/** The button that tells later what happened to a queued mail. */
export const mailStatusButton = (mail: Pick<Mail, 'kind'>, person: string): Button[] =>
  mail.kind === 'queued' ? [{ title: 'Email status', verb: 'mail-status', data: { person } }] : [];

/** What each role is called. */
export const roleWords = {
  user: 'User: you act for yourself',
  helpdesk: 'Helpdesk: you may also look up others and send them their conference info',
  admin: 'Administrator: you may do everything for everybody',
  auditor: 'Auditor: you act for yourself, and may read the audit trail and the reports',
} as const;

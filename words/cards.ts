import type { Button } from '../cards/card';

/** What several cards say, so that they all say it in the same words. */

type Mail =
  | { kind: 'queued'; address: string; withheld?: 'owner' | 'not-by-mail' | 'elsewhere'; alsoTold?: string }
  | { kind: 'switched-off'; for: 'everybody' | 'person' }
  | { kind: 'self-service' | 'no-mailbox' | 'not-wanted' };

/** What a mail is called in a sentence, with the PIN in it and without. */
const mails = {
  'PIN': {
    whole: 'An email with the new PIN',
    withoutPin: 'An email that tells of the new PIN, without the PIN itself,',
  },
  'waiting PIN': { whole: 'An email that says so, without a PIN,', withoutPin: '' },
  'conference ID': { whole: 'An email with the new conference ID', withoutPin: '' },
  'number': { whole: 'An email with the new number', withoutPin: '' },
  'enabled': {
    whole: 'An email with the conference ID, the numbers and the PIN',
    withoutPin: 'An email with the conference ID and the numbers, without the PIN,',
  },
  'disabled': { whole: 'An email that says so', withoutPin: '' },
} as const;

/** What has to be handed over to somebody else if it is not mailed. */
const toHandOver: Partial<Record<keyof typeof mails, string>> = {
  'PIN': 'PIN',
  'conference ID': 'conference ID',
  'number': 'number',
};

/**
 * What happens with the mail about a change, in a sentence or two.
 * @param about.what what the mail is about
 * @param about.own whether the mail is about the reader
 * @param about.done false on the offer, true after the change
 */
export function mailWords(mail: Mail, about: { what: keyof typeof mails; own: boolean; done: boolean }): string {
  const { what, own, done } = about;
  const handOver = own || !toHandOver[what] ? '' : ` Hand the ${toHandOver[what]} over another way.`;
  switch (mail.kind) {
    case 'queued': {
      const name = mail.withheld ? mails[what].withoutPin : mails[what].whole;
      const warned = mail.alsoTold ? ` ${mail.alsoTold} is told so, without the PIN.` : '';
      return (
        `${name} ${done ? 'is queued for' : 'will go to'} ` +
        `${mail.address}.${mail.withheld === 'not-by-mail' ? handOver : ''}${warned}`
      );
    }
    case 'self-service':
      return 'No email is sent, because you reset it yourself.';
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

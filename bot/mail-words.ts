import type { MailFailure, OutboxDocument } from '../services/outbox';

/** What each kind of mail is called in a list. */
const kinds: Record<OutboxDocument['kind'], string> = {
  'enabled': 'Enabled for Audio Conferencing',
  'disabled': 'Audio Conferencing turned off',
  'pin-reset': 'New PIN',
  'conference-id-reset': 'New conference ID',
  'number-changed': 'New number',
  'conference-info': 'Conference info',
};

/** Why a mail was not delivered, as the end of a sentence. */
const failures: Record<MailFailure, string> = {
  'mailbox-unknown': 'mailbox unknown',
  'mailbox-full': 'mailbox full',
  'refused': 'the mail server refused it',
  'deferred': 'the mail server asked to wait',
  'sender-refused': 'the mail server refuses our sender address; MAIL_FROM needs a look',
  'login-refused': 'the mail server refuses our login; SMTP_URL needs a look',
  'server-unreachable': 'the mail server does not answer',
  'not-secure': 'the connection to the mail server could not be encrypted',
  'pin-unreadable': 'the key that its PIN was sealed with is gone',
  'unwritable': 'it could not be written; the log has the reason',
};

/** A mail as a line of a list says it. */
export function mailLine(mail: OutboxDocument, { day }: { day(at: Date): string }) {
  const { kind, to, state, at, dueAt, endedAt = at, tries, failure, lease } = mail;
  const why = failure ? failures[failure.reason] : '';
  const line = { what: `${kinds[kind]}, ${day(at)}`, to: `To ${to}`, failed: state === 'dead' };
  if (state === 'sent') return { ...line, state: `Sent ${day(endedAt)}` };
  if (state === 'dead') return { ...line, state: `Not delivered: ${why}` };
  if (!failure) return { ...line, state: 'Queued' };
  return { ...line, state: lease || tries === 0 ? `Queued; the last try failed: ${why}` : `Queued: ${why}. The next try is at ${day(dueAt)}.` };
}

/** The name of a mail in the middle of a sentence: `the mail "New PIN"`. */
export const mailName = ({ kind }: Pick<OutboxDocument, 'kind'>): string => `the mail "${kinds[kind]}"`;

import { type MailFailure, type OutboxDocument, setupFaults } from '../services/mail/outbox-document';
import type { Role } from '../services/people/person';

/** What each kind of mail is called in a list. */
const kinds: Record<OutboxDocument['kind'], string> = {
  'enabled': 'Enabled for Audio Conferencing',
  'disabled': 'Audio Conferencing turned off',
  'pin-reset': 'New PIN',
  'pin-waiting': 'New PIN to pick up',
  'pin-stopped': 'PIN stopped',
  'conference-id-reset': 'New conference ID',
  'number-changed': 'New number',
  'conference-info': 'Conference info',
  'nudge': 'Suggestion to reset the PIN',
  'request': 'Request for an administrator',
  'objection': 'Reset reported',
};

/** Why a mail was not delivered, as the end of a sentence. */
export const failures: Record<MailFailure, string> = {
  'mailbox-unknown': 'mailbox unknown',
  'mailbox-full': 'mailbox full',
  'refused': 'the mail server refused it',
  'deferred': 'the mail server asked to wait',
  'sender-refused': 'the mail server refuses our sender address; MAIL_FROM needs a look',
  'relay-refused':
    'the mail server does not pass on emails of ours to that address; it needs a login in SMTP_URL, or has to know us',
  'certificate':
    'the certificate of the mail server is not trusted; NODE_EXTRA_CA_CERTS can name the authority that issued it',
  'host-unknown': 'the name of the mail server is not known; the host in SMTP_URL needs a look',
  'connection-refused': 'nothing listens at that port of the mail server; host and port in SMTP_URL need a look',
  'no-greeting':
    'the mail server says nothing when we connect; if its port is for SMTPS, SMTP_URL begins with smtps://',
  'no-starttls':
    'the mail server does not encrypt by STARTTLS; if its port is for SMTPS, SMTP_URL begins with smtps://',
  'no-tls': 'the port of the mail server is not for SMTPS; if it takes STARTTLS, SMTP_URL begins with smtp://',
  'login-refused': 'the mail server refuses our login; SMTP_URL needs a look',
  'server-unreachable': 'the mail server does not answer',
  'unconfirmed': 'the mail server has not said whether it took it, so it may have arrived',
  'not-secure': 'the connection to the mail server could not be encrypted',
  'pin-unreadable': 'the key that its PIN was sealed with is gone',
  'unwritable': 'it could not be written; the log has the reason',
  'restored': 'it waited in a backup that was restored since, so it may have arrived',
};

/** The failures that are the installation's own fault. Only administrators can do something about them. */
const ours: readonly MailFailure[] = [...setupFaults, 'pin-unreadable', 'unwritable'];

/** Why a mail failed, unless it is for administrators alone: only they can do something about it. */
export const mailFailureShown = (reason: MailFailure | undefined, role: Role): MailFailure | undefined =>
  reason && role !== 'admin' && ours.includes(reason) ? undefined : reason;

/** The same as the end of a sentence. */
export function whyNotDelivered({ failure }: Pick<OutboxDocument, 'failure'>, role: Role): string {
  if (!failure) return '';
  const reason = mailFailureShown(failure.reason, role);
  return reason ? failures[reason] : 'it cannot be sent at the moment';
}

/** What a waiting mail adds while nothing sends mails. */
const nobodySends = (role: Role): string =>
  role === 'admin'
    ? ' Nothing sends emails at the moment: no bot with a mail server (SMTP_URL) runs. "dialin-desk mail send" sends them.'
    : ' Emails are not sent at the moment.';

/**
 * A mail as a line of a list. For administrators it says what has to be fixed.
 * @param about.sending whether anybody sends mails; if not, a mail that waits says so
 */
export function mailLine(
  mail: OutboxDocument,
  { day, role, sending = true }: { day(at: Date): string; role: Role; sending?: boolean },
) {
  const { kind, to, state, at, dueAt, endedAt = at, tries, failure, lease } = mail;
  const why = whyNotDelivered(mail, role);
  const line = { what: `${kinds[kind]}, ${day(at)}`, to: `To ${to}`, failed: state === 'dead' };
  if (state === 'sent') return { ...line, state: `Sent ${day(endedAt)}` };
  if (state === 'dropped') return { ...line, state: 'Not sent: something newer replaced it' };
  if (state === 'dead') return { ...line, state: `Not delivered: ${why}` };
  if (lease && dueAt > new Date()) return { ...line, state: 'On its way: the mail server has not answered yet' };
  if (!sending) return { ...line, state: `Queued${failure ? `: ${why}` : ''}.${nobodySends(role)}` };
  if (!failure) return { ...line, state: 'Queued' };
  const next = dueAt.getTime() - Date.now() < 60_000 ? 'in a moment' : `at ${day(dueAt)}`;
  return {
    ...line,
    state: tries === 0 ? `Queued; the last try failed: ${why}` : `Queued: ${why}. The next try is ${next}.`,
  };
}

/** The name of a mail in the middle of a sentence: `the mail "New PIN" of 22 Nov 2026, 14:02`. */
export const mailName = (
  { kind, at }: Pick<OutboxDocument, 'kind' | 'at'>,
  { day }: { day(at: Date): string },
): string => `the email "${kinds[kind]}" of ${day(at)}`;

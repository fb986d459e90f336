import { carriesPin, type OutboxDocument } from '../../services/mail/outbox';
import type { Role } from '../../services/people/person';
import { mailFailureShown, mailLine } from '../../words/mails';
import type { MailResult } from '../terminal/results/mails';

/** A mail as data. What only administrators can mend is told to nobody else. */
export function mailRow(mail: OutboxDocument, role: Role): MailResult {
  const { _id, kind, person, to, state, tries, at, dueAt, endedAt, failure } = mail;
  return {
    id: _id,
    kind,
    personId: person,
    to,
    state: state === 'dead' ? 'failed' : state,
    reason: state === 'queued' || state === 'dead' ? (mailFailureShown(failure?.reason, role) ?? null) : null,
    tries,
    createdAt: at.toISOString(),
    nextTryAt: state === 'queued' ? dueAt.toISOString() : null,
    endedAt: endedAt?.toISOString() ?? null,
    carriesPin: carriesPin(mail),
    text: mailLine(mail, { day: (time) => time.toISOString(), role }).state,
  };
}

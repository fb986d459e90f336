import { carriesPin, type OutboxDocument } from '../../services/mail/outbox-document';
import type { Role } from '../../services/people/person';
import { mailFailureShown, mailLine } from '../../words/mails';
import { day } from '../terminal/dates';
import { nextStep } from './mails';
import type { MailResult } from '../terminal/results/mails';

/**
 * A mail as data. What only administrators can mend is told to nobody else.
 * @param about.sending whether anybody sends mails
 */
export function mailRow(mail: OutboxDocument, { role, sending }: { role: Role; sending: boolean }): MailResult {
  const { _id, kind, person, to, state, tries, at, dueAt, endedAt, failure, from } = mail;
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
    from: from === undefined ? null : `${from.name} <${from.address}>`,
    carriesPin: carriesPin(mail),
    text: mailLine(mail, { day, role, sending }).state,
    wayOut: nextStep(mail) || null,
  };
}

/** A mail in a table: what it is, to whom, and what became of it. */
export function mailWords(mail: OutboxDocument, about: { role: Role; sending: boolean }): string {
  const { what, to, state } = mailLine(mail, { day, ...about });
  return `${what}. ${to}. ${state}`;
}

import type { z } from 'zod';
import { mailKinds } from '../../../services/mail/letter/kinds';
import { failures } from '../../../words/mails';
import type { MailFailure } from '../../../services/mail/outbox-document';
import { code, count, fields, flag, list, orNull, text, time } from './kinds';

const reasons = Object.keys(failures) as [MailFailure, ...MailFailure[]];

/** A row of `mail list`. */
export const mailResult = fields({
  id: text('for "mail resend"'),
  kind: code(mailKinds, 'what it is about'),
  personId: text('object id of the person whom it is about'),
  to: text('the address'),
  state: code(['queued', 'sent', 'failed', 'dropped'], 'failed: given up; dropped: something newer replaced it'),
  reason: orNull(code(reasons, 'why the last try failed; null if it is for administrators alone')),
  tries: count('how often it was tried'),
  createdAt: time('when the change was made'),
  nextTryAt: orNull(time('when it is tried next')),
  endedAt: orNull(time('when it was sent, given up or dropped')),
  from: orNull(text('the sender, if the command named one')),
  carriesPin: flag('whether it was meant to carry a PIN: it then cannot be sent again'),
  text: text('what became of it, as a sentence'),
  wayOut: orNull(text('what can be done if it did not arrive')),
});
export type MailResult = z.infer<typeof mailResult>;

/** `mail send` */
export const mailsSent = fields({
  whatIf: flag('whether it was only described, and nothing was sent'),
  would: list(text(''), 'with --what-if: what would happen, as sentences'),
  sent: count('emails that left'),
  failed: count('emails that were given up'),
  waiting: count('emails that still wait'),
  mails: list(mailResult, 'those that wait or were given up, with the fields of "mail list"'),
});

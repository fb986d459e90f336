import type { z } from 'zod';
import { roles } from '../../../services/people/person';
import { code, fields, flag, list, number, orNull, text, time } from './kinds';
import { mailResult } from './mails';
import { recordResult } from './trail';

const kinds = ['member', 'guest', 'resource'] as const;
/** Why conferencing is off for somebody. */
const offReasons = ['guest', 'resource', 'account-disabled', 'not-licensed', 'not-enabled'] as const;
export type OffReason = (typeof offReasons)[number];

/** Who somebody is. */
const who = {
  name: text('as it is shown'),
  upn: text('user principal name'),
  id: text('object id in Microsoft Entra'),
  mail: orNull(text('primary email address; null without a mailbox')),
  kind: code(kinds, 'what the account is for'),
  accountEnabled: flag('whether the account can sign in'),
  licensed: flag('whether an Audio Conferencing licence is assigned'),
  role: code(roles, 'what the person may do here'),
  protected: flag('whether every change takes two administrators'),
};

/** What somebody has. */
const conferencing = {
  enabled: flag('whether Audio Conferencing is on and can be used'),
  offReason: orNull(code(offReasons, 'why it is off')),
  conferenceId: orNull(text('also of somebody who has lost licence or account, until "user disable"')),
  bridge: orNull(text('the bridge on which the conference ID counts')),
  serviceNumber: orNull(number('the default number to dial')),
  serviceNumberFrom: orNull(code(['person', 'bridge'], 'whether it is an own one, or that of the bridge')),
  tollFreeServiceNumber: orNull(number('the toll-free number')),
  tollFreeServiceNumberFrom: orNull(code(['person', 'bridge'], 'the same of it')),
  pinSet: flag('whether there is a PIN'),
  pinResetAt: orNull(time('when the PIN was last reset here')),
  automaticMails: flag('whether emails go to this person by themselves'),
  allowPstnOnlyMeetings: flag('whether callers may start meetings without a PIN'),
};

/** A row of `user list`. */
export const userRow = fields({ ...who, ...conferencing });
export type UserRow = z.infer<typeof userRow>;

/** `user get` */
export const userResult = fields({
  ...who,
  aliases: list(text(), 'other names'),
  language: orNull(text('preferred language, as Entra knows it')),
  ...conferencing,
  state: text('whether Audio Conferencing is on, as a sentence'),
  lastMails: list(mailResult, 'the newest emails, with the fields of "mail list"'),
  lastRecords: orNull(
    list(recordResult, 'the newest records, as in "audit list"; null if your role does not see them'),
  ),
});
export type UserResult = z.infer<typeof userResult>;

/** A row of `people list`. */
export const personRowResult = fields({
  ...who,
  givenName: text('the first name'),
  surname: text('the last name'),
  aliases: list(text(), 'other names'),
  language: orNull(text('preferred language, as Entra knows it')),
});
export type PersonRow = z.infer<typeof personRowResult>;

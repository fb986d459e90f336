import { mailResult } from './mails';
import { fields, flag, list, number, orNull, text, time } from './kinds';
import { changed } from './settings';

/** What every change says about itself. */
const change = {
  whatIf: flag('whether it was only described, and nothing was changed'),
  would: list(text(), 'with --what-if: what would happen, as sentences'),
  unchanged: flag('whether everything was so already'),
  done: list(text(), 'the changes that were made, in their order'),
  changes: list(changed, 'what was changed'),
  asked: list(text(''), 'who was asked to approve it, where it takes a second administrator'),
  request: orNull(text('the request that one of them approves')),
  until: orNull(time('until when it can be approved')),
};

/** `tenant set`, `tenant remove` and `bridge set` */
export const settingsChanged = fields(change);

/** Whom a change is about. */
const who = {
  name: text('whom it is about'),
  upn: text('user principal name'),
  id: text('object id in Microsoft Entra'),
};

/** `role set`, `protect` and `unprotect` */
export const accountChanged = fields({ ...who, ...change });

/** `forget` */
export const forgotten = fields({
  ...who,
  ...change,
  pseudonym: orNull(text('what the trail calls the person from now on')),
});

/** What a change to a person's conferencing says about itself. */
export const personChange = {
  ...change,
  conferenceId: orNull(text('the new conference ID')),
  serviceNumber: orNull(number('the number to dial')),
  pin: orNull(text('the new PIN, or ***** where it is not shown')),
  mails: list(mailResult, 'what became of the emails, with the fields of "mail list"'),
  noMails: list(text(), 'why there was no email, as sentences'),
  note: orNull(text('what else to know')),
};

/** `user set`, `user enable`, `user disable` and `mail resend` */
export const personChanged = fields({ ...who, ...personChange });

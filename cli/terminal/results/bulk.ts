import { mailResult } from './mails';
import { code, count, fields, flag, list, orNull, text, time } from './kinds';

/** What bulk changes are called on the command line. */
export const bulkActionNames = ['reset-pin', 'reset-conference-id', 'enable', 'disable', 'set-number'] as const;

const states = ['checking', 'ready', 'asked', 'running', 'paused', 'done', 'stopped', 'dropped'] as const;
const drops = ['not-confirmed', 'declined', 'lapsed', 'unreachable', 'withdrawn'] as const;

const what = {
  id: orNull(text('its id, for bulk status; null if it was only checked')),
  action: code(bulkActionNames, 'what is done for each person'),
  serviceNumber: orNull(text('with set-number: the number that everybody gets, in E.164, or default')),
  state: code(states, 'asked: it waits for a second administrator'),
  total: count('rows of the list'),
};
const counts = {
  done: orNull(count('people who were changed; null until it has started')),
  failed: orNull(count('people for whom it went wrong')),
  notReached: orNull(count('people whose turn did not come yet')),
  leftOut: count('rows that are left out'),
};
const outcome = {
  wouldChange: orNull(count('people who would be changed; null once it has started')),
  ...counts,
  notKnown: orNull(count('people for whom nobody can tell whether Teams did it; null if there are none')),
  stoppedBecause: orNull(text('why it stopped')),
  droppedBecause: orNull(code(drops, 'why nothing came of it')),
  why: list(text(), 'why rows were left out or failed'),
  mailsSent: orNull(count('emails to these people that left; null until it has started')),
  mailsWaiting: orNull(count('emails to them that still wait')),
  mailsFailed: orNull(count('emails to them that were given up')),
  notDelivered: list(mailResult, 'the emails that wait or were given up, with the fields of "mail list"'),
};
const asking = {
  asked: list(text(), 'who can approve it'),
  request: orNull(text('the request that another administrator approves')),
  until: orNull(time('until when it can be approved')),
};
const times = {
  startedBy: orNull(text('user principal name; null if the person was forgotten')),
  createdAt: time('when its list was given'),
  startedAt: orNull(time('when it was started, or approved')),
  endedAt: orNull(time('when it ended')),
};

/** `bulk run`, `bulk pause` and `bulk stop` */
export const bulkResult = fields({
  whatIf: flag('whether it was only checked, and nothing was changed'),
  would: list(text(), 'pause and stop with --what-if: what would happen, as sentences'),
  ...what,
  ...outcome,
  ...asking,
});

/** `bulk list` */
export const bulkRow = fields({ ...what, ...counts, ...times });

/** `bulk status` */
export const bulkStatus = fields({ ...what, ...outcome, ...asking, ...times });

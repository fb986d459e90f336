import { bulkResult, bulkActionNames } from './bulk';
import { personChange } from './changes';
import { code, fields, flag, orNull, text, time } from './kinds';

const states = ['open', 'approved', 'declined', 'lapsed', 'unreachable', 'withdrawn'] as const;
const places = ['personal', 'groupChat', 'team', 'commandLine'] as const;

const row = {
  id: text('its id, for approve and decline'),
  change: text('what is asked for, by the name of its command in the chat'),
  what: text('the same in words'),
  state: code(states, 'lapsed: nobody decided it in time'),
  askedBy: orNull(text('user principal name; null if the person was forgotten')),
  for: orNull(text('whom it is about; null if it is about the organization or many people')),
  askedAt: time('when it was asked'),
  until: time('until when it can be decided'),
  mayDecide: flag('whether you may decide it'),
  decidedBy: orNull(text('who decided it')),
  endedAt: orNull(time('when it was decided or ended')),
};

/** `requests list` */
export const requestRow = fields(row);

/** `requests show` */
export const requestShown = fields({
  ...row,
  reason: orNull(text('what the person wrote who asked')),
  ticket: orNull(text('the number of the ticket that it belongs to')),
  answer: orNull(text('what the person wrote who declined it')),
  from: code(places, 'where it was asked'),
  job: orNull(text('the bulk change, for bulk status')),
  action: orNull(code(bulkActionNames, 'what the bulk change does')),
});

const { request: _request, asked: _asked, until: _until, ...made } = personChange;

/** `approve` and `decline` */
export const decided = fields({
  request: text('its id'),
  decision: orNull(code(['approved', 'declined'], 'null with --what-if')),
  ...made,
  pseudonym: orNull(text('what the trail calls a forgotten person from now on')),
  job: orNull(bulkResult.describe('the bulk change, with the fields of "bulk run"')),
});

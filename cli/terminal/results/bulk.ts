import { bulkActions } from '../../../services/bulk/job';
import { code, count, fields, flag, list, orNull, text } from './kinds';

const states = ['checking', 'ready', 'asked', 'running', 'paused', 'done', 'stopped', 'dropped'] as const;

/** `bulk run` */
export const bulkResult = fields({
  whatIf: flag('whether it was only checked, and nothing was changed'),
  action: code(bulkActions, 'what is done for each person'),
  state: code(states, 'asked: it waits for a second administrator'),
  total: count('rows of the list'),
  wouldChange: orNull(count('people who would be changed; null once it has started')),
  done: orNull(count('people who were changed; null until it has started')),
  failed: orNull(count('people for whom it went wrong')),
  notReached: orNull(count('people whose turn did not come yet')),
  leftOut: count('rows that are left out'),
  stoppedBecause: orNull(text('why it stopped')),
  why: list(text(), 'why rows were left out or failed'),
});

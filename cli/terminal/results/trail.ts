import type { z } from 'zod';
import { code, count, fields, flag, list, oneOrMany, orNull, text, time } from './kinds';

const outcomes = ['done', 'refused', 'cancelled', 'asked', 'unknown', 'lapsed', 'shown', 'unconfirmed'] as const;
const places = ['personal', 'groupChat', 'team', 'commandLine', 'entra', 'itself'] as const;

/** A row of `audit list`. */
export const recordResult = fields({
  id: text('of the record'),
  at: time('when it happened'),
  action: text('the name of the command'),
  outcome: code(outcomes, 'how it ended'),
  reason: orNull(text('the code of the refusal, as in "error <code>"')),
  text: text('the action and how it ended, in words'),
  from: code(places, 'where it was said'),
  actorId: text('object id of whoever did it; for somebody who was forgotten, the pseudonym'),
  actorName: orNull(text('the name now; null if nobody in the directory')),
  actorUpn: orNull(text('the user principal name now')),
  actorRole: orNull(text('the role at that moment')),
  targetId: orNull(text('object id of whom it was done for; null if nobody was found')),
  targetName: orNull(text('the name now')),
  targetUpn: orNull(text('the user principal name now')),
  askerId: orNull(text('object id of who had asked for it, if somebody else decided')),
  askerName: orNull(text('the name now')),
  askerUpn: orNull(text('the user principal name now')),
  before: orNull(text('a setting before')),
  after: orNull(text('a setting after')),
  seq: orNull(count('the number in the chain; null until it is chained')),
});
export type RecordResult = z.infer<typeof recordResult>;

/** What a verification can find, in the order of the exit codes. */
export const verdicts = [
  'fine',
  'edited',
  'missing',
  'inserted',
  'swapped',
  'tail-cut',
  'rewritten',
  'head-document',
  'lost-by-restore',
  'not-chained-in-time',
  'backdated',
] as const;

/** `audit verify`: one trail if somebody acts, else a list. */
export const verdictResult = oneOrMany(
  fields({
    tenant: text('whose trail'),
    verdict: code(verdicts, 'the worst that was found'),
    right: count('records that are right'),
    waiting: count('records that wait to be chained'),
    late: count('records that were not chained in time'),
    backdated: count('records that are dated back'),
    firstBad: orNull(count('the number of the first bad record')),
    savedHead: flag('whether it was compared with a saved head'),
    notes: list(text(), 'what was found, as sentences'),
  }),
);

/** `audit head`: one if somebody acts, else a list. */
export const headResult = oneOrMany(
  fields({
    tenant: text('whose trail'),
    head: orNull(text('what to keep elsewhere; null if nothing is chained yet')),
  }),
);

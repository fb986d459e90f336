import { code, count, fields, flag, list, orNull, text, time } from './kinds';

/** `report` */
export const reportResult = fields({
  since: time('the beginning of what is counted'),
  resets: list(
    fields({
      day: text('in UTC'),
      kind: code(['reset-pin', 'reset-conference-id'], 'what was reset'),
      role: orNull(text('of whoever did it')),
      own: flag('whether it was their own'),
      count: count('how many'),
    }),
    'resets of each day',
  ),
  refused: list(
    fields({ reason: text('the code'), count: count('how many'), text: text('in words') }),
    'most frequent first',
  ),
  mailsSent: count('in that time'),
  mailsFailed: count('emails that were given up in that time'),
  enabled: count('people who have Audio Conferencing now'),
  neverMailed: count('of these, people without any email that is remembered (KEEP_HISTORY_DAYS)'),
  pinLength: count('what the setting is now'),
  shortPins: count('people whose PIN has fewer digits than that'),
  unknownPins: count('people whose PIN is from before its length was kept'),
  until: orNull(time('the end of what is counted; null if it goes on')),
});

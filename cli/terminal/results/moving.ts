import { count, fields, flag, list, orNull, text, time } from './kinds';

/** `backup` */
export const backupResult = fields({
  file: text('the file that was written'),
  documents: count('documents in it'),
  bytes: count('its length'),
});

/** `restore` */
export const restoreResult = fields({
  whatIf: flag('whether it was only described, and nothing was changed'),
  would: list(text(), 'with --what-if: what would happen, as sentences'),
  of: orNull(time('the moment of the backup')),
  documents: orNull(count('documents that were written; null where another program did that')),
  pinsEnded: orNull(count('people whose PIN was ended')),
  peopleTold: orNull(count('those of them who get a card in their chat')),
  mailsGivenUp: orNull(count('emails that waited in the backup; "mail list --failed" has them')),
  numberMailsEnded: orNull(count('changes of a default number of which not everybody was told')),
  offersEnded: orNull(count('offers that were open')),
  requestsEnded: orNull(count('requests that were open')),
  noticesEnded: orNull(count('cards that waited to be sent')),
  bulkJobsEnded: orNull(count('bulk changes that were not at their end')),
  callsUnknown: orNull(count('calls to Teams that were under way')),
});

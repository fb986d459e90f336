import { count, fields, flag, list, orNull } from './kinds';
import { changeFields } from './people-import';
import { importedFields } from '../../../services/people/import/merge';

/** `sync` */
export const syncResult = fields({
  whatIf: flag('whether it was only looked at, and nothing was changed'),
  full: flag('whether everybody came, and not only what has changed'),
  rows: count('rows that came'),
  added: count('people who are new'),
  changed: count('people who were changed'),
  unchanged: count('people who were so already'),
  unusable: count('rows without a user principal name'),
  disabled: count('people whose account could sign in before, and cannot any more'),
  unlicensed: count('people who had a licence before, and have none any more'),
  roles: count('people whose role was changed'),
  missing: orNull(count('people who did not come and wait for --accept; null if nobody does')),
  changes: list(changeFields([...importedFields, 'role']), 'who was added or changed'),
  changesLeftOut: count('how many more of them there are than the list has'),
});

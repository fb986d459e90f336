import { count, fields, flag } from './kinds';

/** `people import` */
export const importResult = fields({
  whatIf: flag('whether it was only checked, and nothing was changed'),
  rows: count('rows that were read'),
  added: count('people who are new'),
  changed: count('people who were changed'),
  unchanged: count('people who were so already'),
  wrong: count('rows that could not be saved'),
  incomplete: count('rows of which something was left as it is'),
});

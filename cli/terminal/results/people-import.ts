import { z } from 'zod';
import { importedFields } from '../../../services/people/import/merge';
import { code, count, fields, flag, list, text } from './kinds';

const value = (about: string) =>
  z
    .union([text(''), flag(''), list(text(''), '')])
    .nullable()
    .describe(about);

/** Somebody whom an import or a round would add or change. @param names the fields that it can be about */
export const changeFields = <Name extends string>(names: readonly [Name, ...Name[]]) =>
  fields({
    change: code(['add', 'change'], 'whether the person is new'),
    id: text('object id in Microsoft Entra'),
    upn: text('user principal name, as it would be'),
    name: text('name, as it would be'),
    kind: code(['member', 'guest', 'resource'], 'what it is, as it would be'),
    accountEnabled: flag('whether the account can sign in, as it would be'),
    licensed: flag('whether an Audio Conferencing licence is assigned, as it would be'),
    disables: flag('whether the account could sign in before, and could not any more'),
    fields: list(
      fields({
        field: code(names, 'the field, named as in people export'),
        before: value('what it is; null if there is nothing'),
        after: value('what it would be'),
      }),
      'what would change; empty for somebody new',
    ),
  });

/** `people import` */
export const importResult = fields({
  whatIf: flag('whether it was only checked, and nothing was changed'),
  rows: count('rows that were read'),
  added: count('people who are new'),
  changed: count('people who were changed'),
  unchanged: count('people who were so already'),
  wrong: count('rows that could not be saved'),
  incomplete: count('rows of which something was left as it is'),
  leftOut: count('rows that are no person, or somebody who was deleted before'),
  disabled: count('people whose account could sign in before, and cannot any more'),
  unlicensed: count('members in the file who have no Audio Conferencing licence after it'),
  changes: list(changeFields(importedFields), 'with --what-if: everybody who would be added or changed'),
});

import { z } from 'zod';
import { settingGroups } from '../../../services/settings/fields';
import { code, fields, flag, list, number, oneOrMany, orNull, text } from './kinds';

/** A switch is true or false, a number is one, and a list of numbers or domains is a list. */
const settingValue = (about: string) =>
  z
    .union([z.boolean(), z.number(), z.string(), z.array(z.string())])
    .nullable()
    .describe(about);
export type SettingValue = z.infer<ReturnType<typeof settingValue>>;

/** `tenant get`: a list, and one of it if a setting is named. */
export const settingResult = oneOrMany(
  fields({
    name: text('for "tenant set"'),
    value: settingValue('what it is now; null for nothing'),
    kind: code(['switch', 'number', 'choice', 'text', 'list'], 'what it can be'),
    choices: list(text(), 'what a choice can be'),
    group: code(settingGroups, 'what belongs together'),
    about: text('what it is, in words'),
  }),
);
export type SettingRow = Extract<z.infer<typeof settingResult>, { name: string }>;

/** `bridge get` */
export const bridgeResult = fields({
  name: text('of the bridge'),
  defaultServiceNumber: orNull(number('the number that people dial who have no other one')),
  serviceNumbers: list(number(), 'the other toll numbers'),
  tollFreeNumber: orNull(number('the toll-free number')),
  tollFreeNumbers: list(number(), 'the other toll-free numbers'),
});
export type BridgeResult = z.infer<typeof bridgeResult>;

/** A row of `number list`. */
export const numberRow = fields({
  number: number('in E.164'),
  kind: code(['toll', 'toll-free'], 'who pays for the call'),
  default: flag('whether people have it who have no own one'),
});

/** One setting or field that a change is about. */
export const changed = fields({
  name: text('of what was changed'),
  before: settingValue('what it was; null for nothing'),
  after: settingValue('what it is now; null for nothing'),
});

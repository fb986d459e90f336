import { shownNumber } from '../../services/base/phone-number';
import type { Row } from '../terminal/output';
import type { SettingValue } from '../terminal/results/settings';

/** One setting or field before and after, as data. */
export interface Changed {
  readonly [field: string]: SettingValue;
  readonly name: string;
  readonly before: SettingValue;
  readonly after: SettingValue;
}

/** A result as people read it in a table: what was changed is told in words. */
export const inWords = ({ changes, ...row }: Row): Row => ({
  ...row,
  ...(changes === undefined ? {} : { changes: (changes as readonly Changed[]).map(changedWords) }),
});

/** One change in the middle of a sentence: `pinLength from 5 to 6`. */
export const changedWords = ({ name, before, after }: Changed): string =>
  `${name} from ${valueWords(before)} to ${valueWords(after)}`;

/** A setting's value in words: a switch is on or off. */
function valueWords(value: SettingValue): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return [value].flat().map(textWords).join(', ');
}

const textWords = (value: string | number): string => {
  const text = String(value);
  return /^\+\d{7,15}$/.test(text) ? shownNumber(text) : text;
};

import type { ProblemDetails } from '../services/base/problem';
import { shownNumber } from '../services/base/phone-number';
import type { SettingChange } from '../services/changes/settings';
import { type NumberField, numberFields } from '../services/settings/bridge-numbers';
import { peopleWords } from './bulk';
import { shownPeople } from './people';

/** Whose numbers would leave the bridge, as a sentence without its end. */
export const inUseWords = ({ numbers, count, people }: ProblemDetails['number-in-use']): string =>
  `${numbers.map(shownNumber).join(', ')} ${numbers.length === 1 ? 'is the number' : 'are the numbers'} of ` +
  `${peopleWords(count)}: ${shownPeople(people)}${count > people.length ? ' and others' : ''}`;

/** Who would have no number to dial, as a sentence without its end. */
export const neededWords = ({ number, count }: ProblemDetails['number-needed']): string =>
  `${peopleWords(count)} ${count === 1 ? 'follows' : 'follow'} the default number ${shownNumber(number)}, and would have ` +
  'none to dial';

/** Which default these changes to settings change, so that people who follow it get another number. */
export const changedDefault = (changes: readonly SettingChange[]): NumberField | undefined =>
  numberFields.find((name) => changes.some(({ field }) => field.name === name));

/** That so many people will get another number, and a mail about it. */
export const followersWords = (count: number): string =>
  `${peopleWords(count)} without a number of their own ${count === 1 ? 'follows' : 'follow'} the default, and ` +
  `${count === 1 ? 'is' : 'are'} told by email, where the switches let emails go out.`;

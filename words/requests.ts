import { isBulkAction } from '../services/bulk/job';
import { shownNumber } from '../services/base/phone-number';
import type { AnyInput, OfferKind } from '../services/offers/offers';
import { settingFields } from '../services/settings/fields';
import { peopleWords, wholeWords } from './bulk';
import { theDefault } from '../services/settings/bridge-numbers';
import { capital } from './capital';
import { changeLine } from './settings';

/** A change in the middle of a sentence: `make, role admin`. */
export function changeWords(title: string, input: AnyInput = {}): string {
  const { address, position, role, number, old, people, action, settings = {} } = input;
  // The command that changes settings is called by the one that people type most.
  const what = title === 'set pin length' ? 'change settings' : title;
  const many = isBulkAction(action) && people !== undefined;
  const particulars = [
    role && `role ${role}`,
    position,
    many ? undefined : number,
    address && `email to ${address}`,
    old && (old === 'works' ? 'the old PIN works until the new one is picked up' : 'the old PIN stops at once'),
    many ? `${wholeWords({ action, number })} for ${peopleWords(people)}` : undefined,
    ...Object.entries(settings).map(([name, texts]) => settingWords(name, texts)),
  ];
  return [what, ...particulars.filter((one) => one !== undefined && one !== '')].join(', ');
}

/** A setting of the organization by its label, with what it is and would be; a field of a person by its name. */
export function settingWords(name: string, { before, after }: { before: string; after: string }): string {
  const field = settingFields.find((one) => one.name === name);
  return field ? changeLine({ field, before, after }) : `${name} ${after}`;
}

/** Whom a question is about: `Alice Smith's` and `Alice Smith`, or `your` and `you`. */
interface Asked {
  whose: string;
  whom: string;
  input: AnyInput;
}

const questions: Partial<Record<OfferKind, (about: Asked) => string>> = {
  'reset-pin': ({ whose }) => `Reset ${whose} PIN?`,
  'reset-conference-id': ({ whose }) => `Reset ${whose} conference ID?`,
  'enable': ({ whom }) => `Turn Audio Conferencing on for ${whom}?`,
  'disable': ({ whom }) => `Turn Audio Conferencing off for ${whom}?`,
  'change-number': ({ whose, input: { number } }) =>
    `Change ${whose} number${number === undefined ? '' : ` to ${numberWords(number)}`}?`,
  'change-person': ({ whose }) => `Change ${whose} settings?`,
  'switch-mails': ({ whom, input: { position = 'off' } }) => `Turn automatic emails ${position} for ${whom}?`,
  'make-role': ({ whose, input: { role = 'another one' } }) => `Change ${whose} role to ${role}?`,
  'forget': ({ whom }) => `Forget ${whom}?`,
  'unprotect': ({ whose }) => `Remove ${whose} protection?`,
  'lift-lock': ({ whose }) => `Lift ${whose} lock?`,
  'switch-pins-by-mail': ({ input: { position = 'on' } }) => `Turn PINs by email ${position} for your organization?`,
  'restore-defaults': () => 'Restore the default settings?',
  'change-settings': () => 'Change settings of your organization?',
  'bulk': ({ input: { action, number, people } }) =>
    isBulkAction(action) && people !== undefined
      ? `${capital(wholeWords({ action, number }))} for ${peopleWords(people)}?`
      : 'Run a bulk change?',
};

/** What a request asks for, as a question about somebody. `person` is undefined if that person is the reader. */
export function questionWords(kind: OfferKind, input: AnyInput = {}, person: { name: string } | undefined): string {
  const [whose, whom] = person ? [`${person.name}'s`, person.name] : ['your', 'you'];
  return questions[kind]?.({ whose, whom, input }) ?? `${capital(kind.replaceAll('-', ' '))}?`;
}

/** What helpdesk can tell a caller, who then needs nobody. */
export const wordsForCaller = (action: 'reset-pin' | 'reset-conference-id'): string =>
  action === 'reset-pin'
    ? 'Words for the caller: "Open the chat with Dial-in Desk in Teams, type: reset my pin, and press Reset PIN. Only ' +
      'you see the new PIN, once."'
    : 'Words for the caller: "Open the chat with Dial-in Desk in Teams, type: ask an admin, and say what it is for."';

/** A question as what it is about: `Reset Alice Smith's PIN`. */
export const withoutMark = (question: string): string => question.replace(/\?$/, '');

/** The particulars of a change that its question does not name, a line each. */
export function particularWords(input: AnyInput = {}): string[] {
  const { address, old, settings = {} } = input;
  return [
    ...(address ? [`The email goes to ${address}.`] : []),
    ...(old === 'stops' ? ['The old PIN stops at once.'] : []),
    ...Object.entries(settings).map(([name, texts]) => settingWords(name, texts)),
  ];
}

const numberWords = (number: string): string => (number === theDefault ? 'the default' : shownNumber(number));

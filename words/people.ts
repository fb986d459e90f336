import type { Contact, ProblemCode } from '../services/base/problem';
import type { Person, Role } from '../services/people/person';
import type { PersonChange } from '../services/views/person';

/** A person as cards show it: `Adele Vance (adele@contoso.example)`, because names are not unique. */
export const shownPerson = ({ name, upn }: Pick<Contact, 'name' | 'upn'>): string => `${name} (${upn})`;

/** Several people, one after the other. */
export const shownPeople = (people: readonly Pick<Contact, 'name' | 'upn'>[]): string =>
  people.map(shownPerson).join(', ');

/**
 * People to choose from, each with a button. Its title has the user name as well, because names are not unique.
 * @param data what else the button carries
 */
export const choicesOf = (people: readonly Contact[], data: Record<string, string> = {}) =>
  people.map(({ id, name, upn }) => ({
    ...{ name, upn, button: `${name} (${upn.split('@')[0]})` },
    data: { ...data, person: id },
  }));
/** So many people are named in a sentence. */
const named = 3;

/** Several people, of whom the first are named: `Adele (…), Megan (…) and 4 more`. */
export const fewPeople = (people: readonly Pick<Contact, 'name' | 'upn'>[]): string =>
  people.length <= named
    ? shownPeople(people)
    : `${shownPeople(people.slice(0, named))} and ${people.length - named} more`;

const reasons: Partial<Record<ProblemCode, string>> = {
  'guest': 'a guest, for whom their own organization sets it up',
  'resource': 'a room or a resource',
  'account-disabled': 'the account is disabled',
  'not-licensed': 'no licence is assigned',
};

/** What each role is called in a word. */
const roleNames: Record<Role, string> = {
  user: 'User',
  helpdesk: 'Helpdesk',
  admin: 'Administrator',
  auditor: 'Auditor',
};

/** What somebody is, in a word: a guest and a room have no role to speak of. */
export const whatIs = ({ kind, role }: Pick<Person, 'kind' | 'role'>): string =>
  kind === 'guest' ? 'Guest' : kind === 'resource' ? 'Room or resource' : roleNames[role];

/** What was changed, as the beginning of a line that ends with who changed it. */
export const changeWords: Record<PersonChange, string> = {
  'reset-pin': 'PIN reset',
  'pick-up-pin': 'New PIN shown to its owner',
  'reset-conference-id': 'Conference ID reset',
  'not-me': 'Reset reported as not expected',
  'lift-lock': 'Lock lifted',
  'enable': 'Audio Conferencing turned on',
  'disable': 'Audio Conferencing turned off',
  'change-number': 'Number changed',
  'change-person': 'Numbers or switches changed',
  'switch-mails': 'Automatic emails switched',
  'make-role': 'Role changed',
  'protect': 'Protected',
  'unprotect': 'Protection removed',
  'set-licence': 'Licence changed',
};

/** Whether Audio Conferencing is on for somebody, and if not, why. */
export const stateWords = (off: ProblemCode | undefined): string =>
  off === undefined ? 'Audio Conferencing is on.' : `Audio Conferencing is off: ${reasons[off] ?? 'not enabled'}.`;

/** Why somebody has no Audio Conferencing, on the person's own card. */
export function offWords(off: ProblemCode | undefined, { name, kind }: Person, { own }: { own: boolean }): string {
  if (kind === 'resource') return `${name} is a room or a resource, and has neither a PIN nor a conference ID.`;
  if (kind === 'guest') return `${name} is a guest. Audio Conferencing is set up by the person's own organization.`;
  const way = off === 'not-licensed' && !own ? ' Assign one in the Microsoft 365 admin center.' : '';
  return `${stateWords(off)}${way}`;
}

/** The names of the fields on the card for editing a person. */
export const personLabels = {
  tollNumber: 'Number to dial',
  tollFreeNumber: 'Toll-free number',
  mails: 'Automatic emails to this person',
  callersMayStart: 'Callers may start meetings without a PIN',
} as const;

/** That somebody has locked the own account, and until when. */
export const lockWords = (person: Person, { own, until }: { own: boolean; until: string }): string =>
  own ? `Locked by you until ${until}` : `Locked by ${shownPerson(person)} until ${until}`;

/** How many people did not come from Microsoft Entra any more. */
export const missingWords = ({ count, all }: { count: number; all: number }): string =>
  `${count} of ${all} people did not come from Microsoft Entra any more.`;

import type { Contact, ProblemCode } from '../services/base/problem';

/** A person as cards show it: `Adele Vance (adele@contoso.example)`, because names are not unique. */
export const shownPerson = ({ name, upn }: Pick<Contact, 'name' | 'upn'>): string => `${name} (${upn})`;

/** Several people, one after the other. */
export const shownPeople = (people: readonly Pick<Contact, 'name' | 'upn'>[]): string =>
  people.map(shownPerson).join(', ');

const reasons: Partial<Record<ProblemCode, string>> = {
  'guest': 'a guest, for whom their own organization sets it up',
  'resource': 'a room or a resource',
  'account-disabled': 'the account is disabled',
  'not-licensed': 'no licence is assigned',
};

/** Whether Audio Conferencing is on for somebody, and if not, why. */
export const stateWords = (off: ProblemCode | undefined): string =>
  off === undefined ? 'Audio Conferencing is on.' : `Audio Conferencing is off: ${reasons[off] ?? 'not enabled yet'}.`;

/** The names of the fields on the card for editing a person. */
export const personLabels = {
  tollNumber: 'Number to dial',
  tollFreeNumber: 'Toll-free number',
  mails: 'Automatic emails to this person',
  callersMayStart: 'Callers may start meetings without a PIN',
} as const;

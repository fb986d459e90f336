import type { Contact } from '../base/problem';

/**
 * What somebody may do in the tenant. An auditor reads the trail and the reports, and is a user for everything else.
 */
export const roles = ['user', 'helpdesk', 'admin', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Somebody in the company's directory. */
export interface Person {
  tenant: string;
  /** The Entra object id, lower case: the only thing that says who somebody is. */
  id: string;
  upn: string;
  name: string;
  givenName: string;
  surname: string;
  /** The primary mail address; absent when there is no mailbox. */
  mail?: string;
  aliases: string[];
  kind: 'member' | 'guest' | 'resource';
  accountEnabled: boolean;
  /** Whether an Audio Conferencing licence is assigned. */
  licensed: boolean;
  /** The preferred language, as Entra knows it: a BCP 47 tag. */
  language?: string;
  role: Role;
  /** Whether a change to this person takes two administrators. */
  protected?: boolean;
  /** The full round of Microsoft Entra in which they last came. Absent without it. */
  seen?: number;
  /** Whether they have left Microsoft Entra. */
  gone?: boolean;
  /** Whether the desk made them its first administrator: Microsoft Entra does not take that role away. */
  bootstrap?: boolean;
}

/**
 * A person as stored, with the folded keys that searches use. `near` has what a name with a slip of the fingers is
 * found by, `folding` the version of the folding.
 */
export type PersonDocument = Person & {
  _id: string;
  identities: string[];
  names: string[];
  near: string[];
  folding: number;
};

/** Whether this has the shape of an object id of Microsoft Entra, in whatever case. */
export const isObjectId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

/**
 * Whether this has the shape of a user principal name. Microsoft Entra allows 113 characters; old ones may be longer.
 */
export const isUpn = (text: string): boolean => text.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(text);

/** Whether somebody can use the desk at all. */
export const canAct = ({ kind, accountEnabled }: Pick<Person, 'kind' | 'accountEnabled'>): boolean =>
  kind === 'member' && accountEnabled;

/** The key of a person's documents. */
export const personKey = (tenant: string, id: string): string => `${tenant}/${id}`;

export const contactOf = ({ id, name, upn }: Person): Contact => ({ id, name, upn });

import { createHash } from 'node:crypto';
import { canAct, type Person } from '../person';
import { foldIdentity, identityKeys, partsOfName } from '../names';
import { aliasesAfter } from './aliases';
import type { IncomingPerson } from './incoming';
import type { RowFault } from './rows';

/** A row that could be read, and its line in the file. */
export interface ReadRow {
  line: number;
  person: IncomingPerson;
}

/** What a row says is compared in these fields. Role and protection are not for an import. */
export const importedFields = [
  'upn',
  'name',
  'givenName',
  'surname',
  'mail',
  'aliases',
  'kind',
  'accountEnabled',
  'licensed',
  'language',
] as const satisfies readonly (keyof Person)[];
export type ImportedField = (typeof importedFields)[number];

/** Fields whose values may stand in the trail: nobody typed them. */
const toldByValue: readonly ImportedField[] = ['kind', 'accountEnabled', 'licensed'];

/** Who gets the licence, whatever the file says. Guests and rooms cannot have it. */
export type LicenceRule = 'all' | 'none';

/** What decides beside the rows of a file. */
export interface MergeRules {
  licensed?: LicenceRule;
  /** An empty cell empties what somebody has. Without it, it says nothing about people who are known. */
  erasing?: boolean;
}

/** A person as a row has them, on top of what is known of them. A new person is a user without protection. */
export function merged(
  tenant: string,
  row: IncomingPerson,
  before: Person | undefined,
  { licensed: rule, erasing }: MergeRules,
): Person {
  const { id, upn, name, ...said } = before && !erasing ? withoutEmpty(row) : row;
  const { given, surname: last } = partsOfName(name);
  const usual: Person = before ?? {
    tenant,
    id,
    upn,
    name,
    givenName: given,
    surname: last,
    aliases: [],
    kind: 'member',
    accountEnabled: true,
    licensed: false,
    role: 'user',
  };
  const {
    givenName = usual.givenName,
    surname = usual.surname,
    mail = usual.mail,
    // Somebody from another organization, as Entra ID names them.
    kind = /#EXT#/i.test(upn) ? 'guest' : usual.kind,
    accountEnabled = usual.accountEnabled,
    language = usual.language,
  } = said;
  const licensed = rule ? rule === 'all' && kind === 'member' : (said.licensed ?? usual.licensed);
  const aliases = aliasesAfter({ id, upn, name, ...said }, { aliases: usual.aliases, mail: mail || undefined });
  return {
    ...usual,
    upn,
    name,
    givenName,
    surname,
    aliases,
    kind,
    accountEnabled,
    licensed,
    mail: mail || undefined,
    language: language || undefined,
  };
}

/** A row without the cells in which nothing is. */
const withoutEmpty = (row: IncomingPerson): IncomingPerson =>
  Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)),
  ) as unknown as IncomingPerson;

export const changesOf = (before: Person, after: Person): ImportedField[] =>
  importedFields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));

/** A change for the trail, which takes no text that somebody typed. About a text it says only that it was changed. */
export function changeTold(before: Person, after: Person): { before: string; after: string } {
  const told = (person: Person) =>
    changesOf(before, after)
      .map((field) => (toldByValue.includes(field) ? `${field} ${String(person[field])}` : field))
      .join(', ');
  return { before: told(before), after: told(after) };
}

/** Identities that a row gives somebody who did not have them before. Nobody else may have them. */
export const newIdentities = (before: Person | undefined, after: Person): string[] => {
  const had = new Set(before ? identityKeys(before) : []);
  return identityKeys(after).filter((identity) => !had.has(identity));
};

/** The field of a person that holds an identity. */
export const fieldOf = ({ id, upn, mail = '' }: Pick<Person, 'id' | 'upn' | 'mail'>, identity: string): string =>
  foldIdentity(id) === identity
    ? 'id'
    : foldIdentity(upn) === identity
      ? 'upn'
      : foldIdentity(mail) === identity
        ? 'mail'
        : 'aliases';

/** @returns why a row must not be saved, regardless of who else is in the directory */
export function whyNot(
  actor: Person,
  person: IncomingPerson,
  before: Person | undefined,
  after: Person,
): RowFault | undefined {
  if (person.role !== undefined && person.role !== after.role)
    return { field: 'role', allowed: `${after.role}, or nothing: roles are given with "role set", or in the chat` };
  if (person.protected !== undefined && person.protected !== (after.protected === true))
    return {
      field: 'protected',
      allowed: `${after.protected === true}, or nothing: people are protected with "protect", or in the chat`,
    };
  // Their mail carries their PIN: an administrator who could change the address alone would get around the second one.
  const addressed =
    before?.protected &&
    (['upn', 'mail', 'aliases'] as const).find((field) => changesOf(before, after).includes(field));
  if (addressed)
    return {
      field: addressed,
      allowed: 'what it is: this person is protected, which takes two administrators to end ("unprotect alice")',
    };
  // It would be the way around the second administrator whom taking the role away takes.
  if (before?.role === 'admin' && canAct(before) && after.id !== actor.id && !canAct(after))
    return {
      field: after.kind === 'member' ? 'accountEnabled' : 'kind',
      allowed: 'what it is: this is an administrator, whose role two administrators end first ("make alice user")',
    };
  // The actor is an administrator, and stays one who can sign in, so there is always one.
  if (before && after.id === actor.id && !canAct(after))
    return {
      field: after.kind === 'member' ? 'accountEnabled' : 'kind',
      allowed: 'yourself as a member who can sign in',
    };
  return undefined;
}

/**
 * Eight bytes for each identity of a file, for files that are longer than memory. Two are alike once in a hundred
 * million files.
 */
export const markOf = (...texts: string[]): bigint =>
  createHash('sha256').update(texts.join(' ')).digest().readBigUInt64BE();

/** The marks of every identity that a row gives somebody. */
export const marksOf = (person: IncomingPerson): bigint[] => identitiesOf(person).map((identity) => markOf(identity));
const identitiesOf = (person: IncomingPerson): string[] =>
  identityKeys({ ...person, aliases: aliasesAfter(person, { aliases: [], mail: person.mail || undefined }) });

/**
 * @param stood the lines of identities in earlier rows, by mark
 * @returns what is wrong with a row if one of its identities stood in an earlier row
 */
export function standsTwice(
  person: IncomingPerson,
  stood: readonly ReadonlyMap<bigint, number>[],
): RowFault | undefined {
  for (const identity of identitiesOf(person)) {
    const line = stood.map((lines) => lines.get(markOf(identity))).find((one) => one !== undefined);
    if (line !== undefined)
      return { field: fieldOf(person, identity), allowed: `what no row before has (line ${line} has it)` };
  }
  return undefined;
}

import { cleanedLine } from '../../base/cleaned';
import { parseAddress } from '../../base/mail-address';
import { singleLine } from '../../base/one-line';
import { changesOf, type ImportedField, merged } from '../import/merge';
import { knownLanguage } from '../import/languages';
import { isUpn, type Person, personKey, type Role } from '../person';
import type { SourceRow } from './source';

/** What holds for a whole round. */
export interface RoundFacts {
  tenant: string;
  /** The number of the last full round. */
  round: number;
  roles: ReadonlyMap<string, Role>;
}

/** Somebody whom a round adds or changes. */
export interface SyncChange {
  before?: Person;
  after: Person;
}

/** More than any mailbox has addresses. */
const mostAddresses = 400;

/**
 * What a batch of rows makes of people. It only computes, so that it can be tried, repeated and replayed: the same rows
 * again change nothing.
 * @param known those of the people who are known, by key
 * @returns everybody whom the rows are about as they will be, and how many rows could not be used
 */
export function planOf(
  rows: readonly SourceRow[],
  known: ReadonlyMap<string, Person>,
  facts: RoundFacts,
): { people: SyncChange[]; unusable: number } {
  const after = new Map<string, Person>();
  let unusable = 0;
  for (const row of rows) {
    const key = personKey(facts.tenant, row.id);
    const now = after.get(key) ?? known.get(key);
    const next = row.removed ? now && leaving(now) : arriving(row, now, facts);
    if (next) after.set(key, next);
    // Somebody who left before anybody here knew them is nobody to add.
    else if (!row.removed) unusable += 1;
  }
  return { people: [...after].map(([key, person]) => ({ before: known.get(key), after: person })), unusable };
}

/** People who leave can no longer sign in and have no licence. What they have stays until they are forgotten. */
export const leaving = (person: Person): Person => ({
  ...person,
  ...{ accountEnabled: false, licensed: false, gone: true },
  role: person.bootstrap ? person.role : 'user',
});

/** The role that somebody has after a round: the first administrator keeps that of the desk. */
export function roleAfter(person: Person, roles: ReadonlyMap<string, Role>): Role {
  if (person.bootstrap) return 'admin';
  return person.kind === 'member' && !person.gone ? (roles.get(person.id) ?? 'user') : 'user';
}

function arriving(row: SourceRow, now: Person | undefined, { tenant, round, roles }: RoundFacts): Person | undefined {
  const upn = cleanedLine(row.upn ?? now?.upn ?? '');
  if (!isUpn(upn)) return undefined;
  const { gone: _gone, ...before } = now ?? { gone: undefined };
  const person = merged(
    tenant,
    {
      ...{ id: row.id, upn, name: nameOf(row.name) || now?.name || upn, unread: [] },
      ...{ givenName: row.givenName && nameOf(row.givenName), surname: row.surname && nameOf(row.surname) },
      mail: mailOf(row.mail),
      // They replace the ones from before; those that are nicknames are not Entra's.
      ...(row.addresses && { aliases: [], addresses: row.addresses.filter(isUpn).slice(0, mostAddresses) }),
      ...{ kind: row.kind, accountEnabled: row.accountEnabled, licensed: row.licensed },
      language: row.language && knownLanguage(row.language),
    },
    now && (before as Person),
    { erasing: true },
  );
  const arrived: Person = { ...person, seen: round };
  return { ...arrived, role: roleAfter(arrived, roles) };
}

const nameOf = (text = ''): string => singleLine(text).normalize('NFC').slice(0, 256);

/** An address that is none does not keep its person out of the directory. */
function mailOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return text;
  try {
    return parseAddress(text);
  } catch {
    return undefined;
  }
}

/** What the trail has a record of: everything that decides what somebody may do. */
const recorded = ['role', 'licensed', 'accountEnabled', 'kind'] as const;

/** The fields in which the two differ, as a preview shows them. */
export const fieldsChanged = ({ before, after }: SyncChange): (ImportedField | 'role')[] =>
  before ? [...changesOf(before, after), ...(before.role === after.role ? [] : (['role'] as const))] : [];

/** What the trail says of a change; undefined where it says nothing: a name, an address, or somebody new. */
export function recordedChange({ before, after }: SyncChange): { before: string; after: string } | undefined {
  // Somebody new was nobody, so only a role is a change.
  const was: Partial<Person> = before ?? { ...after, role: 'user' };
  const fields = recorded.filter((field) => was[field] !== after[field]);
  if (fields.length === 0) return undefined;
  const told = (person: Partial<Person>) => fields.map((field) => `${field} ${String(person[field])}`).join(', ');
  return { before: told(was), after: told(after) };
}

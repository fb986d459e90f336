import type { ClientSession } from 'mongodb';
import { startAgain } from '../base/start-again';
import type { Audit } from '../audit/trail';
import type { Directory } from './directory';
import type { Person } from './person';
import type { Mongo } from '../base/mongo';
import { Problem } from '../base/problem';

/**
 * Who is to become the first administrator: an object id, and the rest of the person if the directory does not know it.
 */
export interface FirstAdmin {
  tenant: string;
  /** The Entra object id. */
  id: string;
  upn?: string;
  name?: string;
  mail?: string;
}

/**
 * Why nobody becomes one: there is one already, the account cannot be one, or what is needed of an unknown person is
 * missing or belongs to somebody else.
 */
export type NoFirstAdmin = 'admin-exists' | 'not-a-member' | 'disabled' | 'name-missing' | 'upn-taken';

/** The way in: an installation with an empty directory has nobody who could let anybody in. */
export function createBootstrap({
  mongo,
  directory,
  audit,
  fromEntra,
}: {
  mongo: Mongo;
  directory: Directory;
  audit: Audit;
  /** Roles come from Microsoft Entra: it does not take this one away, so that there is a way in when it is down. */
  fromEntra: boolean;
}) {
  return {
    /** Who would become the administrator, as they are now, or why nobody does. It changes nothing. */
    look: (wanted: FirstAdmin): Promise<Person | NoFirstAdmin> => candidate(wanted),

    /** Makes the first administrator, with a record in the trail: by that person, on the command line. */
    make: (wanted: FirstAdmin): Promise<Person | NoFirstAdmin> =>
      startAgain(() =>
        mongo.transact(async (session) => {
          // If two run at once, both write this document, so that one of them meets the other's administrator.
          await directory.guardRoles(wanted.tenant, session);
          const before = await candidate(wanted, session);
          if (typeof before === 'string') return before;
          const person: Person = { ...before, role: 'admin', ...(fromEntra && { bootstrap: true }) };
          await directory.save(person, session);
          const { tenant, id } = person;
          await audit.append(
            {
              tenant,
              action: 'bootstrap-admin',
              outcome: 'done',
              from: 'commandLine',
              actor: { id, role: before.role },
              target: { id },
              change: { before: before.role, after: 'admin' },
            },
            session,
          );
          return person;
        }),
      ),
  };

  async function candidate(
    { tenant, id, upn, name, mail }: FirstAdmin,
    session?: ClientSession,
  ): Promise<Person | NoFirstAdmin> {
    // An administrator who can no longer sign in does not count: otherwise nobody could ever get in again.
    if ((await directory.everyAdmin(tenant, session)).length > 0) return 'admin-exists';
    const known = await directory.byId(tenant, id, session);
    if (known) return known.kind !== 'member' ? 'not-a-member' : known.accountEnabled ? known : 'disabled';
    if (!upn || !name?.trim()) return 'name-missing';
    if (await isTaken(tenant, upn)) return 'upn-taken';
    const [givenName = '', ...rest] = name.trim().split(/\s+/);
    return {
      tenant,
      id: id.toLowerCase(),
      upn,
      name: name.trim(),
      givenName,
      surname: rest.join(' '),
      mail,
      aliases: [],
      kind: 'member',
      accountEnabled: true,
      licensed: false,
      role: 'user',
    };
  }

  async function isTaken(tenant: string, upn: string): Promise<boolean> {
    try {
      await directory.find(tenant, upn);
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.is('person-ambiguous');
    }
  }
}

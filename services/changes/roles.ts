import { startAgain } from '../base/start-again';
import type { Change } from './change';
import { type Directory } from '../people/directory';
import { contactOf, type Person, type Role, roles } from '../people/person';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Notices } from '../offers/notices';
import { tellAdmins } from './telling';

/** Gives people their roles. */
export function createRoles({
  change,
  directory,
  notices,
  fromEntra,
}: {
  change: Change;
  directory: Directory;
  notices: Notices;
  /** Roles come from Microsoft Entra, but for that of the administrator whom the desk has made. */
  fromEntra: boolean;
}) {
  return {
    /**
     * Checks that somebody can be given a role: a member of this organization who does not have it already, and is not
     * the last administrator.
     * @throws Problem `role-missing`, `role-from-entra`, `role-same`, `role-not-for-guests` or `last-admin`
     */
    async beforeChange(target: Person, typed: string | undefined): Promise<Role> {
      const role = parseRole(typed);
      assertOurs(target, role);
      assertPossible(target, role);
      if (target.role === 'admin') await assertOtherAdmin(target);
      return role;
    },

    /**
     * Accepts the offer to give somebody a role. It takes effect with the next click, on every replica: roles are read
     * from the directory each time.
     * @throws Problem as `beforeChange`, or when the offer is no longer open
     */
    changeRole: (click: Click): Promise<{ person: Person; before: Role; role: Role }> =>
      startAgain(async () => {
        const { offer } = await change.look(click, 'make-role');
        const role = parseRole(offer.input?.role);
        return change.commit(click, 'make-role', async ({ actor, target, own, request }, moment) => {
          const { session } = moment;
          // Two administrators might demote each other at the same moment.
          await directory.guardRoles(target.tenant, session);
          assertOurs(target, role);
          assertPossible(target, role);
          if (target.role === 'admin') await assertOtherAdmin(target, session);
          await directory.save({ ...target, role, bootstrap: undefined }, session);
          const by = contactOf(actor);
          if (!own)
            await notices.owe(
              {
                ...{ tenant: target.tenant, person: target.id, kind: 'role-changed' },
                facts: { by, at: moment.at, before: target.role, after: role },
              },
              moment,
            );
          if (role === 'admin' || target.role === 'admin') {
            const facts = {
              ...{ by, at: moment.at, person: contactOf(target) },
              what: role === 'admin' ? ('made' as const) : ('demoted' as const),
            };
            const about = { tenant: target.tenant, kind: 'admin-changed' as const, facts, request };
            await tellAdmins({ directory, notices }, about, moment);
          }
          return {
            result: { person: { ...target, role }, before: target.role, role },
            change: { before: target.role, after: role },
          };
        });
      }),
  };

  /** @throws Problem `role-from-entra` */
  function assertOurs(target: Person, role: Role): void {
    if (fromEntra && !(target.bootstrap && role === 'user'))
      throw new Problem('role-from-entra', { person: contactOf(target) });
  }

  /** @throws Problem `last-admin` */
  async function assertOtherAdmin(target: Person, session?: Parameters<typeof directory.save>[1]): Promise<void> {
    if (!(await directory.hasOtherAdmin(target, session)))
      throw new Problem('last-admin', { person: contactOf(target) });
  }
}

/** `an admin`, `Helpdesk`, `administrator` as a role. @throws Problem `role-missing` */
function parseRole(typed = ''): Role {
  const word = typed
    .trim()
    .toLowerCase()
    .replace(/^(an?|the) /, '');
  const meant = word === 'administrator' ? 'admin' : word;
  const role = roles.find((one) => one === meant);
  if (!role) throw new Problem('role-missing', { roles });
  return role;
}

/** @throws Problem `role-same` or `role-not-for-guests` */
function assertPossible(target: Person, role: Role): void {
  const person = contactOf(target);
  if (target.kind !== 'member') throw new Problem('role-not-for-guests', { person });
  if (target.role === role) throw new Problem('role-same', { person, role });
}

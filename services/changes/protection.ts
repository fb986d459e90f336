import { startAgain } from '../base/start-again';
import type { Change } from './change';
import { type Directory } from '../people/directory';
import { contactOf, type Person } from '../people/person';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Notices } from '../offers/notices';
import { tellAdmins } from './telling';

/** Protects people, and ends their protection. */
export function createProtection({
  change,
  directory,
  notices,
}: {
  change: Change;
  directory: Directory;
  notices: Notices;
}) {
  return {
    /** @throws Problem `protected-same` when there is nothing to change */
    assertDifferent,

    /** The administrators who could approve what this one asks for about a protected person. */
    async approvers({ actor, target }: { actor: Person; target: Person }): Promise<Person[]> {
      const all = await directory.everyAdmin(actor.tenant);
      return all.filter(({ id }) => id !== actor.id && id !== target.id);
    },

    /**
     * Accepts the offer to protect somebody, or to end the protection.
     * @throws Problem `protected-same`, or when the offer is no longer open
     */
    set: (click: Click, action: 'protect' | 'unprotect'): Promise<{ person: Person }> =>
      startAgain(() =>
        change.commit(click, action, async ({ actor, target, own, request }, moment) => {
          assertDifferent(target, action);
          const { protected: before = false, ...rest } = target;
          const person: Person = action === 'protect' ? { ...rest, protected: true } : rest;
          await directory.save(person, moment.session);
          if (action === 'unprotect') {
            const [by, { tenant, id }] = [contactOf(actor), target];
            if (!own)
              await notices.owe(
                { tenant, person: id, kind: 'unprotected-by-other', facts: { by, at: moment.at } },
                moment,
              );
            const facts = { by, at: moment.at, person: contactOf(target), what: 'unprotected' as const };
            await tellAdmins({ directory, notices }, { tenant, kind: 'admin-changed', facts, request }, moment);
          }
          return { result: { person }, change: { before: position(before), after: position(!before) } };
        }),
      ),
  };
}

const position = (on: boolean): string => (on ? 'protected' : 'not protected');

function assertDifferent(target: Person, action: 'protect' | 'unprotect'): void {
  const now = target.protected === true;
  if (now === (action === 'protect')) throw new Problem('protected-same', { person: contactOf(target), now });
}

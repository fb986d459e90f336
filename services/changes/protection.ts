import type { ClientSession } from 'mongodb';
import { again } from '../base/start-again';
import type { Change } from './change';
import { contactOf, type Directory, type Person } from '../people/directory';
import type { Click, OperationInput } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Action } from '../people/rights';

/** What an administrator does to a protected person only with a second one. */
export const guarded: readonly Action[] = ['reset-pin', 'reset-conference-id', 'enable', 'disable', 'change-number', 'switch-mails', 'change-person', 'make-role', 'forget', 'unprotect'];

/** Whether a change needs a second administrator. What protected people do for themselves does not, but for giving up the protection. */
export const needsSecondAdmin = (action: Action, { target, own }: { target: Pick<Person, 'protected'>; own: boolean }): boolean =>
  target.protected === true && guarded.includes(action) && (!own || action === 'unprotect');

/** Why a change takes two administrators: the person is protected, or would become an administrator (threats E3). */
export type TwoAdmins = 'protected' | 'new-admin';

/**
 * Why this change takes a second administrator, or undefined when it does not. The only administrator there is makes
 * the second one alone.
 */
export async function whyTwoAdmins(
  directory: Pick<Directory, 'everyAdmin'>,
  action: Action,
  about: { actor: Person; target: Person; own: boolean },
  change: { input?: OperationInput; session?: ClientSession },
): Promise<TwoAdmins | undefined> {
  if (needsSecondAdmin(action, about)) return 'protected';
  if (action !== 'make-role' || change.input?.role !== 'admin') return undefined;
  const others = (await directory.everyAdmin(about.actor.tenant, change.session)).filter(({ id }) => id !== about.actor.id && id !== about.target.id);
  return others.length > 0 ? 'new-admin' : undefined;
}

/** Who is protected. */
export function createProtection({ change, directory }: { change: Change; directory: Directory }) {
  return {
    /** @throws Problem `protected-same` when there is nothing to change */
    assertDifferent,

    /**
     * Accepts the offer to protect somebody, or to give the protection up.
     * @throws Problem `protected-same`, or when the offer is not open any more
     */
    set: (click: Click, action: 'protect' | 'unprotect'): Promise<{ person: Person }> =>
      again(() =>
        change.commit(click, action, async ({ target }, { session }) => {
          assertDifferent(target, action);
          const { protected: before = false, ...rest } = target;
          const person: Person = action === 'protect' ? { ...rest, protected: true } : rest;
          await directory.save(person, session);
          return { result: { person }, change: { before: position(before), after: position(!before) } };
        }),
      ),
  };
}

export type Protection = ReturnType<typeof createProtection>;

const position = (on: boolean): string => (on ? 'protected' : 'not protected');

function assertDifferent(target: Person, action: 'protect' | 'unprotect'): void {
  const now = target.protected === true;
  if (now === (action === 'protect')) throw new Problem('protected-same', { person: contactOf(target), now });
}

import { inTime } from '../../base/in-time';
import { Problem } from '../../base/problem';
import type { Person } from '../person';
import type { PeopleSource } from './source';
import type { SyncState } from './state';

/** How long somebody who has pressed a button waits for the answer of the other directory. Milliseconds. */
const patience = 2_000;
/** Up to what age a role counts that cannot be checked. Milliseconds. */
const longestUnchecked = 15 * 60_000;
/** Within a run of many changes, for how long one check counts. Milliseconds. */
const runLength = 30_000;

/** Finds out whether somebody still has a role, at the moment of a change. */
export function createRoleCheck(options: {
  source: Pick<PeopleSource, 'roleOf'>;
  state(): Promise<Pick<SyncState, 'rolesAt'>>;
  now(): Promise<Date>;
}) {
  const { source, state, now } = options;
  const checked = new Map<string, { at: number; role: Person['role'] }>();

  return {
    /**
     * The person with the role that counts for a change now: never more than the directory here has.
     * @param about.run whether it is one of many changes that were confirmed together
     * @throws Problem `role-unchecked` when nobody can tell
     */
    async current(person: Person, { run }: { run: boolean }): Promise<Person> {
      // The first administrator's role is the desk's own, so that there is a way in when nothing answers.
      if (person.role === 'user' || person.bootstrap) return person;
      const known = checked.get(person.id);
      if (run && known && performance.now() - known.at < runLength) return lesser(person, known.role);
      try {
        const ending = new AbortController();
        const role = await inTime(source.roleOf(person.id, ending.signal), patience);
        if (role === undefined) {
          ending.abort();
          throw new Error('no answer in time');
        }
        checked.set(person.id, { at: performance.now(), role });
        return lesser(person, role);
      } catch {
        const { rolesAt } = await state();
        if (rolesAt && (await now()).getTime() - rolesAt.getTime() < longestUnchecked) return person;
        throw new Problem('role-unchecked', {});
      }
    },
  };
}

export type RoleCheck = ReturnType<typeof createRoleCheck>;

/** Somebody who has become more has to wait for the next round, because every other check reads the directory. */
const lesser = (person: Person, role: Person['role']): Person => (role === 'admin' ? person : { ...person, role });

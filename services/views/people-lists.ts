import type { Mongo } from '../base/mongo';
import type { ConferencingRecords } from '../conferencing/records';
import type { Directory } from '../people/directory';
import { type Person, personKey } from '../people/person';

/** Whom a list has: all members, those without a licence, those who have one and no conferencing, those locked. */
export const peopleLists = ['all', 'unlicensed', 'not-enabled', 'locked'] as const;
export type PeopleList = (typeof peopleLists)[number];

/** Some people of a list, by name. */
export interface PeoplePage {
  people: Person[];
  /** How many there are, counted up to `mostListed`; one more than that means more. */
  total: number;
}

/** How far people are counted for somebody who waits. */
export const mostListed = 1_000;
/** How many people are looked at together. */
const atATime = 500;

/** Lists of people, a page at a time. The caller has to check who may look. */
export function createPeopleLists(dependencies: {
  mongo: Pick<Mongo, 'now'>;
  directory: Directory;
  records: ConferencingRecords;
}) {
  const { mongo, directory, records } = dependencies;
  return {
    /** @param options.from how many of the list come before the page */
    async page(tenant: string, list: PeopleList, { from, size }: { from: number; size: number }): Promise<PeoplePage> {
      if (list === 'all' || list === 'unlicensed') {
        const which = list === 'all' ? {} : { accountEnabled: true, licensed: false };
        const [people, total] = await Promise.all([
          directory.members(tenant, which, { skip: from, limit: size }),
          directory.countMembers(tenant, which, mostListed + 1),
        ]);
        return { people, total };
      }
      const all = list === 'locked' ? await locked(tenant) : await notEnabled(tenant);
      return { people: all.slice(from, from + size), total: all.length };
    },
  };

  async function locked(tenant: string): Promise<Person[]> {
    const keys = await records.lockedKeys(tenant, await mongo.now(), mostListed + 1);
    const people = [...(await directory.byKeys(keys)).values()];
    return people.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Batch by batch, because no index knows whom a record is missing for. */
  async function notEnabled(tenant: string): Promise<Person[]> {
    const found: Person[] = [];
    for (let skip = 0; found.length <= mostListed; skip += atATime) {
      const batch = await directory.members(tenant, { accountEnabled: true, licensed: true }, { skip, limit: atATime });
      const enabled = await records.byKeys(
        batch.map(({ id }) => personKey(tenant, id)),
        { enabled: true },
      );
      found.push(...batch.filter(({ id }) => !enabled.has(personKey(tenant, id))));
      if (batch.length < atATime) break;
    }
    return found.slice(0, mostListed + 1);
  }
}

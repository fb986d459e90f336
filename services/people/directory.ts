import { distance } from 'fastest-levenshtein';
import type { ClientSession } from 'mongodb';
import type { Mongo } from '../base/mongo';
import type { Forgetting } from './forgetting';
import { foldName, identityKeys, nameKeys, plainIdentity } from './names';
import { type Contact, Problem } from '../base/problem';
import { contactOf, type Person, type PersonDocument, personKey } from './person';

/** How many people a card can offer: Teams allows six buttons, one of them cancels. */
const mostChoices = 5;
const mostNearest = 3;

/** The company's people, by tenant and object id. */
export function createDirectory(mongo: Mongo) {
  const people = mongo.collection<PersonDocument>('people');
  const roleChanges = mongo.collection<{ _id: string; changes: number }>('roleChanges');

  return {
    /** Makes the indexes; harmless when they are there. */
    prepare: () =>
      people.createIndexes([
        { key: { tenant: 1, identities: 1 }, name: 'identities' },
        { key: { tenant: 1, names: 1 }, name: 'names' },
        { key: { tenant: 1, role: 1 }, name: 'role' },
      ]),

    /** The person with this object id, or undefined. */
    async byId(tenant: string, id: string, session?: ClientSession): Promise<Person | undefined> {
      const found = await people.findOne({ _id: personKey(tenant, id.toLowerCase()) }, { session });
      return found ? withoutKeys(found) : undefined;
    },

    /** The people with these keys (`personKey`), by key. */
    async byKeys(keys: string[], session?: ClientSession): Promise<Map<string, Person>> {
      const found = await people.find({ _id: { $in: keys } }, { session }).toArray();
      return new Map(found.map((person) => [person._id, withoutKeys(person)]));
    },

    /**
     * The one person meant by a UPN, mail address, object id, alias, full name, first or last name.
     * @throws Problem `person-unknown` with the nearest names, or `person-ambiguous` with those it could be
     */
    async find(tenant: string, text: string): Promise<Person> {
      const identity = plainIdentity(text);
      const byIdentity = await people.find({ tenant, identities: identity }).limit(2).toArray();
      const byName =
        byIdentity.length === 1
          ? []
          : await people
              .find({ tenant, names: foldName(text) })
              .sort({ name: 1 })
              .limit(101)
              .toArray();
      const found = theOne(text, byIdentity, byName);
      if (found instanceof Problem)
        throw found.is('person-unknown')
          ? new Problem('person-unknown', { text, nearest: await nearest(tenant, text) })
          : found;
      return found;
    },

    /** The same for many texts at once. The answer for an unknown person comes without the nearest names. */
    async findEach(tenant: string, texts: string[]): Promise<Map<string, Person | Problem>> {
      const identities = grouped(
        await people.find({ tenant, identities: { $in: texts.map(plainIdentity) } }).toArray(),
        (person) => person.identities,
      );
      const others = texts.filter((text) => identities.get(plainIdentity(text))?.length !== 1);
      const found =
        others.length === 0
          ? []
          : await people
              .find({ tenant, names: { $in: others.map(foldName) } })
              .sort({ name: 1 })
              .toArray();
      const names = grouped(found, (person) => person.names);
      return new Map(
        texts.map((text) => [
          text,
          theOne(text, identities.get(plainIdentity(text)) ?? [], names.get(foldName(text)) ?? []),
        ]),
      );
    },

    /** Whom to ask: the tenant's admins who can sign in. */
    async admins(tenant: string): Promise<Contact[]> {
      return (await this.everyAdmin(tenant)).slice(0, 3).map(contactOf);
    },

    /** All of the tenant's admins who can sign in. */
    async everyAdmin(tenant: string, session?: ClientSession): Promise<Person[]> {
      // The query names only what the index covers: for anything else the local database goes through everybody.
      const found = await people.find({ tenant, role: 'admin' }, { session }).sort({ name: 1 }).toArray();
      return found.filter(({ accountEnabled, kind }) => accountEnabled && kind === 'member').map(withoutKeys);
    },

    /** All of the tenant's people by object id, batch by batch. */
    async *everybody(tenant: string, size = 500): AsyncGenerator<Person[]> {
      let batch: Person[] = [];
      // By key: no other index has the whole tenant in an order.
      for await (const person of people
        .find({ _id: { $gte: `${tenant}/`, $lt: `${tenant}0` } })
        .sort({ _id: 1 })
        .batchSize(size)) {
        batch.push(withoutKeys(person));
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },

    /** Whether somebody but this person can sign in as an administrator. */
    async hasOtherAdmin({ tenant, id }: Pick<Person, 'tenant' | 'id'>, session?: ClientSession): Promise<boolean> {
      const others = { tenant, role: 'admin' as const, id: { $ne: id }, accountEnabled: true, kind: 'member' as const };
      return (await people.findOne(others, { session })) !== null;
    },

    /**
     * Makes two changes that look at a tenant's administrators at the same moment write the same document, so that one
     * of them starts again and meets the other's result.
     */
    async guardRoles(tenant: string, session: ClientSession): Promise<void> {
      await roleChanges.updateOne({ _id: tenant }, { $inc: { changes: 1 } }, { upsert: true, session });
    },

    /** A forgotten person is in no directory. */
    async forget({ tenant, id, session }: Forgetting): Promise<void> {
      await people.deleteOne({ _id: personKey(tenant, id) }, { session });
    },

    /** The tenant's people by name. `wanted` narrows them down; what is undefined in it does not matter. */
    async list(
      tenant: string,
      which: Partial<Pick<Person, 'role' | 'kind' | 'accountEnabled'>>,
      most: number,
    ): Promise<Person[]> {
      const filter = Object.fromEntries(Object.entries(which).filter(([, value]) => value !== undefined));
      return (
        await people
          .find({ tenant, ...filter })
          .sort({ name: 1, _id: 1 })
          .limit(most)
          .toArray()
      ).map(withoutKeys);
    },

    /** Up to two tenants that have people: enough to tell whether it is clear which one is meant. */
    async tenants(): Promise<string[]> {
      const first = await people.findOne({});
      const other = first && (await people.findOne({ tenant: { $ne: first.tenant } }));
      return [first, other].flatMap((one) => (one ? [one.tenant] : []));
    },

    /** Adds or replaces a person. */
    async save(person: Person, session?: ClientSession): Promise<void> {
      await people.replaceOne({ _id: personKey(person.tenant, person.id) }, documentOf(person), {
        upsert: true,
        session,
      });
    },
  };

  /** Up to three people whose name looks like what was typed; found by the first letter, so that an index serves it. */
  async function nearest(tenant: string, text: string): Promise<Contact[]> {
    const typed = foldName(text).slice(0, 64);
    const first = /^[\p{L}\p{N}]/u.exec(typed)?.[0];
    if (!first) return [];
    const candidates = await people
      .find({ tenant, names: { $regex: `^${first}` } })
      .limit(2_000)
      .toArray();
    return candidates
      .map((person) => ({ person, far: Math.min(...person.names.map((name) => distance(name, typed))) }))
      .filter(({ far }) => far <= Math.max(2, Math.floor(typed.length / 3)))
      .sort((a, b) => a.far - b.far || a.person.name.localeCompare(b.person.name))
      .slice(0, mostNearest)
      .map(({ person }) => contactOf(person));
  }
}

/**
 * The person that a text means. An identity takes precedence over a name, and a full name over a first or last name.
 */
function theOne(text: string, byIdentity: PersonDocument[], byName: PersonDocument[]): Person | Problem {
  if (byIdentity[0] && byIdentity.length === 1) return withoutKeys(byIdentity[0]);
  // "Isaiah Lang" means him even if there is a Mr. Lang.
  const inFull = byName.filter((person) => foldName(person.name) === foldName(text));
  const best = inFull.length > 0 ? inFull : byName;
  if (!best[0]) return new Problem('person-unknown', { text, nearest: [] });
  if (best.length === 1) return withoutKeys(best[0]);
  const shown = best.slice(0, mostChoices).map(contactOf);
  return new Problem('person-ambiguous', { text, matches: shown, more: best.length - shown.length });
}

function grouped(
  people: PersonDocument[],
  keysOf: (person: PersonDocument) => string[],
): Map<string, PersonDocument[]> {
  const groups = new Map<string, PersonDocument[]>();
  for (const person of people) {
    for (const key of keysOf(person)) {
      const group = groups.get(key);
      if (group) group.push(person);
      else groups.set(key, [person]);
    }
  }
  return groups;
}

export type Directory = ReturnType<typeof createDirectory>;

export const documentOf = (person: Person): PersonDocument => ({
  ...person,
  _id: personKey(person.tenant, person.id),
  identities: identityKeys(person),
  names: nameKeys(person),
});

function withoutKeys({ _id: _key, identities: _identities, names: _names, ...person }: PersonDocument): Person {
  return person;
}

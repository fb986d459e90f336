import { distance } from 'fastest-levenshtein';
import type { ClientSession, Filter } from 'mongodb';
import { inBatches } from '../base/batches';
import type { Migration } from '../base/migration';
import type { Mongo } from '../base/mongo';
import type { Forgetting } from './forgetting';
import {
  foldIdentity,
  foldingVersion,
  foldName,
  fullNameKeys,
  identityKeys,
  nameForms,
  nameKeys,
  nearKeys,
  plainIdentity,
  plainName,
  typedNameKeys,
} from './names';
import { type Contact, Problem } from '../base/problem';
import { canAct, contactOf, type Person, type PersonDocument, personKey } from './person';

/** How many people a card can offer: Teams allows six buttons, one of them cancels. */
const mostChoices = 5;
const mostNearest = 3;
/** How many people a name with a slip of the fingers is compared with. */
const mostCompared = 200;
/** How many people are read to find out whose name is not unique. */
const mostNamesakes = 500;

/** Narrows a list of people down. */
type WhichPeople = Partial<Pick<Person, 'role' | 'kind' | 'accountEnabled'>>;

/** The company's people, by tenant and object id. */
export function createDirectory(mongo: Mongo) {
  const people = mongo.collection<PersonDocument>('people');
  const roleChanges = mongo.collection<{ _id: string; changes: number }>('roleChanges');

  return {
    /** Makes the indexes if they are missing. */
    async prepare(): Promise<void> {
      await people.createIndexes([
        { key: { tenant: 1, identities: 1 }, name: 'identities' },
        { key: { tenant: 1, names: 1 }, name: 'names' },
        { key: { tenant: 1, near: 1 }, name: 'near' },
        { key: { tenant: 1, role: 1 }, name: 'role' },
        // For the lists of people in the chat, a page at a time.
        { key: { tenant: 1, kind: 1, name: 1, id: 1 }, name: 'members' },
        { key: { tenant: 1, kind: 1, licensed: 1, name: 1, id: 1 }, name: 'licensed members' },
        { key: { folding: 1 }, name: 'folding' },
        // For the people who did not come in a full round of Microsoft Entra.
        { key: { tenant: 1, gone: 1, seen: 1 }, name: 'seen' },
      ]);
    },

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
      const found = (await this.findEach(tenant, [text])).get(text)!;
      if (!(found instanceof Problem)) return found;
      throw found.is('person-unknown')
        ? new Problem('person-unknown', { text, nearest: await nearest(tenant, text) })
        : found;
    },

    /**
     * The same for many texts at once. The answer for an unknown person comes without the nearest names.
     * @param inFull texts that must be an identity or a full name: a first or last name alone is not enough
     */
    async findEach(
      tenant: string,
      texts: string[],
      inFull: ReadonlySet<string> = new Set(),
    ): Promise<Map<string, Person | Problem>> {
      const identities = grouped(
        await people.find({ tenant, identities: { $in: texts.map(plainIdentity) } }).toArray(),
        (person) => person.identities,
      );
      const others = texts.filter((text) => !identities.has(plainIdentity(text)));
      const forms = [...new Set(others.flatMap((text) => typedNameKeys(plainName(text))))];
      const names = await byNames(tenant, forms, texts.length);
      return new Map(
        texts.map((text) => {
          const forms = typedNameKeys(plainName(text));
          const named = new Map(forms.flatMap((form) => names.get(form) ?? []).map((person) => [person._id, person]));
          const byName = [...named.values()].sort((one, other) => one.name.localeCompare(other.name));
          return [text, theOne(text, identities.get(plainIdentity(text)) ?? [], byName, { inFull: inFull.has(text) })];
        }),
      );
    },

    /** Which of these names, as they are shown, several people have. */
    async sharedNames(tenant: string, names: readonly string[]): Promise<Set<string>> {
      const forms = [...new Set(names.map(foldName))].filter((form) => form !== '');
      const found = await people
        .find({ tenant, names: { $in: forms } }, { projection: { name: 1 } })
        .limit(mostNamesakes)
        .toArray();
      const having = (name: string): number => found.filter((one) => foldName(one.name) === foldName(name)).length;
      // With so many people nobody can tell, and a name is never taken for unique by mistake.
      return new Set(names.filter((name) => found.length === mostNamesakes || having(name) > 1));
    },

    /** Whom to ask: the tenant's admins who can sign in. */
    async admins(tenant: string): Promise<Contact[]> {
      return (await this.everyAdmin(tenant)).slice(0, 3).map(contactOf);
    },

    /** All of the tenant's admins who can sign in. */
    async everyAdmin(tenant: string, session?: ClientSession): Promise<Person[]> {
      // The query names only what the index covers: for anything else the local database goes through everybody.
      const found = await people.find({ tenant, role: 'admin' }, { session }).sort({ name: 1 }).toArray();
      return found.filter(canAct).map(withoutKeys);
    },

    /** All of the tenant's people by object id, batch by batch. */
    async *everybody(tenant: string, size = 500): AsyncGenerator<Person[]> {
      // By key: no other index has the whole tenant in an order.
      const all = people.find(keysOf(tenant)).sort({ _id: 1 });
      for await (const batch of inBatches(all.batchSize(size), size)) yield batch.map(withoutKeys);
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

    /**
     * The tenant's people by name, all of them. `which` narrows them down; what is undefined in it does not matter.
     * They are read by key and sorted here: the local database sorts a large company more slowly than it may answer.
     */
    async byName(tenant: string, { role, ...which }: WhichPeople): Promise<Person[]> {
      const others = Object.fromEntries(Object.entries(which).filter(([, value]) => value !== undefined));
      const found = people.find(role === undefined ? { ...keysOf(tenant), ...others } : { tenant, role, ...others }, {
        projection: { identities: 0, names: 0, near: 0, folding: 0 },
      });
      const all: Person[] = [];
      for await (const person of found.batchSize(1_000)) all.push(withoutKeys(person));
      return all.sort((one, other) => byLetters.compare(one.name, other.name) || (one.id < other.id ? -1 : 1));
    },

    /** Some of the tenant's own people, no guests or rooms, by name. */
    async members(
      tenant: string,
      which: Partial<Pick<Person, 'accountEnabled' | 'licensed'>>,
      { skip, limit }: { skip: number; limit: number },
    ): Promise<Person[]> {
      const found = people.find({ tenant, kind: 'member', ...which }).sort({ name: 1, id: 1 });
      return (await found.skip(skip).limit(limit).toArray()).map(withoutKeys);
    },

    /** How many of them there are, counted up to `most`. */
    countMembers: (
      tenant: string,
      which: Partial<Pick<Person, 'accountEnabled' | 'licensed'>>,
      most: number,
    ): Promise<number> => people.countDocuments({ tenant, kind: 'member', ...which }, { limit: most }),

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

  /** The people who are called one of these, by name. For one text, only as many as a card could count. */
  async function byNames(tenant: string, forms: string[], texts: number): Promise<Map<string, PersonDocument[]>> {
    if (forms.length === 0) return new Map();
    const found = people.find({ tenant, names: { $in: forms } });
    return grouped(
      await (texts === 1 ? found.sort({ name: 1 }).limit(101) : found.sort({ name: 1 })).toArray(),
      (person) => person.names,
    );
  }

  /**
   * Up to three people whose name or address looks like what was typed. They share a key of its words with it, which an
   * index finds; the keys of two words together come first, because few people share them.
   */
  async function nearest(tenant: string, text: string): Promise<Contact[]> {
    const typed = foldName(text).slice(0, 64);
    const identity = foldIdentity(text).slice(0, 128);
    const { pairs, words } = nearKeys(typed);
    const far = ({ names, identities }: PersonDocument): number =>
      Math.min(
        ...names.filter((name) => !name.includes('+')).map((name) => distance(name, typed)),
        ...(identity.includes('@') ? identities.map((one) => distance(one, identity)) : []),
      );
    for (const keys of [pairs, words]) {
      if (keys.length === 0) continue;
      const candidates = await people
        .find({ tenant, near: { $in: keys } })
        .limit(mostCompared)
        .toArray();
      const near = candidates
        .map((person) => ({ person, far: far(person) }))
        .filter((one) => one.far <= Math.max(2, Math.floor(typed.length / 3)))
        .sort((a, b) => a.far - b.far || a.person.name.localeCompare(b.person.name));
      if (near.length > 0) return near.slice(0, mostNearest).map(({ person }) => contactOf(person));
    }
    return [];
  }

  /**
   * Folds everybody anew who was stored with an older folding. Only the keys are written, and only where nothing else
   * has changed meanwhile: a person who is saved by somebody else has the new ones already.
   */
}

/** Folds people anew who were stored with an older folding: otherwise they are not found by their names. */
export function refolding(mongo: Mongo): Migration {
  const people = mongo.collection<PersonDocument>('people');
  const old = { folding: { $in: [null, ...olderFoldings] } } as Filter<PersonDocument>;
  return {
    name: `names-folded-${foldingVersion}`,
    again: true,
    async run(mayGoOn) {
      for (let changed = 0; ;) {
        await mayGoOn();
        const found = await people.find(old).limit(refoldBatch).toArray();
        if (found.length === 0) return changed;
        const { modifiedCount } = await people.bulkWrite(
          found.map((person) => {
            const { identities, names, near, folding } = documentOf(withoutKeys(person));
            const { _id, name, upn } = person;
            return {
              updateOne: { filter: { _id, name, upn }, update: { $set: { identities, names, near, folding } } },
            };
          }),
          { ordered: false },
        );
        // Somebody else saves all of these at this moment.
        if (modifiedCount === 0) return changed;
        changed += modifiedCount;
      }
    },
  };
}

/** How many people are folded anew in one write. */
const refoldBatch = 500;

/** The versions before this one that a person may have been stored with; those before 2 had no number. */
const olderFoldings = Array.from({ length: foldingVersion - 2 }, (_, index) => index + 2);

const byLetters = new Intl.Collator('en');

/** The keys of all of a tenant's people. */
const keysOf = (tenant: string) => ({ _id: { $gte: `${tenant}/`, $lt: `${tenant}0` } });

/**
 * The person that a text means. An identity takes precedence over a name, a name as it is shown over another full name,
 * and a full name over a first or last name. An account that is disabled does not win over one that is enabled.
 */
function theOne(
  text: string,
  byIdentity: PersonDocument[],
  byName: PersonDocument[],
  { inFull }: { inFull: boolean },
): Person | Problem {
  // Somebody who has left may still have the user name or the alias of somebody who has come.
  const identified = activeOf(byIdentity);
  if (identified[0]) return identified.length === 1 ? withoutKeys(identified[0]) : ambiguous(text, identified);
  const typed = plainName(text);
  const forms = nameForms(typed);
  // "Isaiah Lang" means him even if there is a Mr. Lang.
  const shown = byName.filter((person) => foldName(person.name) === forms[0]);
  const full = byName.filter((person) => fullNameKeys(person).some((key) => forms.includes(key)));
  const [best = []] = [shown, full, ...(inFull ? [] : [byName])].filter(({ length }) => length > 0);
  const [found, ...others] = activeOf(best);
  if (!found) return new Problem('person-unknown', { text, nearest: [] });
  return others.length === 0 ? withoutKeys(found) : ambiguous(text, [found, ...others]);
}

/** Those whose account is enabled; all of them if nobody's is. */
function activeOf(people: PersonDocument[]): PersonDocument[] {
  const active = people.filter(({ accountEnabled }) => accountEnabled);
  return active.length > 0 ? active : people;
}

function ambiguous(text: string, people: PersonDocument[]): Problem {
  const choices = people.slice(0, mostChoices).map(contactOf);
  return new Problem('person-ambiguous', { text, matches: choices, more: people.length - choices.length });
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
  near: Object.values(nearKeys(person.name)).flat(),
  folding: foldingVersion,
});

function withoutKeys({
  _id: _key,
  identities: _identities,
  names: _names,
  near: _near,
  folding: _folding,
  ...person
}: PersonDocument): Person {
  return person;
}

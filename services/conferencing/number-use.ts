import type { ClientSession, Filter } from 'mongodb';
import type { Migration } from '../base/migration';
import type { Mongo } from '../base/mongo';
import { type NumberField, numberFields, numbersOf } from '../settings/bridge-numbers';
import type { Settings, SettingsService } from '../settings/settings';
import type { ConferencingDocument } from './records';

/** How many people have something, and the first of them by object id. */
export interface Users {
  count: number;
  /** Object ids. */
  first: string[];
}

/** How many of the people are named. */
const named = 3;

/** Who uses which number of the bridge. */
export function createNumberUse({ mongo }: { mongo: Mongo }) {
  const records = mongo.collection<ConferencingDocument>('conferencing');
  const guards = mongo.collection<{ _id: string; changes: number }>('numberGuards');

  return {
    async prepare(): Promise<void> {
      await records.createIndexes(
        numberFields.map((field) => ({
          key: { [field]: 1, tenant: 1 },
          name: field,
          partialFilterExpression: { [field]: { $exists: true } },
        })),
      );
    },

    /** The enabled people of a tenant who have one of these numbers as their own. */
    users: (tenant: string, numbers: Record<NumberField, readonly string[]>, session?: ClientSession): Promise<Users> =>
      count(
        { tenant, enabled: true },
        numberFields.map((field) => ({ [field]: { $in: [...numbers[field]] } })),
        session,
      ),

    /** The enabled people of a tenant who have a number of their own, of that kind, that the bridge does not have. */
    orphans: (tenant: string, field: NumberField, tenantSettings: Settings): Promise<Users> =>
      count({ tenant, enabled: true }, [{ [field]: { $gt: '', $nin: numbersOf(field, tenantSettings) } }]),

    /** How many enabled people of a tenant follow the default of that kind. */
    countFollowers: (tenant: string, field: NumberField, session?: ClientSession): Promise<number> =>
      records.countDocuments({ tenant, enabled: true, [field]: null }, { session }),

    /** The next records of a tenant's enabled people, in the order of their keys. */
    enabledAfter: (tenant: string, key: string, most: number): Promise<ConferencingDocument[]> =>
      records
        .find({ _id: { $gt: key || `${tenant}/`, $lt: `${tenant}0` }, enabled: true })
        .sort({ _id: 1 })
        .limit(most)
        .toArray(),

    /**
     * Makes a change that gives somebody a number and one that takes the number from the bridge write the same
     * document, so that one of them starts again and meets the other's result.
     */
    async guard(tenant: string, numbers: readonly string[], session: ClientSession): Promise<void> {
      for (const number of numbers)
        await guards.updateOne({ _id: `${tenant}/${number}` }, { $inc: { changes: 1 } }, { upsert: true, session });
    },
  };

  /** By one kind after the other: each has an index of its own. */
  async function count(
    which: Filter<ConferencingDocument>,
    either: Filter<ConferencingDocument>[],
    session?: ClientSession,
  ): Promise<Users> {
    const people = new Set<string>();
    for (const one of either) {
      const found = records.find({ ...which, ...one }, { projection: { person: 1 }, session });
      for await (const { person } of found) people.add(person);
    }
    return { count: people.size, first: [...people].sort().slice(0, named) };
  }
}

/**
 * Enabling used to copy the default number into the person, who then kept it when the default changed. Nobody had
 * chosen such a copy, so its owner follows the default again, which is the same number.
 */
export function forgettingCopies({ mongo, settings }: { mongo: Mongo; settings: SettingsService }): Migration {
  const records = mongo.collection<ConferencingDocument>('conferencing');
  const old = { tollNumber: { $gt: '' }, numbersChosen: null as never };
  return {
    name: 'copied-numbers-forgotten',
    again: true,
    async run(mayGoOn) {
      let changed = 0;
      for (const tenant of await records.distinct('tenant', old)) {
        await mayGoOn();
        const { tollNumber } = await settings.of(tenant);
        if (tollNumber === '') continue;
        const copies = { ...old, tenant, tollNumber };
        changed += (await records.updateMany(copies, { $unset: { tollNumber: true } })).modifiedCount;
      }
      return changed;
    },
  };
}

export type NumberUse = ReturnType<typeof createNumberUse>;

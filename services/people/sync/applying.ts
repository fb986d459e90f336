import type { ClientSession } from 'mongodb';
import type { Audit } from '../../audit/trail';
import { syncActor } from '../../audit/actors';
import type { Mongo } from '../../base/mongo';
import { changing } from '../changing';
import { type Directory, documentOf } from '../directory';
import { type Person, type PersonDocument, personKey } from '../person';
import { fieldsChanged, planOf, recordedChange, type RoundFacts, type SyncChange } from './plan';
import type { SourceRow } from './source';

/** What a batch came to. */
export interface Applied {
  changes: SyncChange[];
  unchanged: number;
  unusable: number;
  /** How many of these people are not turned off. */
  present: number;
}

/** Fields that a round decides, and that a person can lack. */
const own = ['seen', 'gone'] as const satisfies readonly (keyof Person)[];

/** Writes what a round brings, batch by batch, each as a part of one transaction. */
export function createApplying({ mongo, directory, audit }: { mongo: Mongo; directory: Directory; audit: Audit }) {
  const people = mongo.collection<PersonDocument>('people');

  return {
    /** What these rows would change. With a session, as it is in that transaction. */
    async look(rows: readonly SourceRow[], facts: RoundFacts, session?: ClientSession) {
      const keys = [...new Set(rows.map(({ id }) => personKey(facts.tenant, id)))];
      return planOf(rows, await directory.byKeys(keys, session), facts);
    },

    /** Brings these rows into the directory. The same rows again change nothing. */
    async apply(rows: readonly SourceRow[], facts: RoundFacts, session: ClientSession): Promise<Applied> {
      if (rows.length === 0) return { changes: [], unchanged: 0, unusable: 0, present: 0 };
      const { people: planned, unusable } = await this.look(rows, facts, session);
      const changes = planned.filter((one) => differs(one));
      await write(facts.tenant, changes, session);
      const same = planned.filter((one) => !differs(one) && one.before?.seen !== one.after.seen);
      if (same.length > 0)
        await people.updateMany(
          { _id: { $in: same.map(({ after }) => personKey(facts.tenant, after.id)) } },
          { $set: { seen: facts.round } },
          { session },
        );
      const present = planned.filter(({ after }) => after.accountEnabled || after.licensed).length;
      return { changes, unchanged: planned.length - changes.length, unusable, present };
    },

    /** Writes people who are already planned. */
    write,
  };

  async function write(tenant: string, changes: readonly SyncChange[], session: ClientSession): Promise<void> {
    if (changes.length === 0) return;
    await people.bulkWrite(
      changes.map((one) =>
        one.before
          ? changing(one.after, [...fieldsChanged(one), ...own])
          : { insertOne: { document: documentOf(one.after) } },
      ),
      { session },
    );
    const records = changes.flatMap((one) => {
      const change = recordedChange(one);
      return change ? [{ ...record(tenant, one.after), change }] : [];
    });
    if (records.length === 0) return;
    await audit.appendAll(records, await mongo.now(), session);
    // A change that looks at the administrators at this moment starts again, and meets what this did.
    await directory.guardRoles(tenant, session);
  }
}

export type Applying = ReturnType<typeof createApplying>;

/** Whether more than the number of the round is another one. */
const differs = (one: SyncChange): boolean =>
  !one.before || fieldsChanged(one).length > 0 || (one.before.gone ?? false) !== (one.after.gone ?? false);

const record = (tenant: string, { id }: Person) => ({
  ...{ tenant, action: 'sync-person' as const, outcome: 'done' as const, from: 'entra' as const },
  ...{ actor: { id: syncActor }, target: { id } },
});

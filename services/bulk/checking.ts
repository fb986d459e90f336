import { randomBytes } from 'node:crypto';
import type { Collection } from 'mongodb';
import { type ConferencingRecords, isRecentlyDisabled } from '../conferencing/records';
import type { Chats } from '../people/chats';
import { type Directory } from '../people/directory';
import { type Person, personKey } from '../people/person';
import { isLimited, type Limits } from '../offers/limits';
import { batchBudget, type Mongo } from '../base/mongo';
import { Problem } from '../base/problem';
import { permit } from '../people/rights';
import type { SettingsService } from '../settings/settings';
import { batchSize, type BulkJob, type BulkRow, countRows, noCounts, type RowCounts, rowsBetween } from './job';
import { planFor } from './plan';

/** Writes down how far a job has got. @returns whether to go on with it */
export type Beat = (progress: { next: number; counts: RowCounts; pace?: number }) => Promise<boolean>;

export interface CheckingDependencies {
  mongo: Mongo;
  directory: Directory;
  settings: SettingsService;
  records: ConferencingRecords;
  chats: Chats;
  limits: Limits;
}

/**
 * The dry run: finds the person that each row means, and whether and how the change would be made. It changes nothing
 * about anybody.
 */
export function createChecking(
  { mongo, directory, settings, records, chats, limits }: CheckingDependencies,
  jobs: Collection<BulkJob>,
  rows: Collection<BulkRow>,
) {
  return {
    /**
     * Checks all rows, from the first one: what was checked before a crash is checked again.
     * @returns false when the beat said to stop
     * @throws Problem when the person who started it may no longer do that
     */
    async check(job: BulkJob, beat: Beat): Promise<boolean> {
      const actor = await directory.byId(job.tenant, job.actor);
      permit(actor, 'others', job.action);
      const seen = new Set<string>();
      let counts = noCounts;
      for (let from = 0; from < job.total; from += batchSize) {
        const to = Math.min(from + batchSize, job.total);
        const checked = await checkBatch({ job, actor, seen }, await rowsBetween(rows, job._id, from, to));
        const here = countRows(checked);
        counts = { ...counts, ready: counts.ready + here.ready, leftOut: counts.leftOut + here.leftOut };
        if (!(await write(job, checked)) || !(await beat({ next: to, counts }))) return false;
      }
      return true;
    },
  };

  /**
   * Writes down what was found out about a batch, but never into a job that has moved on: if a replica was held up and
   * another one has done its work, this would give the rows new offers, and they would be carried out twice.
   * @returns false when the job is no longer being checked
   */
  async function write({ _id }: BulkJob, checked: BulkRow[]): Promise<boolean> {
    return mongo.transact(
      async (session) => {
        // The count is there because a write that changes nothing conflicts with nothing, not even with the start of
        // the job.
        const { matchedCount } = await jobs.updateOne(
          { _id, state: 'checking' },
          { $inc: { batches: 1 } },
          { session },
        );
        if (matchedCount === 0) return false;
        await rows.bulkWrite(
          checked.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row } })),
          { session },
        );
        return true;
      },
      { budget: batchBudget },
    );
  }

  async function checkBatch(
    about: { job: BulkJob; actor: Person; seen: Set<string> },
    batch: BulkRow[],
  ): Promise<BulkRow[]> {
    const { job, actor, seen } = about;
    const { tenant, action } = job;
    const texts = (rows: BulkRow[]) => rows.map(({ text }) => text);
    const inFull = texts(batch.filter((row) => row.inFull));
    const found = {
      inFull: await directory.findEach(tenant, inFull, new Set(inFull)),
      loosely: await directory.findEach(tenant, texts(batch.filter((row) => !row.inFull))),
    };
    const people = [...found.inFull.values(), ...found.loosely.values()].filter(
      (one): one is Person => !(one instanceof Problem),
    );
    const keys = people.map(({ id }) => personKey(tenant, id));
    const [at, tenantSettings, held, known] = await Promise.all([
      mongo.now(),
      settings.of(tenant),
      records.byKeys(keys),
      chats.byKeys(keys),
    ]);
    // Enabling somebody again counts as a reset.
    const counted = isLimited(action)
      ? people
      : people.filter(({ id }) => action === 'enable' && isRecentlyDisabled(held.get(personKey(tenant, id)), at));
    const full = await limits.reachedTargets(
      { tenant, action: isLimited(action) ? action : 'reset-pin' },
      counted.map(({ id }) => id),
    );

    return batch.map((listed): BulkRow => {
      const { state, reason, text } = listed;
      const row = rowOfList(listed);
      const person = (listed.inFull ? found.inFull : found.loosely).get(text)!;
      if (person instanceof Problem) return { ...row, state: 'leftOut', reason: person.code };
      const key = personKey(tenant, person.id);
      const named = { ...row, person: person.id, name: person.name, upn: person.upn };
      // The list alone has shown why; a row that is checked again has its reason from the first time.
      if (state === 'listed' && reason) return { ...named, state: 'leftOut', reason };
      try {
        if (seen.has(key)) throw new Problem('bulk-duplicate', {});
        seen.add(key);
        const plan = planFor(action, {
          actor,
          person,
          record: held.get(key),
          settings: tenantSettings,
          inChat: known.has(key),
          at,
          number: job.number,
        });
        const limit = full.get(person.id);
        if (limit) throw limit;
        return { ...named, ...plan, state: 'ready', operation: randomBytes(16).toString('base64url') };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { ...named, state: 'leftOut', reason: error.code };
      }
    });
  }
}

/** A row as it was listed, without what a dry run has found out. */
const rowOfList = ({ _id, job, line, source, text, inFull, expiresAt }: BulkRow) => ({
  ...{ _id, job, line, text, expiresAt },
  ...(source !== undefined && { source }),
  ...(inFull && { inFull }),
});

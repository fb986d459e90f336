import type { ClientSession } from 'mongodb';
import type { Appended, Audit, AuditRecord } from '../../audit/trail';
import { changing } from '../changing';
import { type Directory, documentOf } from '../directory';
import type { Person, PersonDocument } from '../person';
import { batchBudget, type Mongo } from '../../base/mongo';
import { Problem } from '../../base/problem';
import { changesOf, changeTold, type ImportedField, type MergeRules, type ReadRow } from './merge';
import { incomingOf } from './incoming';
import { createPlanner, type Memory, type Plan } from './plan';
import { batchesOf, type FileRow, type RowFault } from './rows';

/** What became of the rows of a file; `added`, `changed`, `unchanged`, `leftOut` and `wrong` add up to `rows`. */
export interface ImportTotals {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  wrong: number;
  /** How many of the others have something that could not be read, and is left as it is. */
  incomplete: number;
  /** Rows that are no person, or somebody who was deleted before anybody here knew them. */
  leftOut: number;
  /** People whose account could sign in before. */
  disabled: number;
  /** Members in the file who have no Audio Conferencing licence after it. */
  unlicensed: number;
}

/** Somebody whom an import adds, or changes in these fields. */
export interface ImportChange {
  before?: Person;
  after: Person;
  fields: readonly (ImportedField | 'role')[];
}

export interface ImportOptions extends MergeRules {
  actor: Person;
  /** Says what would happen, and changes nothing. */
  dry: boolean;
  /** Gets everybody who is added or changed. */
  tell?(change: ImportChange): void;
  /** Gets why a row is left out, and its line. */
  leave?(line: number, why: string): void;
  /** Gets what is wrong with a row, and its line. */
  report(line: number, fault: RowFault): void;
  /** Gets the totals after each batch. */
  watch(totals: Readonly<ImportTotals>): void;
  /** Ends the run after the current batch. */
  stopping?: AbortSignal;
}

interface Run extends ImportOptions, Memory {
  totals: ImportTotals;
}

/** How many rows are looked up and saved in one transaction. */
const batchSize = 250;

/**
 * Brings people into the directory as a file has them. Nobody is removed, and nobody gets a role: making an
 * administrator takes two (threats E3).
 */
export function createPeopleImport({
  mongo,
  directory,
  audit,
  fromEntra,
}: {
  mongo: Mongo;
  directory: Directory;
  audit: Audit;
  /** People come from Microsoft Entra, and from nowhere else. */
  fromEntra: boolean;
}) {
  const people = mongo.collection<PersonDocument>('people');
  const planOf = createPlanner({ mongo, directory });

  return {
    /**
     * Saves the rows batch by batch: what was saved stays saved when a later batch fails, and a second run goes on. One
     * record in the trail says what the run came to, and one for each changed person says what was changed.
     * @returns the totals
     * @throws Problem `people-from-entra`; `actor-unknown`, `actor-disabled`, `actor-guest` or `not-your-role`, also
     * when that happens meanwhile
     */
    async run(rows: AsyncIterable<FileRow>, options: ImportOptions): Promise<ImportTotals> {
      if (fromEntra) throw new Problem('people-from-entra', {});
      const totals: ImportTotals = {
        rows: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        wrong: 0,
        ...{ incomplete: 0, leftOut: 0, disabled: 0, unlicensed: 0 },
      };
      const run: Run = { ...options, totals, stood: new Map(), freed: new Set() };
      try {
        for await (const batch of batchesOf(rows, batchSize)) {
          if (options.stopping?.aborted) break;
          await take(batch, run);
          options.watch(totals);
        }
      } catch (error) {
        // Cut off: what was saved so far is recorded all the same, if the database takes it.
        if (totals.rows > 0) await conclude(run).catch(() => undefined);
        throw error;
      }
      await conclude(run);
      return totals;
    },
  };

  async function conclude({ actor, dry, totals }: Run): Promise<void> {
    const { rows, added, changed, unchanged, wrong, leftOut } = totals;
    if (!dry)
      await audit.append(
        record(actor, 'import-people', {
          before: `${rows} rows`,
          after: `added ${added}, changed ${changed}, unchanged ${unchanged}, wrong ${wrong}${leftOut > 0 ? `, left out ${leftOut}` : ''}`,
        }),
      );
  }

  async function take(batch: FileRow[], run: Run): Promise<void> {
    const { actor, dry, totals } = run;
    const unread: Plan['wrong'] = [];
    const leftOut: Plan['leftOut'] = [];
    const read = batch.flatMap((row): ReadRow[] => {
      if ('leftOut' in row) {
        leftOut.push([row.line, row.leftOut]);
        return [];
      }
      const person = incomingOf(row, { licencesAsked: run.licensed === undefined });
      if (!('allowed' in person)) return [{ line: row.line, person }];
      unread.push([row.line, person]);
      return [];
    });
    const plan = dry
      ? await planOf(read, run)
      : await mongo.transact(
          async (session) => {
            const made = await planOf(read, run, session);
            await save(actor, made, session);
            return made;
          },
          { budget: batchBudget },
        );
    const wrong = [...unread, ...plan.wrong];
    leftOut.push(...plan.leftOut);
    const over = new Set([...wrong, ...leftOut].map(([line]) => line));
    const incomplete = read.filter(({ line, person }) => person.unread.length > 0 && !over.has(line));
    const told = incomplete.flatMap(({ line, person }) =>
      person.unread.map((fault): Plan['wrong'][number] => [line, fault]),
    );
    for (const [line, fault] of [...wrong, ...told].sort(([one], [other]) => one - other)) run.report(line, fault);
    for (const [line, why] of leftOut) run.leave?.(line, why);
    if (run.tell)
      for (const { before, after } of [...plan.added, ...plan.changed])
        run.tell({ before, after, fields: before ? changesOf(before, after) : [] });
    for (const [mark, line] of plan.stood) run.stood.set(mark, line);
    for (const mark of plan.freed) run.freed.add(mark);
    totals.rows += batch.length;
    totals.added += plan.added.length;
    totals.changed += plan.changed.length;
    totals.unchanged += plan.unchanged;
    totals.wrong += wrong.length;
    totals.incomplete += incomplete.length;
    totals.leftOut += leftOut.length;
    totals.disabled += plan.changed.filter(
      ({ before, after }) => before!.accountEnabled && !after.accountEnabled,
    ).length;
    totals.unlicensed += plan.unlicensed;
  }

  async function save(actor: Person, { added, changed }: Plan, session: ClientSession): Promise<void> {
    if (added.length + changed.length === 0) return;
    await people.bulkWrite(
      [
        ...added.map(({ after }) => ({ insertOne: { document: documentOf(after) } })),
        // Only what differs, so that a role that is given meanwhile stays.
        ...changed.map(({ before, after }) => changing(after, changesOf(before!, after))),
      ],
      { session },
    );
    // Now, and not before the transaction: a record of one that starts again for long would look dated back.
    await audit.appendAll(
      changed.map(({ before, after }) => ({
        ...record(actor, 'import-person', changeTold(before!, after)),
        target: { id: after.id },
      })),
      await mongo.now(),
      session,
    );
    // Two imports at once write the same document here, and so does a change that takes a role away. One of them starts
    // again, and meets what the other did.
    await directory.guardRoles(actor.tenant, session);
  }
}

const record = (
  { tenant, id, role }: Person,
  action: 'import-people' | 'import-person',
  change: AuditRecord['change'],
): Appended => ({ tenant, action, outcome: 'done', from: 'commandLine', actor: { id, role }, change });

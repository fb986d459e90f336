import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import type { Audit, AuditRecord } from '../../audit/trail';
import { type Directory, documentOf } from '../directory';
import { type Person, type PersonDocument, personKey } from '../person';
import { batchBudget, type Mongo } from '../../base/mongo';
import { singleLine } from '../../base/one-line';
import {
  changesOf,
  changeTold,
  type ImportedField,
  fieldOf,
  markOf,
  marksOf,
  merged,
  type MergeRules,
  newIdentities,
  type ReadRow,
  standsTwice,
  whyNot,
} from './merge';
import { batchesOf, type FileRow, type IncomingPerson, readPerson, type RowFault } from './rows';
import { permit } from '../rights';

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
  /** Members in the file who have no Audio Conferencing licence after it. */
  unlicensed: number;
}

/** Somebody whom an import adds, or changes in these fields. */
export interface ImportChange {
  before?: Person;
  after: Person;
  fields: readonly ImportedField[];
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

/** What a run remembers of the rows that it has been through, as marks. */
interface Run extends ImportOptions {
  totals: ImportTotals;
  /** The line where each identity stood in a row that was right: a person may be in a file twice, far apart. */
  stood: Map<bigint, number>;
  /** Identities that somebody has given up. */
  freed: Set<bigint>;
}

/** A row that can be saved: the person as it was, and as it will be. */
interface Planned {
  before?: Person;
  after: Person;
}

interface Plan {
  added: Planned[];
  changed: Planned[];
  unchanged: number;
  unlicensed: number;
  leftOut: [line: number, why: string][];
  wrong: [line: number, fault: RowFault][];
  stood: Map<bigint, number>;
  freed: Set<bigint>;
}

/** How many rows are looked up and saved in one transaction. */
const batchSize = 250;

/**
 * Brings people into the directory as a file has them. Nobody is removed, and nobody gets a role: making an
 * administrator takes two (threats E3).
 */
export function createPeopleImport({ mongo, directory, audit }: { mongo: Mongo; directory: Directory; audit: Audit }) {
  const people = mongo.collection<PersonDocument>('people');

  return {
    /**
     * Saves the rows batch by batch: what was saved stays saved when a later batch fails, and a second run goes on. One
     * record in the trail says what the run came to, and one for each changed person says what was changed.
     * @returns the totals
     * @throws Problem `actor-unknown`, `actor-disabled`, `actor-guest` or `not-your-role`, also when that happens
     * meanwhile
     */
    async run(rows: AsyncIterable<FileRow>, options: ImportOptions): Promise<ImportTotals> {
      const totals: ImportTotals = {
        rows: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        wrong: 0,
        ...{ incomplete: 0, leftOut: 0, unlicensed: 0 },
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
      const person = personOf(row, run);
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
    totals.unlicensed += plan.unlicensed;
  }

  /** What is to be saved of the rows that can be read, compared with the directory as it is. */
  async function planOf(rows: ReadRow[], run: Run, session?: ClientSession): Promise<Plan> {
    const { actor } = run;
    const { tenant } = actor;
    // A run may be long: somebody who is no longer an administrator may not go on.
    const now = await directory.byId(tenant, actor.id, session);
    permit(now, 'self', 'import-people');

    const known = await directory.byKeys(
      rows.map(({ person }) => personKey(tenant, person.id)),
      session,
    );
    const all = rows.map((row) => {
      const before = known.get(personKey(tenant, row.person.id));
      const after = merged(tenant, row.person, before, run);
      return { ...row, before, after, fresh: newIdentities(before, after) };
    });
    const owners = await ownersOf(
      tenant,
      all.flatMap(({ fresh }) => fresh),
      session,
    );
    const plan: Plan = {
      ...{ added: [], changed: [], unchanged: 0, unlicensed: 0, wrong: [], leftOut: [] },
      ...{ stood: new Map(), freed: new Set() },
    };
    const isFree = (id: string, identity: string) =>
      [run.freed, plan.freed].some((freed) => freed.has(markOf(id, identity)));
    for (const { line, person, before, after, fresh } of all) {
      if (person.deleted && !before) {
        plan.leftOut.push([line, 'somebody who was deleted in Microsoft Entra and is not in the directory here']);
        continue;
      }
      const [taken] = fresh.flatMap((identity) => {
        const owner = owners.get(identity)?.find(({ id }) => !isFree(id, identity));
        return owner ? [{ identity, owner }] : [];
      });
      const fault =
        standsTwice(person, [run.stood, plan.stood]) ??
        (taken === undefined
          ? whyNot(actor, person, before, after)
          : { field: fieldOf(after, taken.identity), allowed: takenBy(taken.owner) });
      if (fault) {
        plan.wrong.push([line, fault]);
        continue;
      }
      for (const mark of marksOf(person)) plan.stood.set(mark, line);
      if (before) for (const identity of newIdentities(after, before)) plan.freed.add(markOf(after.id, identity));
      if (!before) plan.added.push({ after });
      else if (changesOf(before, after).length > 0) plan.changed.push({ before, after });
      else plan.unchanged += 1;
      if (after.kind === 'member' && !after.licensed) plan.unlicensed += 1;
    }
    return plan;
  }

  /** Who has these identities. */
  async function ownersOf(
    tenant: string,
    identities: string[],
    session?: ClientSession,
  ): Promise<Map<string, Owner[]>> {
    const owners = new Map<string, Owner[]>();
    if (identities.length === 0) return owners;
    for await (const { identities: has, ...owner } of people.find(
      { tenant, identities: { $in: identities } },
      { session, projection: { _id: 0, id: 1, name: 1, accountEnabled: 1, identities: 1 } },
    )) {
      for (const identity of has) owners.set(identity, [...(owners.get(identity) ?? []), owner]);
    }
    return owners;
  }

  async function save(actor: Person, { added, changed }: Plan, session: ClientSession): Promise<void> {
    if (added.length + changed.length === 0) return;
    await people.bulkWrite(
      [
        ...added.map(({ after }) => ({ insertOne: { document: documentOf(after) } })),
        ...changed.map(({ before, after }) => changing(before!, after)),
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

/** The person that a row describes, with what could not be read of it. @returns the first thing that is wrong */
function personOf(row: Exclude<FileRow, { leftOut: string }>, { licensed }: Run): IncomingPerson | RowFault {
  if ('fault' in row) return row.fault;
  const person = readPerson(row.cells);
  if ('allowed' in person) return person;
  const { warning, products, deleted } = row;
  // A cell that is missing and another one that makes no sense: the cells stand in the wrong columns.
  if (warning && person.unread.length > 0) return warning;
  if (warning) person.unread.push(warning);
  if (products && licensed === undefined) person.unread.push({ field: 'licensed', allowed: knownProducts, products });
  return deleted ? { ...person, deleted, accountEnabled: false } : person;
}

const knownProducts =
  'products of which it is known whether they have Audio Conferencing. The rest of the row is taken, and the licence ' +
  'stays as it was';

type Owner = Pick<Person, 'id' | 'name' | 'accountEnabled'>;

/** Who has an identity already, and what can be done: somebody who has left and come back has another object id. */
function takenBy({ id, name, accountEnabled }: Owner): string {
  const who = `what nobody else in the directory has. ${singleLine(name)} has it (object id ${id}, account `;
  return accountEnabled
    ? `${who}enabled): give one of the two another one`
    : `${who}disabled): if that is the same person with an older account, forget it in the chat ("forget ${id}") and ` +
        `import again, or give it another one`;
}

const record = (
  { tenant, id, role }: Person,
  action: string,
  change: AuditRecord['change'],
): Omit<AuditRecord, 'at'> => ({ tenant, action, outcome: 'done', from: 'commandLine', actor: { id, role }, change });

/** Only what differs, so that a role that is given meanwhile stays. */
function changing(before: Person, after: Person): AnyBulkWriteOperation<PersonDocument> {
  const { _id, names, identities, near, folding, ...document } = documentOf(after);
  const fields = changesOf(before, after);
  const set = Object.fromEntries(
    fields.filter((field) => document[field] !== undefined).map((field) => [field, document[field]]),
  );
  const gone = Object.fromEntries(
    fields.filter((field) => document[field] === undefined).map((field) => [field, true]),
  ) as { mail?: true; language?: true };
  return {
    updateOne: {
      filter: { _id },
      update: {
        $set: { ...set, names, identities, near, folding },
        ...(Object.keys(gone).length > 0 && { $unset: gone }),
      },
    },
  };
}

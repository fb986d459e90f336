import type { ClientSession } from 'mongodb';
import { singleLine } from '../../base/one-line';
import type { Mongo } from '../../base/mongo';
import type { Directory } from '../directory';
import { type Person, type PersonDocument, personKey } from '../person';
import { permit } from '../rights';
import {
  changesOf,
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
import type { RowFault } from './rows';

/** What a run remembers of the rows that it has been through, as marks. */
export interface Memory {
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

export interface Plan {
  added: Planned[];
  changed: Planned[];
  unchanged: number;
  unlicensed: number;
  leftOut: [line: number, why: string][];
  wrong: [line: number, fault: RowFault][];
  stood: Map<bigint, number>;
  freed: Set<bigint>;
}

/** The run that a plan is for. */
type PlannedRun = Memory & MergeRules & { actor: Person };

/**
 * @returns what plans a batch: what is to be saved of the rows that can be read, compared with the directory as it is.
 *   It throws a Problem of `permit` when the actor is no administrator any more.
 */
export function createPlanner({ mongo, directory }: { mongo: Mongo; directory: Directory }) {
  const people = mongo.collection<PersonDocument>('people');
  return planOf;

  async function planOf(rows: ReadRow[], run: PlannedRun, session?: ClientSession): Promise<Plan> {
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
}

type Owner = Pick<Person, 'id' | 'name' | 'accountEnabled'>;

/** Who has an identity already, and what can be done: somebody who has left and come back has another object id. */
function takenBy({ id, name, accountEnabled }: Owner): string {
  const who = `what nobody else in the directory has. ${singleLine(name)} has it (object id ${id}, account `;
  return accountEnabled
    ? `${who}enabled): give one of the two another one`
    : `${who}disabled): if that is the same person with an older account, forget it ("forget ${id}") and import ` +
        `again, or give it another one`;
}

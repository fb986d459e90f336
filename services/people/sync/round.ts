import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, Filter } from 'mongodb';
import { createBackoff } from '../../base/backoff';
import { batchBudget, isUnreachable, type Mongo } from '../../base/mongo';
import { inBatches } from '../../base/batches';
import type { Directory } from '../directory';
import { type Person, type PersonDocument, personKey, type Role } from '../person';
import type { Applying } from './applying';
import { leaving, roleAfter, type RoundFacts, type SyncChange } from './plan';
import { type PeopleSource, SourceFault, type SourceRow } from './source';

/** How many people are written in one transaction. */
const batchSize = 100;
/** How often a batch is tried while the database does not answer, and how long it waits after a try. Milliseconds. */
const mostTries = 6;
const delayAfterTries = createBackoff({ first: 500, longest: 10_000 });

export interface Totals {
  /** How many rows came. */
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  /** Rows without a user principal name of somebody who is not known. */
  unusable: number;
  /** People whose account could sign in before, and cannot any more. */
  disabled: number;
  /** People who had a licence before, and have none any more. */
  unlicensed: number;
  /** People whose role was changed. */
  roles: number;
}

export const noTotals = (): Totals => ({
  ...{ rows: 0, added: 0, changed: 0, unchanged: 0, unusable: 0 },
  ...{ disabled: 0, unlicensed: 0, roles: 0 },
});

/** One round under way. */
export interface Round extends RoundFacts {
  totals: Totals;
  /** How many of those who came are not turned off. */
  present: number;
  stopping?: AbortSignal;
  /** Gets everybody who is added or changed. */
  tell?(change: SyncChange): void;
  /** Before each batch. @throws when somebody else does this work now */
  hold(): Promise<void>;
}

/** The parts of a round. Each batch is one transaction, and repeating one changes nothing. */
export function createRounds({
  mongo,
  directory,
  applying,
}: {
  mongo: Mongo;
  directory: Directory;
  applying: Applying;
}) {
  const people = mongo.collection<PersonDocument>('people');
  const everybody = (tenant: string) => ({ _id: { $gte: `${tenant}/`, $lt: `${tenant}0` } });
  const present = { $or: [{ accountEnabled: true }, { licensed: true }] };
  /** Those who never came, and those who came before: an index has both, and nobody else is read. */
  const unseen = (tenant: string, round: number): Filter<PersonDocument>[] =>
    [null, { $lt: round }].map((seen) => ({ tenant, gone: null, seen }) as unknown as Filter<PersonDocument>);

  return {
    /**
     * Brings all pages into the directory.
     * @param pages those of one round, to its end
     * @param finish notes the link in the transaction of the last batch, and how many of those who came are not turned
     *   off
     */
    async bring(
      pages: ReturnType<PeopleSource['pages']>,
      round: Round,
      finish: (link: string, present: number, session: ClientSession) => Promise<void>,
    ): Promise<void> {
      const rows: SourceRow[] = [];
      let link: string | undefined;
      for await (const page of pages) {
        round.stopping?.throwIfAborted();
        rows.push(...page.rows);
        link = page.link ?? link;
        // What is left over is written with the link.
        while (rows.length > batchSize) await batch(rows.splice(0, batchSize), round);
      }
      if (link === undefined) throw new SourceFault('the round ended without a link to go on from');
      const end = link;
      await batch(rows, round, (session, present) => finish(end, round.present + present, session));
    },

    /** How many people a sweep would turn off. */
    async sweepable(tenant: string, round: number): Promise<number> {
      const [never, before] = unseen(tenant, round);
      return (
        (await people.countDocuments({ ...never, ...present })) +
        (await people.countDocuments({ ...before, ...present }))
      );
    },

    /** Turns off everybody who did not come in a full round. Nobody is deleted. */
    async sweep(round: Round): Promise<void> {
      for (;;) {
        await round.hold();
        const changes = await mongo.transact(
          async (session) => {
            const keys: string[] = [];
            for (const which of unseen(round.tenant, round.round)) {
              const found = people.find(which, { session, projection: { _id: 1 } }).limit(batchSize - keys.length || 1);
              for await (const { _id } of found) keys.push(_id);
            }
            const known = await directory.byKeys(keys, session);
            const leave = [...known.values()].map((before): SyncChange => ({ before, after: leaving(before) }));
            await applying.write(round.tenant, leave, session);
            return leave;
          },
          { budget: batchBudget },
        );
        if (changes.length === 0) return;
        count(changes, round);
      }
    },

    /** Gives everybody the role that they have there. */
    async giveRoles(round: Round): Promise<void> {
      for await (const ids of inBatches(await holders(round.tenant, round.roles), batchSize)) {
        await round.hold();
        const changes = await mongo.transact(
          async (session) => {
            const planned = await rolesOf(ids, round, session);
            await applying.write(round.tenant, planned, session);
            return planned;
          },
          { budget: batchBudget },
        );
        count(changes, round);
      }
    },

    /** Who would get another role. */
    async lookAtRoles(facts: RoundFacts): Promise<SyncChange[]> {
      return rolesOf(await holders(facts.tenant, facts.roles), facts);
    },

    batchSize,
    byIds: (keys: string[]) => directory.byKeys(keys),
    everybodyPresent: (tenant: string) =>
      people.find({ ...everybody(tenant), ...present, gone: { $ne: true } }, { projection: { id: 1 } }),
  };

  async function batch(
    rows: readonly SourceRow[],
    round: Round,
    also?: (session: ClientSession, present: number) => Promise<void>,
  ): Promise<void> {
    await round.hold();
    const { changes, unchanged, unusable, present } = await patiently(round, () =>
      mongo.transact(
        async (session) => {
          const applied = await applying.apply(rows, round, session);
          await also?.(session, applied.present);
          return applied;
        },
        { budget: batchBudget },
      ),
    );
    round.present += present;
    round.totals.rows += rows.length;
    round.totals.unchanged += unchanged;
    round.totals.unusable += unusable;
    count(changes, round);
  }

  /** The object ids of those who have a role, here or there. */
  async function holders(tenant: string, roles: ReadonlyMap<string, Role>): Promise<string[]> {
    const ids = new Set(roles.keys());
    for (const role of ['admin', 'helpdesk', 'auditor'] as const)
      for await (const { id } of people.find({ tenant, role }, { projection: { id: 1 } })) ids.add(id);
    return [...ids];
  }

  async function rolesOf(ids: string[], { tenant, roles }: RoundFacts, session?: ClientSession): Promise<SyncChange[]> {
    const known = await directory.byKeys(
      ids.map((id) => personKey(tenant, id)),
      session,
    );
    return [...known.values()].flatMap((before): SyncChange[] => {
      const role = roleAfter(before, roles);
      return role === before.role ? [] : [{ before, after: { ...before, role } }];
    });
  }
}

/**
 * A batch once more when the database did not answer. It may have been written all the same, and then changes nothing:
 * a company of 100,000 does not begin anew because of a moment.
 */
async function patiently<Result>({ stopping }: Pick<Round, 'stopping'>, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error) || tries === mostTries || stopping?.aborted) throw error;
      await pause(delayAfterTries(tries));
    }
  }
}

export type Rounds = ReturnType<typeof createRounds>;

/** Adds what a batch came to, and tells it. */
export function count(changes: readonly SyncChange[], { totals, tell }: Pick<Round, 'totals' | 'tell'>): void {
  for (const change of changes) {
    const { before, after } = change;
    if (before) totals.changed += 1;
    else totals.added += 1;
    const lost = (field: keyof Person) => before?.[field] === true && after[field] !== true;
    if (lost('accountEnabled')) totals.disabled += 1;
    if (lost('licensed')) totals.unlicensed += 1;
    if ((before?.role ?? 'user') !== after.role) totals.roles += 1;
    tell?.(change);
  }
}

import { inBatches } from '../../base/batches';
import { personKey } from '../person';
import type { Applying } from './applying';
import { fieldsChanged, leaving, type SyncChange } from './plan';
import { count, noTotals, type Rounds, type Totals } from './round';
import { type PeopleSource, type SourceRow } from './source';
import type { StoppedSweep, SyncState } from './state';

/** What a round would do. */
export interface LookedAhead {
  full: boolean;
  totals: Totals;
  /** Whether the sweep would stop and ask. */
  stops?: Omit<StoppedSweep, 'at'>;
}

/** What the next round would change. It reads all of it, and changes nothing. */
export async function lookAhead(
  about: {
    tenant: string;
    source: PeopleSource;
    state: SyncState;
    rounds: Rounds;
    applying: Applying;
    mostGone: number;
  },
  { full, stopping, tell }: { full: boolean; stopping?: AbortSignal; tell?(change: SyncChange): void },
): Promise<LookedAhead> {
  const { tenant, source, state, rounds, applying, mostGone } = about;
  const roles = await source.roles(stopping);
  const facts = { tenant, roles, round: state.round + (full ? 1 : 0) };
  const told = { totals: noTotals(), tell };
  // Of everybody who comes, the marks of a company of 100,000 fit into memory.
  const seen = new Set<string>();
  let rows: SourceRow[] = [];
  const take = async () => {
    const { people, unusable } = await applying.look(rows, facts);
    const changes = people.filter((one) => !one.before || fieldsChanged(one).length > 0);
    count(changes, told);
    told.totals.rows += rows.length;
    told.totals.unchanged += people.length - changes.length;
    told.totals.unusable += unusable;
    rows = [];
  };
  for await (const page of source.pages(full ? undefined : state.link, stopping)) {
    stopping?.throwIfAborted();
    for (const row of page.rows) {
      seen.add(row.id);
      rows.push(row);
      if (rows.length === rounds.batchSize) await take();
    }
  }
  await take();
  // Whoever came has the new role already.
  count(
    (await rounds.lookAtRoles(facts)).filter(({ after }) => !seen.has(after.id)),
    told,
  );
  return { full, totals: told.totals, ...(full && (await sweep())) };

  async function sweep(): Promise<{ stops?: Omit<StoppedSweep, 'at'> }> {
    let all = 0;
    const gone: string[] = [];
    for await (const { id } of rounds.everybodyPresent(tenant)) {
      all += 1;
      if (!seen.has(id)) gone.push(id);
    }
    if (gone.length * 100 > all * mostGone) return { stops: { count: gone.length, all } };
    for await (const ids of inBatches(gone, rounds.batchSize)) {
      const known = await rounds.byIds(ids.map((id) => personKey(tenant, id)));
      count(
        [...known.values()].map((before) => ({ before, after: leaving(before) })),
        told,
      );
    }
    return {};
  }
}

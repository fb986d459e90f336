import type { ClientSession } from 'mongodb';
import type { Audit } from '../../audit/trail';
import { createLease } from '../../base/lease';
import { drawIds, type MomentOfChange } from '../../base/moment-of-change';
import type { Mongo } from '../../base/mongo';
import type { Directory } from '../directory';
import { createApplying } from './applying';
import { lookAhead } from './look-ahead';
import type { SyncChange } from './plan';
import { createRounds, noTotals, type Round, type Totals } from './round';
import { type PeopleSource, SourceFault, SourceLost } from './source';
import { createSyncStates, type StoppedSweep, type SyncState } from './state';

/** How long a replica that says nothing keeps the work. Milliseconds. */
const leaseLength = 120_000;
/** The hour at which a full round is due every day, in UTC. */
const nightHour = 2;
const day = 24 * 3_600_000;

export interface SyncOptions {
  tenant: string;
  source: PeopleSource;
  /** A sweep of more than this share of the people stops and asks. Percent. */
  mostGone: number;
  /** Tells the administrators that a sweep waits for one of them, in that transaction. */
  tellStopped(stopped: StoppedSweep & { tenant: string }, moment: MomentOfChange): Promise<void>;
}

/** How a round is run. */
export interface RoundOptions {
  /** Everybody comes, and not only what has changed. */
  full?: boolean;
  stopping?: AbortSignal;
  tell?(change: SyncChange): void;
}

/** How a round ended. `busy`: another replica was at it. */
export type SyncOutcome =
  | { kind: 'busy' }
  | { kind: 'done'; full: boolean; totals: Totals; stopped?: StoppedSweep }
  /** `why` names no person. */
  | { kind: 'failed'; why: string };

/** Another replica has taken the work over. */
class Overtaken extends Error {
  override name = 'Overtaken' as const;
}

/** Keeps the directory as another one has it. One replica works at a time. */
export function createSync(
  { mongo, directory, audit }: { mongo: Mongo; directory: Directory; audit: Audit },
  { tenant, source, mostGone, tellStopped }: SyncOptions,
) {
  const states = createSyncStates(mongo);
  const applying = createApplying({ mongo, directory, audit });
  const rounds = createRounds({ mongo, directory, applying });
  const lease = createLease(mongo, `sync/${tenant}`, leaseLength);

  return {
    tenant,
    source,
    mostGone,
    /** How far it has come. */
    state: (): Promise<SyncState> => states.of(tenant),
    /** Whether some replica is at it. */
    isRunning: lease.isHeld,

    /** Runs one round: what has changed since the last one, or everybody when that is due. */
    run: (options: RoundOptions = {}): Promise<SyncOutcome> =>
      alone(async () => {
        const state = await states.of(tenant);
        const full = options.full === true || isFullDue(state, await mongo.now());
        try {
          return await round(state, { ...options, full });
        } catch (error) {
          if (!(error instanceof SourceLost) || full) throw error;
          return round(state, { ...options, full: true });
        }
      }),

    /** What a round would change, without changing anything. @throws SourceFault */
    look: async (options: RoundOptions = {}) => {
      const state = await states.of(tenant);
      const about = { tenant, source, state, rounds, applying, mostGone };
      try {
        return await lookAhead(about, { ...options, full: options.full || state.link === undefined });
      } catch (error) {
        if (!(error instanceof SourceLost)) throw error;
        return lookAhead(about, { ...options, full: true });
      }
    },

    /**
     * Lets a sweep go on that has stopped, whomever it turns off.
     * @returns undefined when none has
     */
    accept: (): Promise<SyncOutcome | undefined> =>
      alone(async () => {
        const { sweep, stopped, round: number } = await states.of(tenant);
        if (!stopped || sweep === undefined) return undefined;
        const about = facts({ round: number, roles: new Map() });
        await rounds.sweep({ ...about, round: sweep });
        await states.note(tenant, {}, { gone: ['sweep', 'stopped'] });
        return { kind: 'done', full: false, totals: about.totals };
      }),
  };

  async function alone<Outcome>(
    work: () => Promise<Outcome>,
  ): Promise<Outcome | Exclude<SyncOutcome, { kind: 'done' }>> {
    if (!(await lease.take())) return { kind: 'busy' };
    try {
      return await work();
    } catch (error) {
      if (error instanceof Overtaken) return { kind: 'busy' };
      if (!(error instanceof SourceFault || error instanceof SourceLost)) throw error;
      await states.note(tenant, { lastError: error.message, failedAt: await mongo.now() });
      return { kind: 'failed', why: error.message };
    } finally {
      await lease.release().catch(() => undefined);
    }
  }

  function facts(about: Pick<Round, 'round' | 'roles' | 'tell' | 'stopping'>): Round {
    let held = performance.now();
    return {
      ...about,
      tenant,
      totals: noTotals(),
      present: 0,
      async hold() {
        if (performance.now() - held < leaseLength / 4) return;
        if (!(await lease.take())) throw new Overtaken();
        held = performance.now();
      },
    };
  }

  async function round(state: SyncState, { full, stopping, tell }: RoundOptions): Promise<SyncOutcome> {
    const startedAt = await mongo.now();
    await states.note(tenant, { startedAt });
    // Before the people: somebody new then has the role from the beginning.
    const roles = await source.roles(stopping);
    const number = full ? state.round + 1 : state.round;
    // A full round that was cut off has given its number to some already, so that number is not given again.
    if (full) await states.note(tenant, { round: number });
    const about = facts({ round: number, roles, tell, stopping });
    let [seen, plansTold] = [0, 0];
    const link = full ? undefined : state.link;
    await rounds.bring(counting(source.pages(link, stopping)), about, async (next, present, session) => {
      const known = full ? { fullAt: startedAt, sweep: number, seen, plansTold, present } : {};
      await states.note(tenant, { link: next, ...known }, { session });
    });
    const stopped = await sweepIfDue(about, full ?? false);
    await rounds.giveRoles(about);
    const finishedAt = await mongo.now();
    await states.note(tenant, { finishedAt, rolesAt: startedAt }, { gone: ['lastError', 'failedAt'] });
    return { kind: 'done', full: full ?? false, totals: about.totals, ...(stopped && { stopped }) };

    async function* counting(pages: ReturnType<PeopleSource['pages']>): ReturnType<PeopleSource['pages']> {
      for await (const page of pages) {
        seen += page.rows.length;
        plansTold += page.rows.filter(({ licensed }) => licensed !== undefined).length;
        yield page;
      }
    }
  }

  /** Turns off those who did not come, unless they are too many. */
  async function sweepIfDue(about: Round, full: boolean): Promise<StoppedSweep | undefined> {
    const { sweep, stopped: before, present = 0 } = await states.of(tenant);
    if (sweep === undefined || (before && !full)) return before;
    const count = await rounds.sweepable(tenant, sweep);
    const all = present + count;
    if (count * 100 > all * mostGone) {
      await mongo.transact((session) => stop({ count, all }, before, session));
      return { count, all, at: await mongo.now() };
    }
    await rounds.sweep({ ...about, round: sweep });
    await states.note(tenant, {}, { gone: ['sweep', 'stopped'] });
    return undefined;
  }

  async function stop(
    { count, all }: Omit<StoppedSweep, 'at'>,
    before: StoppedSweep | undefined,
    session: ClientSession,
  ): Promise<void> {
    const at = await mongo.now();
    await states.note(tenant, { stopped: { count, all, at } }, { session });
    // Nobody needs to be told every night that nothing has changed.
    if (before?.count === count) return;
    await tellStopped({ tenant, count, all, at }, { at, session, id: drawIds() });
  }
}

export type Sync = ReturnType<typeof createSync>;

/** Whether everybody has to come: at first, and once every night. */
export function isFullDue({ link, fullAt }: SyncState, now: Date): boolean {
  if (link === undefined || !fullAt) return true;
  const night = new Date(now).setUTCHours(nightHour, 0, 0, 0);
  const latest = night <= now.getTime() ? night : night - day;
  return fullAt.getTime() < latest;
}

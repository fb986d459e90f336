import { randomBytes } from 'node:crypto';
import type { Collection } from 'mongodb';
import type { Audit } from '../audit/trail';
import { operationHash } from '../base/operation-hash';
import type { Conferencing } from '../changes';
import type { FaultPoints } from '../base/fault-points';
import { BudgetSpent, isUnreachable, type Mongo } from '../base/mongo';
import type { Click, Offers, Wanted } from '../offers/offers';
import { Problem, type ProblemCode, type TeamsRefusal } from '../base/problem';
import type { ConferencingBackend } from '../conferencing/backend';
import type { TenantCalls } from '../conferencing/tenant-calls';
import { createPace } from './pace';
import type { Beat } from './checking';
import { allRows, type BulkAction, type BulkJob, type BulkRow, countRows, noCounts, type RowCounts } from './job';

/** The administrator who started the job may not go on. That is true of every row that is left. */
const endingAll: readonly ProblemCode[] = [
  'actor-unknown',
  'actor-disabled',
  'actor-guest',
  'not-for-others',
  'not-your-role',
];
/** After these the row is tried again later. */
const passingBy: readonly ProblemCode[] = ['busy', 'outcome-unknown', 'teams-at-it'];

/** How long the offer of a row is valid. It is used within seconds. Milliseconds. */
const rowLifetime = 24 * 3_600_000;
/** How often progress is written down. Milliseconds. */
const beatInterval = 1_000;

/** An obstacle that will pass: the job goes on later, with the same row. */
export class NotNow extends Error {
  override name = 'NotNow' as const;
}

/**
 * Teams would refuse the next row as well: the job waits until the administrator who started it lets it go on. The row
 * is not used up.
 */
export class Pausing extends Error {
  override name = 'Pausing' as const;
  constructor(readonly refusal: TeamsRefusal) {
    super(refusal);
  }
}

/** Refusals that are not about the person of the row. */
const forEveryRow: readonly TeamsRefusal[] = [
  'unavailable',
  'tenant-without-service',
  'no-right',
  'sign-in',
  'throttled',
];

export interface RunningDependencies {
  backend: ConferencingBackend;
  tenantCalls: TenantCalls;
  mongo: Mongo;
  offers: Offers;
  conferencing: Conferencing;
  audit: Audit;
  faultPoints: FaultPoints;
}

/**
 * The changes of a job. Each is made like one that was clicked: checked again, in its own transaction, and with a
 * record in the trail.
 */
export function createRunning(
  { mongo, offers, conferencing, audit, faultPoints, backend, tenantCalls }: RunningDependencies,
  rows: Collection<BulkRow>,
) {
  const changes: Record<BulkAction, (click: Click) => Promise<unknown>> = {
    'reset-pin': conferencing.resetPin,
    'reset-conference-id': conferencing.resetConferenceId,
    'enable': conferencing.enable,
    'disable': conferencing.disable,
    'change-number': conferencing.changeNumber,
  };

  return {
    /**
     * Carries out the rows that are left.
     * @param report gets every error that is a bug; its row counts as failed
     * @returns false when the beat said to stop
     * @throws NotNow, or Problem when the person who started it may not go on
     */
    async run(job: BulkJob, beat: Beat, report: (error: unknown) => void): Promise<boolean> {
      // The rows are counted anew: a process that died may have carried out a row without noting the count.
      const counts: RowCounts = { ...noCounts };
      let next = 0;
      let beatenAt = Date.now();
      const pace = createPace();
      for await (const batch of allRows(rows, job)) {
        const before = countRows(batch);
        for (const state of ['ready', 'leftOut', 'done', 'failed'] as const) counts[state] += before[state];
        if (before.unknown) counts.unknown = (counts.unknown ?? 0) + before.unknown;
      }
      for await (const batch of allRows(rows, job)) {
        for (const row of batch) {
          next += 1;
          if (row.state !== 'ready') continue;
          const begun = Date.now();
          const outcome = await carryOut(job, row, report);
          faultPoints('bulk-row');
          if (outcome === 'done')
            await rows.updateOne(
              { _id: row._id },
              { $set: { state: 'done', at: await mongo.now() }, $unset: { reason: true } },
            );
          counts.ready -= 1;
          counts[outcome] = (counts[outcome] ?? 0) + 1;
          // A call to Teams takes seconds: a stop must not let another one begin.
          if (backend.name === 'own' && Date.now() - beatenAt < beatInterval) continue;
          beatenAt = Date.now();
          const measured = backend.name === 'teams' ? { pace: pace.after(Date.now() - begun) } : {};
          if (!(await beat({ next, counts, ...measured }))) return false;
        }
      }
      return beat({ next, counts });
    },
  };

  /** @returns `done`, which is not noted yet, or `failed` or `unknown`, which already is */
  async function carryOut(
    job: BulkJob,
    row: BulkRow,
    report: (error: unknown) => void,
  ): Promise<'done' | 'failed' | 'unknown'> {
    const { tenant, actor, conversation, from, action } = job;
    const offer = row.operation!;
    const click: Click = { offer, tenant, actor, conversation, from };
    await offers.addForJob(
      { ...wantedFor(job, row), _id: offer, tenant, actor, target: row.person!, conversation, job: job._id },
      rowLifetime,
    );
    try {
      await changes[action](click);
      return 'done';
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === 'teams-refused') await unlessForEveryRow(row);
      // It was done before a crash, or by a commit whose answer was lost.
      const known = reason === 'operation-used' ? await outcomeOf(row) : reason;
      if (known === 'done') return 'done';
      if (known === 'teams-unknown') {
        await rows.updateOne(
          { _id: row._id, state: 'ready' },
          { $set: { state: 'unknown', reason: known, at: await mongo.now() } },
        );
        return 'unknown';
      }
      await noteFailure(job, row, known);
      return 'failed';
    }

    /** @throws what ends or delays the whole job */
    function reasonOf(error: unknown): ProblemCode {
      if (isPassing(error)) throw new NotNow();
      if (error instanceof Problem) {
        if (endingAll.includes(error.code)) throw error;
        return error.code;
      }
      report(error);
      return 'bulk-broken';
    }
  }

  /**
   * What became of a row whose offer was used before. Where Teams makes the change, it may have been asked by a process
   * that is gone: nobody knows then, and it is not asked again.
   * @throws NotNow while another process is at it
   */
  async function outcomeOf(row: BulkRow): Promise<'done' | 'teams-refused' | 'teams-unknown'> {
    const call = await tenantCalls.ofOffer(row.operation!);
    if (!call || call.state === 'done') return 'done';
    if (call.state === 'refused') return 'teams-refused';
    if (call.state === 'unknown') return 'teams-unknown';
    const lease = tenantCalls.leaseFor({ tenant: call.tenant, id: call.target });
    if (!(await lease.take())) throw new NotNow();
    try {
      await conferencing.giveUp(call);
    } finally {
      await lease.release();
    }
    return 'teams-unknown';
  }

  /** @throws Pausing when Teams would refuse every other row, too: this one then gets another offer */
  async function unlessForEveryRow(row: BulkRow): Promise<void> {
    const reason = (await tenantCalls.ofOffer(row.operation!))?.reason;
    if (!reason || !forEveryRow.includes(reason)) return;
    const operation = randomBytes(16).toString('base64url');
    await rows.updateOne({ _id: row._id, state: 'ready' }, { $set: { operation } });
    throw new Pausing(reason);
  }

  /**
   * Notes all of it or nothing: if only the trail knew about the row, it would be tried again after a crash, and the
   * trail would have two refusals.
   */
  async function noteFailure(
    { tenant, actor, from, action }: BulkJob,
    row: BulkRow,
    reason: ProblemCode,
  ): Promise<void> {
    const at = await mongo.now();
    const record = {
      tenant,
      action,
      outcome: 'refused' as const,
      reason,
      from,
      actor: { id: actor },
      target: { id: row.person! },
      operation: operationHash(row.operation!),
      at,
    };
    try {
      await mongo.transact(async (session) => {
        // Two replicas may be at work on the job at once, if one was held up. Only one of them writes to the trail.
        if (await offers.endForJob(row.operation!, at, session)) await audit.append(record, session);
        await rows.updateOne({ _id: row._id, state: 'ready' }, { $set: { state: 'failed', reason, at } }, { session });
      });
    } catch (error) {
      throw isPassing(error) ? new NotNow() : error;
    }
  }
}

/** The change of one row. */
function wantedFor({ action, number = '' }: BulkJob, { way }: BulkRow): Wanted {
  if (action === 'change-number') return { kind: action, input: { number } };
  if (action === 'reset-pin') return { kind: action, input: way === 'chat' ? { old: 'works' } : undefined };
  return { kind: action };
}

const isPassing = (error: unknown): boolean =>
  isUnreachable(error) || error instanceof BudgetSpent || (error instanceof Problem && passingBy.includes(error.code));

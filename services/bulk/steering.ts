import type { Collection } from 'mongodb';
import type { Audit, Scope } from '../audit/trail';
import type { Mongo } from '../base/mongo';
import { Problem } from '../base/problem';
import { startAgain } from '../base/start-again';
import type { AnyInput, Click, Offer, Offers } from '../offers/offers';
import type { Requests } from '../offers/requests';
import type { Directory } from '../people/directory';
import { permit } from '../people/rights';
import type { BulkJob, JobState } from './job';

/** What can be done to a job that was started: from which states, and to which one. */
const steering = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['running', 'paused', 'asked'], to: 'stopped' },
} as const satisfies Record<string, { from: JobState[]; to: JobState }>;
export type Steering = keyof typeof steering;
export const isSteering = (verb: string): verb is Steering => Object.hasOwn(steering, verb);

/** The job that an offer is about. */
export const jobOf = ({ input }: Pick<Offer, 'input'>): string => (input as AnyInput | undefined)?.job ?? '';

/** Pauses, resumes and stops jobs, for the person who started them. */
export function createSteering(
  dependencies: { mongo: Mongo; offers: Offers; directory: Directory; requests: Requests; audit: Audit },
  jobs: Collection<BulkJob>,
) {
  const { mongo, offers, directory, requests, audit } = dependencies;

  return {
    /**
     * Pauses, resumes or stops the job of a card. What was done stays done.
     * @returns the job as it is afterwards; unchanged if this is no longer possible
     * @throws Problem when the button is not this person's, or the role was lost
     */
    steer: async (click: Click, verb: Steering): Promise<BulkJob> =>
      steer({ ...click, job: jobOf(await offers.read(click)) }, verb),

    /**
     * The same by the id of the job, wherever it was started.
     * @throws Problem `bulk-over` when there is no such job of this person, or the role was lost
     */
    steerJob: (which: { tenant: string; actor: string; job: string; from: Scope }, verb: Steering): Promise<BulkJob> =>
      steer(which, verb),
  };

  async function steer(
    { tenant, actor: by, job: id, from: scope }: { tenant: string; actor: string; job: string; from: Scope },
    verb: Steering,
  ): Promise<BulkJob> {
    const actor = await directory.byId(tenant, by);
    permit(actor, 'self', 'bulk');
    const { from, to } = steering[verb];
    const at = await mongo.now();
    return startAgain(() =>
      mongo.transact(async (session) => {
        const job = await jobs.findOne({ _id: id, tenant, actor: actor.id }, { session });
        if (!job) throw new Problem('bulk-over', {});
        if (!from.some((state) => state === job.state)) return job;
        const changed = { state: to, showAt: at, ...(to === 'stopped' ? { endedAt: at } : {}) };
        const { modifiedCount } = await jobs.updateOne(
          { _id: id, state: job.state },
          { $set: changed, $unset: { stoppedBy: true, refusal: true } },
          { session },
        );
        if (modifiedCount === 0) return job;
        if (job.state === 'asked')
          await requests.withdraw(
            { tenant: job.tenant, asker: job.actor, target: job.actor, kind: 'bulk' },
            { at, session },
          );
        const action = `${verb}-bulk` as const;
        const record = { tenant: actor.tenant, action, outcome: 'done' as const, from: scope, at };
        await audit.append({ ...record, actor: { id: actor.id, role: actor.role }, target: { id: actor.id } }, session);
        return { ...job, stoppedBy: undefined, refusal: undefined, ...changed };
      }),
    );
  }
}

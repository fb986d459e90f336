import type { Collection } from 'mongodb';
import { createLease } from '../base/lease';
import type { Mongo } from '../base/mongo';
import type { Offer, Offers } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Requests } from '../offers/requests';
import type { Beat, createChecking } from './checking';
import type { BulkJob, DropReason } from './job';
import { type createRunning, NotNow, Pausing } from './running';

/** How long a replica may give no sign of life before another one goes on with its job. Milliseconds. */
const leaseLength = 30_000;
/**
 * How long after a job its offer may appear. It is made right after the job, so without one the process was cut off.
 * Milliseconds.
 */
const offerExpected = 60_000;

/**
 * What any replica does for jobs: works on them, drops those that nobody wants any more, and says which cards are out
 * of date.
 */
export function createBulkWork(dependencies: {
  mongo: Mongo;
  offers: Offers;
  requests: Requests;
  jobs: Collection<BulkJob>;
  checking: ReturnType<typeof createChecking>;
  running: ReturnType<typeof createRunning>;
}) {
  const { mongo, offers, requests, jobs, checking, running } = dependencies;

  return {
    /**
     * Works on a job that has work left and that no other replica is working on, until it is finished or paused, or
     * `stopping` is set.
     * @param report gets every error that is a bug
     * @param only the id of the only job to work on, if not all
     * @returns whether there was such a job
     */
    async work(stopping: AbortSignal, report: (error: unknown) => void, only?: string): Promise<boolean> {
      for (const job of await jobs
        .find({ ...(only === undefined ? {} : { _id: only }), state: { $in: ['checking', 'running'] } })
        .toArray()) {
        const lease = createLease(mongo, `bulk/${job._id}`, leaseLength);
        if (stopping.aborted || !(await lease.take())) continue;
        try {
          // Read again, since the replica that had the lease may have finished it.
          const current = await jobs.findOne({ _id: job._id, state: job.state });
          if (!current || (current.state === 'checking' && (await dropIfUnwanted(current)))) continue;
          await workOn(current, lease, stopping, report);
          return true;
        } catch (error) {
          if (!(error instanceof NotNow)) throw error;
        } finally {
          await lease.release();
        }
      }
      return false;
    },

    /**
     * Ends jobs that wait for somebody who has cancelled or declined, or has let the time pass.
     * @param only the job to look at, if not all
     * @returns whether one has ended
     */
    async dropUnwanted(only?: BulkJob): Promise<boolean> {
      if (only) return ['checking', 'ready', 'asked'].includes(only.state) && dropIfUnwanted(only);
      let dropped = false;
      for (const job of await jobs.find({ state: { $in: ['ready', 'asked'] } }).toArray())
        dropped = (await dropIfUnwanted(job)) || dropped;
      return dropped;
    },

    /**
     * The next job whose card is out of date, and the offer whose message shows it.
     * @param betweenEdits how long it takes until the same job can be taken again. Milliseconds
     */
    async takeToShow(betweenEdits: number): Promise<{ job: BulkJob; offer: Offer } | undefined> {
      const now = await mongo.now();
      const job = await jobs.findOneAndUpdate(
        {
          showAt: { $lte: now },
          $or: [{ shownAt: null as never }, { shownAt: { $lte: new Date(now.getTime() - betweenEdits) } }],
        },
        { $set: { shownAt: now, showAt: new Date(now.getTime() + betweenEdits) } },
        { sort: { showAt: 1 }, returnDocument: 'after' },
      );
      const offer = job && (await offers.ofJob(job));
      return offer ? { job, offer } : undefined;
    },

    /** Notes that the card shows this state of the job. If the job has changed since, the card stays due. */
    async setShown({ _id, state, next, showAt }: BulkJob): Promise<void> {
      await jobs.updateOne({ _id, state, next, showAt }, { $unset: { showAt: true } });
    },
  };

  async function workOn(
    job: BulkJob,
    lease: ReturnType<typeof createLease>,
    stopping: AbortSignal,
    report: (error: unknown) => void,
  ): Promise<void> {
    // Short work is shown only when it is done, not when it has begun.
    const showFrom = (await mongo.now()).getTime() + 1_000;
    const beat: Beat = async ({ next, counts, pace }) => {
      if (!(await lease.take())) return false;
      const now = (await mongo.now()).getTime();
      // A job that another replica has finished in the meantime keeps its counts.
      const beaten = await jobs.findOneAndUpdate(
        { _id: job._id, state: { $ne: 'done' } },
        { $set: { next, counts: { ...counts }, ...(pace !== undefined && { pace }) } },
        { returnDocument: 'after' },
      );
      // A card that is already due is not put off.
      await jobs.updateOne(
        { _id: job._id, showAt: { $exists: false } },
        { $set: { showAt: new Date(Math.max(now, showFrom)) } },
      );
      return beaten?.state === job.state && !stopping.aborted;
    };
    try {
      const through = job.state === 'checking' ? await checking.check(job, beat) : await running.run(job, beat, report);
      if (!through) return;
      const now = await mongo.now();
      const [state, ended] =
        job.state === 'checking' ? (['ready', {}] as const) : (['done', { endedAt: now }] as const);
      await jobs.updateOne({ _id: job._id, state: job.state }, { $set: { state, next: 0, showAt: now, ...ended } });
    } catch (error) {
      if (error instanceof Pausing) {
        const paused = { state: 'paused' as const, stoppedBy: 'teams-refused' as const, refusal: error.refusal };
        await jobs.updateOne({ _id: job._id, state: job.state }, { $set: { ...paused, showAt: await mongo.now() } });
        return;
      }
      if (!(error instanceof Problem)) throw error;
      const now = await mongo.now();
      await jobs.updateOne(
        { _id: job._id, state: job.state },
        { $set: { state: 'stopped', stoppedBy: error.code, showAt: now, endedAt: now } },
      );
    }
  }

  async function dropIfUnwanted(job: BulkJob): Promise<boolean> {
    const now = await mongo.now();
    const offer = await offers.ofJob(job);
    const because = offer
      ? job.state === 'asked'
        ? await whyRefused(job)
        : whyNotStarted(offer, now)
      : job.createdAt.getTime() + offerExpected < now.getTime() && ('not-confirmed' as const);
    if (!because) return false;
    // If the offer ended, its card says so already. A request that came to nothing still has to be shown.
    const { matchedCount } = await jobs.updateOne(
      { _id: job._id, state: job.state },
      {
        $set: {
          ...{ state: 'dropped', endedAt: now },
          ...(because !== 'cancelled' && { droppedBecause: because }),
          ...(offer && job.state === 'asked' ? { showAt: now } : {}),
        },
      },
    );
    return matchedCount === 1;
  }

  function whyNotStarted({ state, expiresAt }: Offer, now: Date): 'not-confirmed' | 'cancelled' | undefined {
    if (state !== 'offered') return state === 'lapsed' ? 'not-confirmed' : 'cancelled';
    return expiresAt <= now ? 'not-confirmed' : undefined;
  }

  /** Why the second administrator will not approve a job, if that is so. */
  async function whyRefused({ tenant, actor, _id }: BulkJob): Promise<DropReason | undefined> {
    const request = await requests.ofJob({ tenant, asker: actor, job: _id });
    if (request?.state === 'open') return undefined;
    // If it was approved, the job was started by that, or the request was forgotten long ago.
    return !request || request.state === 'approved' ? 'lapsed' : request.state;
  }
}

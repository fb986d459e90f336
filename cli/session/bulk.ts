import { describeError } from '../../services/base/log';
import type { BulkAction, BulkJob } from '../../services/bulk/job';
import type { ListLine } from '../../services/bulk/list';
import type { Click } from '../../services/offers/offers';
import { openRequestTold } from './asking-second';
import { jobToResume, noneLeft } from './bulk-finding';
import { clickOn, conversation } from './offering';
import type { Session } from './session';

/** How long the offer can be accepted: somebody who approves it may have to be found first. Milliseconds. */
const offerLifetime = 60 * 60_000;
/** How often to look at a job that another process works on. Milliseconds. */
const pause = 500;

/** Shows how far a job has got. */
export type Watch = (job: BulkJob) => void;

/**
 * Has a list checked. This is the dry run, which changes nothing for anybody.
 * @throws Problem `bulk-empty`, `bulk-too-many` or `bulk-columns-unknown`
 */
export async function checkList(
  session: Session,
  wanted: { action: BulkAction; number?: string; list: ListLine[]; most: number; offered: boolean },
  watch: Watch,
  stopping: AbortSignal,
): Promise<BulkJob> {
  const { services, tenant, actor } = session;
  const { action, number, list, most, offered } = wanted;
  const job = await services.bulk.check({ actor, conversation, from: 'commandLine', action, number, list, most });
  if (offered)
    await services.offers.make(
      {
        kind: 'bulk',
        tenant,
        actor: actor.id,
        target: actor.id,
        conversation,
        input: { job: job._id, people: job.total, action, number },
      },
      offerLifetime,
    );
  return follow(session, job, watch, stopping);
}

/**
 * Starts a checked job and carries it out, or asks for the second administrator that it takes.
 * @throws Problem
 */
export async function startJob(session: Session, job: BulkJob, watch: Watch, stopping: AbortSignal): Promise<BulkJob> {
  const start = session.services.bulk.start(await clickOnJob(session, job));
  const { job: started } = await openRequestTold(session, { kind: 'bulk', target: session.actor }, start);
  return started.state === 'running' ? follow(session, started, watch, stopping) : started;
}

/**
 * Goes on with a job: works on what is left, and starts it if that was not done yet.
 * @param id the job, if not the one that is half done
 * @throws Refusal when there is none, or it is over
 */
export async function resumeJob(
  session: Session,
  id: string | undefined,
  watch: Watch,
  stopping: AbortSignal,
): Promise<BulkJob> {
  const { services, tenant, actor } = session;
  const job = await jobToResume(session, id);
  if (job.state === 'paused')
    await services.bulk.steerJob({ tenant, actor: actor.id, job: job._id, from: 'commandLine' }, 'resume');
  const followed = await follow(session, job, watch, stopping);
  return mayStart(followed, stopping) ? startJob(session, followed, watch, stopping) : followed;
}

/** Forgets a checked job that is not wanted, and its offer. */
export async function dropJob(session: Session, job: BulkJob): Promise<void> {
  await session.services.offers.cancel(await clickOnJob(session, job));
  await session.services.bulk.discard(job);
}

/** The click that the button of a job's offer would send. @throws Refusal when the job has no offer */
async function clickOnJob(session: Session, job: BulkJob): Promise<Click> {
  const offer = await session.services.offers.ofJob(job);
  if (!offer) throw noneLeft();
  return clickOn(session, offer);
}

/** Whether to start a checked job now: not after Ctrl-C, and not if it would change nothing. */
export const mayStart = ({ state, counts }: BulkJob, stopping: AbortSignal): boolean =>
  state === 'ready' && counts.ready > 0 && !stopping.aborted;

/** Works on a job, or watches another process do so, until it ends or waits for somebody. */
export async function follow(
  { services, tenant, say }: Session,
  { _id }: BulkJob,
  watch: Watch,
  stopping: AbortSignal,
): Promise<BulkJob> {
  const looking = setInterval(
    () =>
      void services.bulk.byId(tenant, _id).then(
        (job) => job && watch(job),
        () => undefined,
      ),
    pause,
  );
  try {
    for (;;) {
      const worked = await services.bulk.work(
        stopping,
        (error) => say(`A row failed by a fault of Dial-in Desk (${describeError(error).error ?? 'unknown'}).`),
        _id,
      );
      const job = await services.bulk.byId(tenant, _id);
      if (!job) throw noneLeft();
      if (stopping.aborted || (job.state !== 'checking' && job.state !== 'running')) return job;
      // The bot is working on it, or was until it was killed.
      if (!worked) await new Promise((go) => setTimeout(go, pause));
    }
  } finally {
    clearInterval(looking);
  }
}

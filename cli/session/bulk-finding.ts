import type { BulkJob, DropReason } from '../../services/bulk/job';
import { shownPerson } from '../../words/people';
import { reasonWords } from '../../words/trail';
import { exitCodes, Refusal } from '../terminal/refusal';
import { nameOfAction } from './bulk-shown';
import type { Session } from './session';

/** The job of this tenant with this id, as it is now. @throws Refusal when there is none */
export async function jobNamed({ services, tenant }: Session, id: string): Promise<BulkJob> {
  const found = await services.bulk.byId(tenant, id);
  if (!found)
    throw new Refusal({
      code: 'bulk-unknown',
      what: 'there is no bulk change with that id',
      wayOut: '"bulk list" shows those of the last 30 days, with their ids.',
      exit: exitCodes.notFound,
    });
  // Without a bot nobody else has noticed that it was declined, or that the time is over.
  await services.lapses.overdue();
  await services.bulk.dropUnwanted(found);
  return (await services.bulk.byId(tenant, id)) ?? found;
}

/**
 * The job to go on with: the one with that id, else the one that is half done.
 * @throws Refusal when there is none, it is over, or somebody else has started it
 */
export async function jobToResume(session: Session, id: string | undefined): Promise<BulkJob> {
  const { services, tenant, actor, say } = session;
  if (id !== undefined) {
    const job = await jobNamed(session, id);
    await assertYours(session, job);
    await assertGoesOn(session, job);
    return job;
  }
  await services.lapses.overdue();
  const [job, ...others] = await services.bulk.unfinished(tenant, actor.id);
  if (!job) throw noneLeft();
  if (others.length > 0)
    say(`This goes on with ${job._id}. You have ${others.length} more that did not come to an end: see "bulk list".`);
  return job;
}

/** @throws Refusal when somebody else has started it */
export async function assertYours({ services, actor, doing }: Session, job: BulkJob): Promise<void> {
  if (job.actor === actor.id) return;
  const starter = await services.directory.byId(job.tenant, job.actor);
  doing('bulk', starter);
  throw new Refusal(
    {
      code: 'bulk-not-yours',
      what: `it was started by ${starter ? shownPerson(starter) : 'somebody else'}`,
      wayOut:
        'Only that person can go on with it, pause or stop it; what was approved goes on by itself where a bot runs.',
      exit: exitCodes.notPermitted,
    },
    'not-for-others',
  );
}

/** Why nothing came of a job. */
const dropWords: Record<DropReason, string> = {
  'not-confirmed': 'nobody started it in time',
  'declined': 'the second administrator declined it',
  'lapsed': 'no second administrator approved it in time',
  'unreachable': 'its request could be shown to no second administrator',
  'withdrawn': 'its request was withdrawn',
};

/** @throws Refusal that says how a job ended, and that it does not go on */
async function assertGoesOn({ services }: Session, job: BulkJob): Promise<void> {
  const { _id, state, from, action } = job;
  const again = `bulk run people.csv --action ${nameOfAction(action)}`;
  const over = (what: string, wayOut: string) =>
    new Refusal({ code: 'bulk-over', what, wayOut, exit: exitCodes.refused }, 'bulk-over');
  const rows = `"bulk status ${_id} --result rows.csv" writes what became of each person`;
  if (state === 'done') throw over('it is done', `${rows}.`);
  if (state === 'stopped')
    throw over(
      `it was stopped${job.stoppedBy ? `: ${reasonWords(job.stoppedBy)}` : ''}`,
      `It does not go on. ${rows}; start another one with those who are left: ${again}.`,
    );
  if (state === 'dropped')
    throw over(
      job.droppedBecause ? dropWords[job.droppedBecause] : 'it was cancelled',
      `It is over and nothing was changed, whatever the settings say now. Start it anew: ${again}.`,
    );
  if (state === 'ready' && from !== 'commandLine')
    throw over('it waits for its button in the chat', `Press that, or start it here: ${again}.`);
  if (!(await services.bulk.hasOffer(job)))
    throw over('it was a dry run that did not come to its end', `Start it anew: ${again}.`);
}

export const noneLeft = (): Refusal =>
  new Refusal({
    code: 'bulk-over',
    what: 'there is no bulk change of yours that could go on',
    wayOut: 'Start one with a list: bulk run people.csv. "bulk list" shows how the others ended.',
    exit: exitCodes.notFound,
  });

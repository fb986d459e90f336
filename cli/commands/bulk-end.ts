import type { BulkJob } from '../../services/bulk/job';
import { personKey } from '../../services/people/person';
import { counted } from '../../words/counted';
import { jobInTable, jobShown, resultRows } from '../session/bulk-shown';
import { deliverJob, nextStep } from '../session/mails';
import type { Session } from '../session/session';
import { type ExportTarget, exportTo } from '../terminal/export-file';
import type { Row, Streams } from '../terminal/output';
import { exitCodes, faultLine } from '../terminal/refusal';
import { bulkResult } from '../terminal/results/bulk';

/** So many people whom no mail has reached are named in a line. */
const mostNamed = 5;

/** Where the row of each person goes, if anywhere. */
export interface ResultOptions {
  result?: string;
  force?: boolean;
}

export const targetOf = ({ result, force }: ResultOptions): ExportTarget => ({ file: result, force });

/** Writes a row for each person of a job into a file, if one is wanted. @throws Refusal when it cannot be written */
export async function writeRows(
  { session, streams }: { session: Session; streams: Streams },
  job: BulkJob,
  options: ResultOptions,
): Promise<void> {
  if (options.result === undefined) return;
  await exportTo(streams, targetOf(options), resultRows(session, job));
  session.say(`A row for each person is in ${options.result}.`);
}

/**
 * Shows how far a job has got and what comes next, writes the rows, and sends the mails that it owes.
 * @param about.stopping set once the person has pressed Ctrl-C, and waits for nothing more
 * @param about.show prints the result, if it is more than the job
 * @returns the exit code, which says whether everything was done
 */
export async function showEnd(
  { session, streams }: { session: Session; streams: Streams },
  job: BulkJob,
  { stopping, options = {}, show }: { stopping: AbortSignal; options?: ResultOptions; show?: (row: Row) => void },
): Promise<number> {
  // After Ctrl-C nobody wants to wait for thousands of mails: the next run sends them, or the bot does.
  if (!stopping.aborted && job.startedAt) await deliverJob(session, job, { stopping, progress: streams.progress });
  const row = await jobShown(session, job);
  if (show) show(row);
  else session.show(row, { as: bulkResult, table: jobInTable(row) });
  if (job.state === 'asked')
    session.say(
      'A bulk change takes a second administrator. Another one approves it in the chat with the bot, or here with ' +
        `"approve ${String(row.request)}". "bulk run --resume ${job._id}" follows it.`,
    );
  if (['checking', 'ready', 'running', 'paused'].includes(job.state) && job.counts.ready > 0)
    session.say(`It is not at its end. "bulk run --resume ${job._id}" goes on with it.`);
  const undelivered = await sayUndelivered(session, job);
  sayLeftOut(session, job, options);
  await writeRows({ session, streams }, job, options);
  if (job.state === 'done' && undelivered > 0) return exitCodes.notKnown;
  if (job.state === 'done' && job.counts.unknown) return exitCodes.notKnown;
  if (job.state === 'done') return job.counts.failed + job.counts.leftOut === 0 ? exitCodes.done : exitCodes.refused;
  return job.state === 'ready' && job.counts.ready === 0 ? exitCodes.refused : exitCodes.notKnown;
}

function howMany({ dead, queued }: { dead: number; queued: number }): string {
  if (dead === 0) return counted(queued, 'email waits', 'emails wait');
  const givenUp = `${counted(dead, 'email was', 'emails were')} given up`;
  return queued === 0 ? givenUp : `${givenUp}, and ${counted(queued, 'waits', 'wait')}`;
}

/** Names those whom no mail has reached. @returns how many mails that are */
async function sayUndelivered({ services, say }: Session, job: BulkJob): Promise<number> {
  const { dead, queued } = await services.outbox.countsOfJob(job._id);
  if (dead + queued === 0) return 0;
  const some = await services.outbox.undeliveredOfJob(job._id, mostNamed);
  const people = await services.directory.byKeys(some.map(({ tenant, person }) => personKey(tenant, person)));
  const names = [...people.values()].map(({ upn }) => upn).join(', ');
  const more = dead + queued > some.length ? ', …' : '';
  say(
    faultLine({
      code: dead > 0 ? 'mail-not-delivered' : 'mail-waits',
      what: `${howMany({ dead, queued })}: ${names}${more}`,
      wayOut: nextStep(some[0]!),
      exit: exitCodes.notKnown,
    }),
  );
  return dead + queued;
}

/** Says that rows were not done, and where each of them is named with its reason. */
function sayLeftOut({ say }: Session, { _id, state, counts }: BulkJob, { result }: ResultOptions): void {
  const { failed, leftOut } = counts;
  if (state !== 'done' || failed + leftOut === 0) return;
  const what = [
    leftOut > 0 ? `${counted(leftOut, 'row was', 'rows were')} left out` : '',
    failed > 0 ? `${counted(failed, 'row')} failed` : '',
  ];
  say(
    faultLine({
      code: 'bulk-incomplete',
      what: what.filter((one) => one !== '').join(', and '),
      wayOut: result === undefined ? `Each with its reason: bulk status ${_id} --result rows.csv.` : '',
      exit: exitCodes.refused,
    }),
  );
}

import type { BulkJob } from '../../services/bulk/job';
import { jobShown, resultRows } from '../session/bulk-shown';
import { mailsWait } from '../session/mails';
import type { Session } from '../session/session';
import { type ExportTarget, exportTo } from '../terminal/export-file';
import type { Row, Streams } from '../terminal/output';
import { exitCodes } from '../terminal/refusal';
import { bulkResult } from '../terminal/results/bulk';

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
 * @param about.stopped whether the person has pressed Ctrl-C, and waits for nothing more
 * @param about.show prints the result, if it is more than the job
 * @returns the exit code, which says whether everything was done
 */
export async function showEnd(
  { session, streams }: { session: Session; streams: Streams },
  job: BulkJob,
  { stopped, options = {}, show }: { stopped: boolean; options?: ResultOptions; show?: (row: Row) => void },
): Promise<number> {
  const row = await jobShown(session, job);
  if (show) show(row);
  else session.show(row, { as: bulkResult, table: row });
  if (job.state === 'asked')
    session.say(
      'A bulk change takes a second administrator. Another one approves it in the chat with the bot, or here with ' +
        `"approve ${String(row.request)}". "bulk run --resume ${job._id}" follows it.`,
    );
  if (['checking', 'ready', 'running', 'paused'].includes(job.state) && job.counts.ready > 0)
    session.say(`It is not at its end. "bulk run --resume ${job._id}" goes on with it.`);
  await writeRows({ session, streams }, job, options);
  // After Ctrl-C nobody wants to wait for thousands of mails: the next run sends them, or the bot does.
  if (!stopped) await sendMails(session, streams.progress);
  if (job.state === 'done') return job.counts.failed + job.counts.leftOut === 0 ? exitCodes.done : exitCodes.refused;
  return job.state === 'ready' && job.counts.ready === 0 ? exitCodes.refused : exitCodes.notKnown;
}

/** Sends mails even when no bot runs. The changes are already made, so a failure here is only reported. */
async function sendMails({ services, say }: Session, progress?: (text: string) => void): Promise<void> {
  try {
    let sent = 0;
    for (let taken = 1; taken > 0;) {
      const run = await services.mailSending?.sendDue();
      taken = run && !run.serverFault ? run.taken : 0;
      sent += run?.sent ?? 0;
      progress?.(`Sent: ${sent} mails`);
    }
    progress?.('');
  } catch {
    say(mailsWait);
  }
}

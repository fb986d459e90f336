import { type Command, Option } from 'commander';
import { type BulkAction, bulkActions, type BulkJob } from '../../services/bulk/job';
import { mostInFile, readList } from '../../services/bulk/list';
import { mailsWait } from '../session/mails';
import { checkList, dropJob, jobShown, mayStart, resumeJob, startJob } from '../session/bulk';
import { readInput } from '../terminal/input';
import { exitCodes, usageError } from '../terminal/refusal';
import { bulkResult } from '../terminal/results/bulk';
import { runSession, type Session } from '../session/session';
import { untilStopped } from '../terminal/stopping';
import { changingLeaf, type CommonOptions, type Shell } from './command';

interface BulkOptions extends CommonOptions {
  action?: BulkAction;
  dryRun?: boolean;
  resume?: boolean;
}

const help = [
  'the same change for everybody on a list, after a dry run of all of it',
  '',
  `The list is a CSV file or a name, address or id in each line, of ${mostInFile} people at most; - is standard ` +
    `input. New PINs reach their owners`,
  'by mail or by a card in their chat, and are printed nowhere; who can be reached by neither is left out. ' +
    'Where a second',
  'administrator has to approve it, the bot asks, and carries it out. What was interrupted goes on with --resume, ' +
    'or by itself where a bot runs.',
].join('\n');

/** `bulk run` */
export function addBulk(program: Command, { streams, end }: Shell): void {
  const bulk = program.command('bulk').description('the same for many people');
  changingLeaf(bulk, 'run [file]', {
    help,
    examples: [
      'bulk run people.csv --action reset-conference-id --dry-run',
      'bulk run people.csv --action reset-pin --what-if',
    ],
    result: bulkResult,
  })
    .addOption(new Option('--action <action>', 'what to do').choices(bulkActions))
    .option('--dry-run', 'check the list and change nothing; the same as --what-if')
    .option('--resume', 'go on with your newest one that did not come to its end')
    .action(async (file: string | undefined, options: BulkOptions) =>
      end(
        await runSession(streams, options, { action: 'bulk' }, async (session) => {
          const { action, dryRun, resume } = options;
          const dry = dryRun === true || session.whatIf;
          if (
            resume === true
              ? file !== undefined || action !== undefined || dry
              : file === undefined || action === undefined
          ) {
            throw usageError('bulk run takes a list and --action, or --resume alone');
          }
          const watch = ({ state, next, total }: BulkJob) =>
            streams.progress?.(`${state === 'checking' ? 'Checking' : 'Working'}: ${next} of ${total}`);
          return untilStopped(async (stopping) => {
            try {
              const job =
                resume === true
                  ? await resumeJob(session, watch, stopping)
                  : await fromList(session, { file: file!, action: action!, dry }, watch, stopping);
              streams.progress?.('');
              return await result(session, job, { dry, stopped: stopping.aborted, progress: streams.progress });
            } finally {
              streams.progress?.('');
            }
          });
        }),
      ),
    );
}

async function fromList(
  session: Session,
  { file, action, dry }: { file: string; action: BulkAction; dry: boolean },
  watch: (job: BulkJob) => void,
  stopping: AbortSignal,
): Promise<BulkJob> {
  const job = await checkList(
    session,
    { action, list: readList({ text: await readInput(file) }), most: mostInFile, offered: !dry },
    watch,
    stopping,
  );
  if (dry || !mayStart(job, stopping)) return job;
  try {
    await session.goAhead([`Carry out ${action} for ${job.counts.ready} of ${job.total} people.`]);
  } catch (error) {
    await dropJob(session, job);
    throw error;
  }
  return startJob(session, job, watch, stopping);
}

/** @returns the exit code, which says whether everything was done */
async function result(
  session: Session,
  job: BulkJob,
  { dry, stopped, progress }: { dry: boolean; stopped: boolean; progress?: (text: string) => void },
): Promise<number> {
  const shown = { ...(dry && { whatIf: true }), ...(await jobShown(session, job)) };
  session.show(shown, { as: bulkResult, table: shown });
  if (dry) {
    await session.services.bulk.discard(job);
    return exitCodes.done;
  }
  if (job.state === 'asked')
    session.say(
      'A bulk change takes a second administrator. Those who can approve it were asked in the chat; the bot carries ' +
        'it out then. "bulk run --resume" follows it.',
    );
  if (['checking', 'ready', 'running', 'paused'].includes(job.state) && job.counts.ready > 0)
    session.say('It is not at its end. "bulk run --resume" goes on with it.');
  // After Ctrl-C nobody wants to wait for thousands of mails: the next run sends them, or the bot does.
  if (!stopped) await sendMails(session, progress);
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
  } catch {
    say(mailsWait);
  }
}

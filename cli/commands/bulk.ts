import { type Command, Option } from 'commander';
import type { BulkJob } from '../../services/bulk/job';
import { mostInFile, readList } from '../../services/bulk/list';
import { checkList, dropJob, mayStart, resumeJob, startJob, type Watch } from '../session/bulk';
import { actionNames, jobShown } from '../session/bulk-shown';
import { assertCanWrite } from '../terminal/export-file';
import { readInput } from '../terminal/input';
import { exitCodes, usageError } from '../terminal/refusal';
import { bulkActionNames, bulkResult } from '../terminal/results/bulk';
import { runSession, type Session } from '../session/session';
import { untilStopped } from '../terminal/stopping';
import { type ResultOptions, showEnd, targetOf, writeRows } from './bulk-end';
import { addBulkJobs } from './bulk-jobs';
import { changingLeaf, type CommonOptions, type Shell } from './command';

interface BulkOptions extends CommonOptions, ResultOptions {
  action?: (typeof bulkActionNames)[number];
  serviceNumber?: string;
  dryRun?: boolean;
  /** The id of the job, if one was given. */
  resume?: true | string;
}

const help = [
  'the same change for everybody on a list, after a dry run of all of it',
  '',
  `The list is a CSV file or a name, address or id in each line, of ${mostInFile} people at most; - is standard ` +
    'input. New PINs reach their owners by email or by a card in their chat, and are printed nowhere; who can be ' +
    'reached by neither is left out. Where a second administrator has to approve it, another one does so in the chat ' +
    'or with "approve". What was interrupted goes on with --resume, or by itself where a bot runs. Disabling leaves ' +
    'administrators and protected people out: each of these takes a second administrator of its own.',
].join('\n');

/** `bulk run`, `list`, `status`, `pause` and `stop` */
export function addBulk(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const bulk = program.command('bulk').description('the same for many people');
  changingLeaf(bulk, 'run [file]', {
    help,
    examples: [
      'bulk run people.csv --action reset-conference-id --dry-run',
      'bulk run people.csv --action reset-pin --what-if',
      'bulk run people.csv --action disable --dry-run',
      'bulk run people.csv --action set-number --service-number +15550100200 --dry-run',
    ],
    result: bulkResult,
  })
    .addOption(new Option('--action <action>', 'what to do').choices([...bulkActionNames]))
    .option('--service-number <number>', 'with set-number: the number to dial, one of "number list"')
    .option('--dry-run', 'check the list and change nothing; the same as --what-if')
    .option('--resume [id]', 'go on with the one of "bulk list" with that id, else with yours that is half done')
    .option('--result <file>', 'write a row for each person into a new CSV file, also when it ends half way')
    .option('--force', 'replace that file if it is there')
    .action(async (file: string | undefined, options: BulkOptions) =>
      end(
        await runSession(streams, options, { action: 'bulk' }, async (session) => {
          assertUsage(file, options, session);
          assertCanWrite(targetOf(options));
          const watch = ({ state, next, total }: BulkJob) =>
            streams.progress?.(`${state === 'checking' ? 'Checking' : 'Working'}: ${next} of ${total}`);
          return untilStopped((stopping) =>
            run({ session, shell, options, watch, stopping }, file).finally(() => streams.progress?.('')),
          );
        }),
      ),
    );
  addBulkJobs(bulk, shell);
}

interface Running {
  session: Session;
  shell: Shell;
  options: BulkOptions;
  watch: Watch;
  stopping: AbortSignal;
}

async function run(running: Running, file: string | undefined): Promise<number> {
  const { session, shell, options, watch, stopping } = running;
  const { streams } = shell;
  if (options.resume !== undefined) {
    const id = options.resume === true ? undefined : options.resume;
    return finish(running, await resumeJob(session, id, watch, stopping));
  }
  const checked = await checkFile(running, file!);
  if (isDry(options, session)) {
    const { id: _, ...shown } = await jobShown(session, checked);
    session.show({ whatIf: true, ...shown }, { as: bulkResult, table: { whatIf: true, ...shown } });
    await writeRows({ session, streams }, checked, options);
    await session.services.bulk.discard(checked);
    return exitCodes.done;
  }
  if (!mayStart(checked, stopping)) return finish(running, checked);
  try {
    await session.goAhead([`Carry out ${options.action} for ${checked.counts.ready} of ${checked.total} people.`]);
  } catch (error) {
    await dropJob(session, checked);
    throw error;
  }
  return finish(running, await start(running, checked));
}

/** Starts a checked job. If it cannot be started, the rows say all the same who would have been changed. */
async function start({ session, shell, options, watch, stopping }: Running, checked: BulkJob): Promise<BulkJob> {
  try {
    return await startJob(session, checked, watch, stopping);
  } catch (error) {
    const { services, tenant } = session;
    const now = (await services.bulk.byId(tenant, checked._id).catch(() => undefined)) ?? checked;
    await writeRows({ session, streams: shell.streams }, now, options);
    throw error;
  }
}

async function finish({ session, shell, options, stopping }: Running, job: BulkJob): Promise<number> {
  shell.streams.progress?.('');
  return showEnd({ session, streams: shell.streams }, job, { stopping, options });
}

async function checkFile({ session, options, watch, stopping }: Running, file: string): Promise<BulkJob> {
  const action = actionNames[options.action!];
  const number =
    action === 'change-number'
      ? await session.services.conferencing.numberOnBridge(session.tenant, options.serviceNumber)
      : undefined;
  const list = readList({ text: await readInput(file) });
  const offered = !isDry(options, session);
  return checkList(session, { action, number, list, most: mostInFile, offered }, watch, stopping);
}

const isDry = ({ dryRun }: BulkOptions, { whatIf }: Session): boolean => dryRun === true || whatIf;

/** @throws Refusal */
function assertUsage(file: string | undefined, options: BulkOptions, session: Session): void {
  const { action, resume, serviceNumber } = options;
  if (
    resume === undefined
      ? file === undefined || action === undefined
      : file !== undefined || action !== undefined || isDry(options, session)
  )
    throw usageError('bulk run takes a list and --action, or --resume alone');
  if ((action === 'set-number') !== (serviceNumber !== undefined))
    throw usageError('--service-number goes with --action set-number, and that with it');
}

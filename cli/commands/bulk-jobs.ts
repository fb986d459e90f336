import type { Command } from 'commander';
import type { BulkJob } from '../../services/bulk/job';
import { assertYours, jobNamed } from '../session/bulk-finding';
import { jobRows, jobInTable, jobShown } from '../session/bulk-shown';
import { runSession, type Session } from '../session/session';
import { assertCanWrite } from '../terminal/export-file';
import { exitCodes, Refusal } from '../terminal/refusal';
import { type ResultOptions, targetOf, writeRows } from './bulk-end';
import { batchesOf } from '../session/listing';
import { bulkResult, bulkRow, bulkStatus } from '../terminal/results/bulk';
import { list } from '../terminal/results/kinds';
import { changingLeaf, type CommonOptions, leaf, listLeaf, type Shell } from './command';

const jobs = list(bulkRow, '');
const inTable = 20;
/** More than anybody starts within the 30 days that they are kept. */
const mostKept = 100_000;
/** As ids look. */
const anId = '0123456789abcdef0123456789abcdef';

/** `bulk list`, `status`, `pause` and `stop` */
export function addBulkJobs(bulk: Command, { streams, end }: Shell): void {
  listLeaf(bulk, 'list', {
    help: 'the bulk changes of the last 30 days, the newest first, with their ids',
    examples: ['bulk list', `bulk list --query "[?state!='done'].id"`],
    result: jobs,
    ...{ noun: 'bulk changes', inTable },
  }).action(async (options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'bulk' }, async (session) => {
        const { services, tenant, looked, list: print } = session;
        await services.lapses.overdue();
        await services.bulk.dropUnwanted();
        await looked('bulk-status');
        const found = await services.bulk.latest(tenant, mostKept);
        const batches = batchesOf((await jobRows(session, found)).map((data) => ({ data })));
        await print({ as: jobs, inTable, noun: 'bulk changes', batches, total: () => Promise.resolve(found.length) });
      }),
    ),
  );

  leaf(bulk, 'status <id>', {
    help: 'how far a bulk change has got, and why some were left out',
    examples: [`bulk status ${anId}`, `bulk status ${anId} --result rows.csv`],
    result: bulkStatus,
  })
    .option('--result <file>', 'write a row for each person into a new CSV file')
    .option('--force', 'replace that file if it is there')
    .action(async (id: string, options: CommonOptions & ResultOptions) =>
      end(
        await runSession(streams, options, { action: 'bulk' }, async (session) => {
          assertCanWrite(targetOf(options));
          const job = await jobNamed(session, id);
          const [row] = await jobRows(session, [job]);
          await session.looked('bulk-status');
          await writeRows({ session, streams }, job, options);
          const shown = { ...row, ...(await jobShown(session, job)) };
          session.show(shown, { as: bulkStatus, table: jobInTable(shown) });
        }),
      ),
    );

  for (const { verb, help, from, will } of verbs) {
    const examples = [`bulk ${verb} ${anId} --what-if`];
    changingLeaf(bulk, `${verb} <id>`, { help, examples, result: bulkResult }).action(
      async (id: string, options: CommonOptions) =>
        end(
          await runSession(streams, options, { action: 'bulk' }, async (session) => {
            const job = await jobNamed(session, id);
            await assertYours(session, job);
            if (!from.includes(job.state)) throw tooLate(verb, job);
            if (session.whatIf) {
              const row = { whatIf: true, would: [will(job)], ...(await jobShown(session, job)) };
              session.show(row, { as: bulkResult, table: row });
              return exitCodes.done;
            }
            await session.goAhead([will(job)]);
            return steered(session, job, verb);
          }),
        ),
    );
  }
}

const verbs: {
  verb: 'pause' | 'stop';
  help: string;
  from: BulkJob['state'][];
  will: (job: BulkJob) => string;
}[] = [
  {
    verb: 'pause',
    help: 'stop after the person under way; bulk run --resume goes on',
    from: ['running'],
    will: ({ counts }) => `Pause it: ${counts.ready} are left to do.`,
  },
  {
    verb: 'stop',
    help: 'end it after the person under way, for good; what was done stays done',
    from: ['running', 'paused', 'asked'],
    will: ({ counts, state }) =>
      state === 'asked'
        ? 'Withdraw its request to the other administrators: nothing is changed.'
        : `End it for good: ${counts.ready} are not done, and what was done stays done.`,
  },
];

async function steered(session: Session, { _id }: BulkJob, verb: 'pause' | 'stop'): Promise<number> {
  const { services, tenant, actor } = session;
  const job = await services.bulk.steerJob({ tenant, actor: actor.id, job: _id, from: 'commandLine' }, verb);
  if (job.state !== (verb === 'pause' ? 'paused' : 'stopped')) throw tooLate(verb, job);
  const row = await jobShown(session, job);
  session.show(row, { as: bulkResult, table: row });
  return exitCodes.done;
}

const tooLate = (verb: string, { state, _id }: BulkJob): Refusal =>
  new Refusal({
    code: 'bulk-over',
    what: `it cannot be ${verb === 'pause' ? 'paused' : 'stopped'}: its state is "${state}"`,
    wayOut: `"bulk status ${_id}" shows it.`,
    exit: exitCodes.refused,
  });

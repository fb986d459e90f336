import { byteOrderMark, csvRows } from '../../services/base/csv';
import type { BulkAction, BulkJob, BulkRow } from '../../services/bulk/job';
import type { OutboxDocument } from '../../services/mail/outbox-document';
import { personKey } from '../../services/people/person';
import { rowReason } from '../../words/bulk-reasons';
import { reasonWords } from '../../words/trail';
import type { Row } from '../terminal/output';
import type { bulkActionNames } from '../terminal/results/bulk';
import type { MailResult } from '../terminal/results/mails';
import { mailRow } from './mail-row';
import type { Session } from './session';

/** The actions of bulk changes by what they are called on the command line. */
export const actionNames: Record<(typeof bulkActionNames)[number], BulkAction> = {
  'reset-pin': 'reset-pin',
  'reset-conference-id': 'reset-conference-id',
  'enable': 'enable',
  'disable': 'disable',
  'set-number': 'change-number',
};
export const nameOfAction = (action: BulkAction): string =>
  Object.entries(actionNames).find(([, one]) => one === action)![0];

const mostNamed = 5;

/**
 * What became of a job, and why some rows were not done, with the request that it waits for. It contains no PIN.
 */
export async function jobShown(session: Session, job: BulkJob): Promise<Row> {
  const { services } = session;
  const { _id, action, number, state, total, counts } = job;
  const reasons = [
    ...(await services.bulk.reasonsOf(job, 'unknown', mostNamed)),
    ...(await services.bulk.reasonsOf(job, 'failed', mostNamed)),
    ...(await services.bulk.reasonsOf(job, 'leftOut', mostNamed)),
  ];
  const ran = job.startedAt !== undefined;
  return {
    ...{ id: _id, action: nameOfAction(action), serviceNumber: number, state, total },
    ...(ran
      ? {
          ...{ done: counts.done, failed: counts.failed, notReached: counts.ready },
          ...(counts.unknown && { notKnown: counts.unknown }),
        }
      : { wouldChange: counts.ready }),
    leftOut: counts.leftOut,
    stoppedBecause: job.stoppedBy && reasonWords(job.stoppedBy),
    droppedBecause: job.droppedBecause,
    why:
      reasons.length === 0
        ? undefined
        : reasons.map(
            ({ reason, count, named }) =>
              `${count}: ${reasonWords(reason)} (${named.join(', ')}${count > named.length ? ', …' : ''})`,
          ),
    ...(await askedOf(session, job)),
    ...(ran ? await mailsOf(session, job) : {}),
  };
}

/** So many mails that did not arrive are in the result. The file of rows has all of them. */
const mostUndelivered = 1_000;

/** What became of the mails of a job. */
async function mailsOf({ services, actor }: Session, { _id }: BulkJob): Promise<Row> {
  const sending = await services.mailPresence.isSomebodyThere();
  const counts = await services.outbox.countsOfJob(_id);
  const undelivered = await services.outbox.undeliveredOfJob(_id, mostUndelivered);
  return {
    ...{ mailsSent: counts.sent, mailsWaiting: counts.queued, mailsFailed: counts.dead },
    notDelivered: undelivered.map((mail) => mailRow(mail, { role: actor.role, sending })),
  };
}

/** The same as people read it in a table. */
export const jobInTable = ({ notDelivered = [], ...row }: Row): Row => ({
  ...row,
  notDelivered: (notDelivered as readonly MailResult[]).map(
    ({ to, text, wayOut }) => `${to}: ${text}. ${wayOut ?? ''}`,
  ),
});

/** The request to a second administrator that a job waits for. */
async function askedOf({ services }: Session, { state, tenant, actor, _id }: BulkJob): Promise<Row> {
  const request = state === 'asked' ? await services.requests.ofJob({ tenant, asker: actor, job: _id }) : undefined;
  if (!request) return {};
  const deciders = await services.requests.deciders(request);
  return { asked: deciders.map(({ name }) => name), request: request._id, until: request.expiresAt };
}

/** Jobs as rows of a list: who started each, when, and how far it has got. */
export async function jobRows({ services }: Session, jobs: readonly BulkJob[]): Promise<Row[]> {
  const people = await services.directory.byKeys([...new Set(jobs.map((job) => personKey(job.tenant, job.actor)))]);
  return jobs.map((job) => ({
    id: job._id,
    action: nameOfAction(job.action),
    serviceNumber: job.number ?? null,
    state: job.state,
    total: job.total,
    done: job.counts.done,
    failed: job.counts.failed,
    notReached: job.counts.ready,
    leftOut: job.counts.leftOut,
    startedBy: people.get(personKey(job.tenant, job.actor))?.upn ?? null,
    createdAt: job.createdAt,
    startedAt: job.startedAt ?? null,
    endedAt: job.endedAt ?? null,
  }));
}

/**
 * A row for each person of a job, as the lines of a CSV file: the line of the list, what was typed, who that is, and
 * what became of it and of its mail. It contains no PIN.
 */
export async function* resultRows({ services, actor }: Session, job: BulkJob): AsyncGenerator<string> {
  const mails = new Map<string, OutboxDocument>();
  for await (const batch of services.outbox.ofJob(job._id)) for (const mail of batch) mails.set(mail.person, mail);
  yield byteOrderMark + csvRows([[...Object.keys(columns), 'mail', 'mailReason']]);
  for await (const rows of services.bulk.rowsOf(job))
    yield csvRows(
      rows.map((row) => {
        const mail = row.person === undefined ? undefined : mails.get(row.person);
        const state = mail && mailRow(mail, { role: actor.role, sending: true });
        return [...Object.values(columns).map((cell) => cell(row, job)), state?.state ?? '', state?.reason ?? ''];
      }),
    );
}

const columns: Record<string, (row: BulkRow, job: BulkJob) => string> = {
  line: ({ line }) => String(line),
  typed: ({ text }) => text,
  name: ({ name = '' }) => name,
  upn: ({ upn = '' }) => upn,
  state: stateOf,
  reasonCode: ({ reason = '' }) => reason,
  reason: (row, job) => (row.reason ? rowReason(row.reason) : unfinishedWords(row, job)),
  told: ({ way = '', state }) => (state === 'done' ? way : ''),
  at: ({ at }) => at?.toISOString() ?? '',
};

/** As the counts of the result are called: a row that is ready is one that would be changed, or was not reached. */
function stateOf({ state }: BulkRow, job: BulkJob): string {
  if (state === 'listed') return 'notChecked';
  if (state !== 'ready') return state;
  return job.startedAt === undefined && job.endedAt === undefined ? 'wouldChange' : 'notReached';
}

function unfinishedWords(row: BulkRow, job: BulkJob): string {
  if (stateOf(row, job) !== 'notReached') return '';
  return job.endedAt === undefined
    ? `Not reached yet. "bulk run --resume ${job._id}" goes on.`
    : 'Not reached before it ended. Start another one with those who are left.';
}

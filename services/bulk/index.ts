import { assertAble, type ConferencingBackend } from '../conferencing/backend';
import type { Forgetting } from '../people/forgetting';
import { randomBytes } from 'node:crypto';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { secondsOf, usuallyKept } from '../base/kept';
import { startAgain } from '../base/start-again';
import type { Scope } from '../audit/trail';
import type { Change } from '../changes/change';
import { contactOf, type Person, personKey } from '../people/person';
import { isLimited } from '../offers/limits';
import type { Click } from '../offers/offers';
import { Problem, type ProblemCode } from '../base/problem';
import type { Asked, RequestDocument, Requests } from '../offers/requests';
import { type CheckingDependencies, createChecking } from './checking';
import {
  allRows,
  batchSize,
  type BulkAction,
  type BulkJob,
  type BulkRow,
  type JobState,
  noCounts,
  rowKey,
  bulkNeeds,
} from './job';
import { theDefault, tollNumbersOf } from '../settings/bridge-numbers';
import { entriesOf } from './entries';
import type { ListLine } from './list';
import { createRunning, type RunningDependencies } from './running';
import { createSteering, jobOf } from './steering';
import { createBulkWork } from './work';

/** The states of jobs that can come to something yet, in the order in which one goes on with them. */
const workLeft: readonly JobState[] = ['running', 'paused', 'ready', 'checking', 'asked'];

interface BulkDependencies extends CheckingDependencies, RunningDependencies {
  backend: ConferencingBackend;
  change: Change;
  requests: Requests;
  /** For how many days a job and its rows are kept, for the result. */
  keep?: number;
}

/** One change for many people: a dry run, a confirmation, and a run that survives crashes. */
export function createBulk(dependencies: BulkDependencies) {
  const { mongo, directory, settings, limits, offers, change, requests, chats, backend } = dependencies;
  const { keep = usuallyKept.offers } = dependencies;
  const jobs = mongo.collection<BulkJob>('bulkJobs');
  const rows = mongo.collection<BulkRow>('bulkRows');
  const work = createBulkWork({
    mongo,
    offers,
    requests,
    jobs,
    checking: createChecking(dependencies, jobs, rows),
    running: createRunning(dependencies, rows),
  });

  return {
    /** A pseudonym replaces a forgotten person in the rows of jobs, and as the one who started or approved a job. */
    async forget({ tenant, id, pseudonym, session }: Forgetting): Promise<void> {
      const nobody = { $set: { person: pseudonym, name: pseudonym, text: pseudonym }, $unset: { upn: true as const } };
      await rows.updateMany({ person: id }, nobody, { session });
      await jobs.updateMany({ tenant, actor: id }, { $set: { actor: pseudonym, conversation: '' } }, { session });
      await jobs.updateMany({ tenant, approvedBy: id }, { $set: { approvedBy: pseudonym } }, { session });
    },

    /** Ends jobs that have work left: it may have been done since the backup. What the rows say stays. */
    async afterRestore({ at }: AfterRestore): Promise<EndedByRestore> {
      const begun = await jobs.updateMany(
        { state: { $in: ['running', 'paused'] } },
        { $set: { state: 'stopped', endedAt: at, showAt: at } },
      );
      const asked = await jobs.updateMany(
        { state: { $in: ['checking', 'ready', 'asked'] } },
        { $set: { state: 'dropped', droppedBecause: 'lapsed', endedAt: at, showAt: at } },
      );
      return { bulkJobs: begun.modifiedCount + asked.modifiedCount };
    },

    async prepare(): Promise<void> {
      await jobs.createIndexes([
        { key: { state: 1 }, name: 'state' },
        { key: { tenant: 1, createdAt: -1 }, name: 'latest' },
        { key: { showAt: 1 }, name: 'show', sparse: true },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      ]);
      await rows.createIndexes([
        { key: { person: 1 }, name: 'person', sparse: true },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      ]);
    },

    /**
     * Starts the dry run of a list. Nothing changes until its offer is accepted.
     * @throws Problem `bulk-empty`, `bulk-too-many`, `bulk-columns-unknown`, `number-missing` or `number-not-on-bridge`
     */
    async check(wanted: {
      actor: Person;
      conversation: string;
      from: Scope;
      action: BulkAction;
      /** The number to give, E.164 or `theDefault`, if that is the change. */
      number?: string;
      list: readonly ListLine[];
      most: number;
    }): Promise<BulkJob> {
      const { actor, conversation, from, action, number, list, most } = wanted;
      const needs = bulkNeeds[action];
      if (needs) assertAble(backend, needs);
      if (action === 'change-number') {
        const numbers = tollNumbersOf(await settings.of(actor.tenant));
        if (number === undefined) throw new Problem('number-missing', { numbers });
        if (number !== theDefault && !numbers.includes(number)) throw new Problem('number-not-on-bridge', { numbers });
      }
      if (list.length === 0) throw new Problem('bulk-empty', {});
      // Before they are looked up: two parts may be one name.
      const parts = list.reduce((sum, line) => sum + line.parts.length, 0);
      if (parts > 2 * most) throw new Problem('bulk-too-many', { count: parts, most });
      const entries = await entriesOf(list, (texts) => directory.findEach(actor.tenant, texts, new Set(texts)));
      if (entries.length > most) throw new Problem('bulk-too-many', { count: entries.length, most });
      const createdAt = await mongo.now();
      const expiresAt = new Date(createdAt.getTime() + secondsOf(keep) * 1_000);
      // People type it on the command line, where nothing may begin with a dash.
      const _id = randomBytes(16).toString('hex');
      const listed = entries.map(({ leftOut, ...entry }, index): BulkRow => ({
        _id: rowKey(_id, index),
        job: _id,
        ...entry,
        state: 'listed',
        ...(leftOut && { reason: leftOut }),
        expiresAt,
      }));
      for (let begin = 0; begin < listed.length; begin += batchSize)
        await rows.insertMany(listed.slice(begin, begin + batchSize));
      const job: BulkJob = {
        ...{
          _id,
          tenant: actor.tenant,
          actor: actor.id,
          conversation,
          from,
          action,
          ...(number !== undefined && { number }),
        },
        ...{ state: 'checking', total: entries.length, next: 0, counts: noCounts, createdAt, expiresAt },
      };
      // The job comes last, since work on it begins as soon as it is there.
      await jobs.insertOne(job);
      return job;
    },

    /**
     * Who will be asked to approve a checked job, and who else could be if they had a chat with us. Undefined if it
     * takes no second administrator.
     */
    async approvers(job: BulkJob): Promise<{ reached: Person[]; others: Person[] } | undefined> {
      const { tenant, actor } = job;
      const all = await requests.deciders({ tenant, kind: 'bulk', asker: actor, target: actor });
      const { bulkApproval } = await settings.of(tenant);
      if (!bulkApproval || all.length === 0) return undefined;
      const known = await chats.byKeys(all.map(({ id }) => personKey(tenant, id)));
      const hasChat = ({ id }: Person): boolean => known.has(personKey(tenant, id));
      return { reached: all.filter(hasChat), others: all.filter((one) => !hasChat(one)) };
    },

    /**
     * Accepts the offer of a checked job: it runs, or a second administrator is asked first (threats E3). The approval
     * of that administrator comes here, too.
     * @throws Problem `bulk-over` when there is nothing left to start
     */
    start: (click: Click): Promise<{ job: BulkJob; asked: Person[]; request?: RequestDocument }> =>
      startAgain(async () => {
        const { offer } = await change.look(click, 'bulk');
        const approves = offer.input?.request !== undefined;
        return change.commit(click, 'bulk', async ({ actor }, moment) => {
          const { at, session } = moment;
          const job = await jobs.findOne({ _id: jobOf(offer), tenant: actor.tenant }, { session });
          const expected = approves ? 'asked' : 'ready';
          if (job?.state !== expected || job.counts.ready === 0) throw new Problem('bulk-over', {});
          const others = (
            await requests.deciders({ tenant: job.tenant, kind: 'bulk', asker: job.actor, target: job.actor }, session)
          ).map(contactOf);
          const { bulkApproval } = await settings.of(job.tenant, session);
          const asks = !approves && bulkApproval && others.length > 0;
          let asked: Asked | undefined;
          if (asks) {
            const input = { job: job._id, people: job.counts.ready, action: job.action, number: job.number };
            asked = await requests.ask(
              { tenant: job.tenant, kind: 'bulk', asker: job.actor, target: job.actor, input, from: click.from },
              moment,
            );
            if (asked.people.length === 0) throw new Problem('bulk-no-approver', { others: others.slice(0, 3) });
          } else if (isLimited(job.action)) {
            await limits.take(
              { tenant: job.tenant, actor: job.actor, target: '', action: job.action, part: 'job' },
              at,
              session,
            );
          }
          const started = await jobs.findOneAndUpdate(
            { _id: job._id, state: expected },
            {
              $set: {
                state: asks ? 'asked' : 'running',
                next: 0,
                ...(asks ? {} : { startedAt: at }),
                ...(approves ? { approvedBy: actor.id, showAt: at } : {}),
              },
            },
            { session, returnDocument: 'after' },
          );
          if (!started) throw new Problem('bulk-over', {});
          // From now on the message of the offer shows the job.
          if (!approves) await offers.leaveMessage(offer._id, session);
          const what = `${job.action}${job.number ? ` ${job.number}` : ''}, ${job.counts.ready} people`;
          return {
            result: { job: started, asked: asked?.people ?? [], request: asked?.request },
            change: { before: expected, after: asks ? `asked: ${what}` : what },
          };
        });
      }),

    /** Makes the card of a job due: what came of its mails has changed. */
    async redraw(id: string, at: Date): Promise<void> {
      await jobs.updateOne({ _id: id, showAt: { $exists: false } }, { $set: { showAt: at } });
    },

    /** Removes a job that was offered to nobody: a dry run that should leave nothing behind. */
    async discard({ _id, total }: BulkJob): Promise<void> {
      await jobs.deleteOne({ _id });
      for (let from = 0; from < total; from += batchSize) {
        await rows.deleteMany({
          _id: {
            $in: Array.from({ length: Math.min(batchSize, total - from) }, (_, index) => rowKey(_id, from + index)),
          },
        });
      }
    },

    /**
     * The jobs that somebody started from the command line and that are not over: first those that are half done, then
     * those that nobody has started yet, then those that wait for a second administrator. The newest of each is first.
     */
    async unfinished(tenant: string, actor: string): Promise<BulkJob[]> {
      const found = await jobs
        .find({ tenant, actor, from: 'commandLine', state: { $in: [...workLeft] } })
        .sort({ createdAt: -1 })
        .toArray();
      const going: BulkJob[] = [];
      // A dry run that was killed has no offer.
      for (const job of found) if (!(await work.dropUnwanted(job)) && (await offers.ofJob(job))) going.push(job);
      return going.sort((one, other) => workLeft.indexOf(one.state) - workLeft.indexOf(other.state));
    },

    /** Whether somebody can start it or has started it. A dry run that was killed has nothing of that kind. */
    hasOffer: async (job: BulkJob): Promise<boolean> => (await offers.ofJob(job)) !== undefined,

    byId: async (tenant: string, id: string): Promise<BulkJob | undefined> =>
      (await jobs.findOne({ _id: id, tenant })) ?? undefined,

    /** The newest jobs of a tenant. */
    latest: (tenant: string, most: number): Promise<BulkJob[]> =>
      jobs.find({ tenant }).sort({ createdAt: -1 }).limit(most).toArray(),

    /** All rows, batch by batch, in the order of the list. */
    rowsOf: (job: BulkJob): AsyncGenerator<BulkRow[]> => allRows(rows, job),

    /** The first rows that the dry run found somebody for, with how the list names them. */
    async firstReady(job: BulkJob, most: number): Promise<BulkRow[]> {
      const first: BulkRow[] = [];
      for await (const batch of allRows(rows, job)) {
        first.push(...batch.filter(({ state }) => state === 'ready'));
        if (first.length >= most) break;
      }
      return first.slice(0, most);
    },

    /** Why rows were left out or failed, most frequent reason first, each with the first few of its rows. */
    async reasonsOf(
      job: BulkJob,
      state: 'leftOut' | 'failed' | 'unknown',
      mostNamed: number,
    ): Promise<{ reason: ProblemCode; count: number; named: string[] }[]> {
      const reasons = new Map<ProblemCode, { count: number; named: string[] }>();
      for await (const batch of allRows(rows, job)) {
        for (const row of batch) {
          if (row.state !== state || !row.reason) continue;
          const known = reasons.get(row.reason) ?? { count: 0, named: [] };
          known.count += 1;
          if (known.named.length < mostNamed) known.named.push(row.name ?? row.text);
          reasons.set(row.reason, known);
        }
      }
      return [...reasons].map(([reason, rest]) => ({ reason, ...rest })).sort((a, b) => b.count - a.count);
    },

    ...createSteering(dependencies, jobs),
    ...work,
  };
}

export { isSteering, jobOf, type Steering } from './steering';

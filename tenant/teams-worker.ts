import { setTimeout as wait } from 'node:timers/promises';
import { describeError, type Log, type LogFields } from '../services/base/log';
import type { Secret } from '../services/base/secret';
import type { TeamsRefusal } from '../services/base/problem';
import type { TeamsDoubt } from '../services/conferencing/teams-calls';
import { loggedFault, meaningOf } from './teams-errors';
import { createTeamsKeeper, type TeamsKeeperOptions } from './teams-keeper';
import type { TeamsArguments, TeamsFault, TeamsLine, TeamsVerb } from './teams-protocol';

/** Times in milliseconds. */
export const teamsTimes = {
  /** How long one call may take. Then the process is killed, because nobody knows what it is doing. */
  call: 45_000,
  start: 90_000,
  restarts: [1_000, 2_000, 5_000, 10_000, 30_000] as readonly number[],
  /** How long a call waits for its turn. */
  queue: 60_000,
  /** How long the tokens of one sign-in are used. They are good for 60 to 90 minutes. */
  session: 40 * 60_000,
  /** How long to wait before Teams is asked again, when it has asked us to wait. */
  throttled: 5_000,
  /** How long a call that is under way may still take when everything stops. */
  stop: 10_000,
};

/** So many calls may wait. */
const longestQueue = 50;

/** How one call ended. `unsent`: nothing was asked of Teams. */
export type WorkerOutcome =
  | { kind: 'answered'; value: unknown; shape?: Record<string, string> }
  | { kind: 'faulted'; fault: TeamsFault }
  | { kind: 'unsent'; reason: TeamsRefusal }
  | { kind: 'unknown'; reason: TeamsDoubt };

export interface CallOptions {
  /** Called when the request is about to be written, and only then. */
  onSent?: () => void;
  /** Whether the names and types of what the cmdlet returns are wanted. */
  shape?: boolean;
}

interface Job extends CallOptions {
  verb: TeamsVerb;
  args: TeamsArguments;
  settle(outcome: WorkerOutcome): void;
  fail(error: unknown): void;
  deadline: NodeJS.Timeout;
}

export interface TeamsWorkerOptions {
  start: TeamsKeeperOptions['start'];
  /** Two tokens for Graph and for Teams, made just now. @throws when the app cannot sign in */
  tokens(): Promise<{ graph: Secret; teams: Secret }>;
  log: Log;
  times?: Partial<typeof teamsTimes>;
}

/**
 * Gives one PowerShell one call after the other. It is started with the first call or by `open`, and started anew when
 * it ends, hangs, or answers what nobody can read.
 */
export function createTeamsWorker({ start, tokens, log, times: changed }: TeamsWorkerOptions) {
  const times = { ...teamsTimes, ...changed };
  const queue: Job[] = [];
  let pending: { id: number; settle(outcome: WorkerOutcome): void } | undefined;
  let lastId = 0;
  let lastMs: number | undefined;
  let connectedAt: number | undefined;
  let working: Promise<void> | undefined;
  const keeper = createTeamsKeeper({
    ...{ start, log, times, line: hear },
    ready() {
      connectedAt = undefined;
      work();
    },
    lost() {
      pending?.settle({ kind: 'unknown', reason: 'worker-died' });
      if (keeper.isDown()) refuseAll();
    },
  });

  return {
    /** Starts PowerShell, so that the first call does not have to wait for it. */
    open: keeper.open,

    /** @throws what `onSent` throws; then nothing was sent */
    call(verb: TeamsVerb, args: TeamsArguments = {}, options: CallOptions = {}): Promise<WorkerOutcome> {
      keeper.open();
      if (keeper.isDown() || queue.length >= longestQueue) return Promise.resolve(unavailable);
      return new Promise((settle, fail) => {
        const job: Job = { ...options, verb, args, settle, fail, deadline: setTimeout(() => leave(job), times.queue) };
        queue.push(job);
        work();
      });
    },

    health: () => ({ state: keeper.state(), ...keeper.versions(), lastMs }),
    obstacle: keeper.obstacle,

    /** Refuses the calls that wait, lets the one that is under way end, and ends PowerShell. */
    async stop(): Promise<void> {
      keeper.finish();
      refuseAll();
      await Promise.race([working, wait(times.stop, undefined, { ref: false })]);
      keeper.kill();
    },
  };

  function leave(job: Job): void {
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
    job.settle(unavailable);
  }

  function refuseAll(): void {
    for (const job of queue.splice(0)) {
      clearTimeout(job.deadline);
      job.settle(unavailable);
    }
  }

  /** Ends a process that cannot be relied on. @param reason what is known of the call that it had */
  function drop(reason: TeamsDoubt): void {
    pending?.settle({ kind: 'unknown', reason });
    keeper.drop();
  }

  function hear(line: TeamsLine): void {
    const id = 'id' in line ? line.id : undefined;
    if (pending && id === pending.id) {
      return pending.settle(
        line.kind === 'answer'
          ? { kind: 'answered', value: line.value, shape: line.shape }
          : { kind: 'faulted', fault: (line as TeamsLine & { kind: 'fault' }).fault },
      );
    }
    // The same answer once more, which changes nothing. Any other one means that we no longer understand each other.
    if (id === undefined || id > lastId) drop('garbled');
  }

  function work(): void {
    working ??= workOff().finally(() => {
      working = undefined;
      if (keeper.running() && queue.length > 0) work();
    });
  }

  async function workOff(): Promise<void> {
    while (keeper.running() && queue.length > 0) {
      const signedIn = await connect();
      if (signedIn === 'lost') continue;
      const job = queue.shift();
      if (!job) continue;
      clearTimeout(job.deadline);
      if (signedIn === 'done') await carryOut(job).then(job.settle, job.fail);
      else job.settle({ kind: 'unsent', reason: signedIn.refused });
    }
  }

  async function carryOut(job: Job): Promise<WorkerOutcome> {
    const outcome = await ask(job);
    const meaning = outcome.kind === 'faulted' ? meaningOf(outcome.fault) : undefined;
    // A call that was not let in has done nothing, so it is asked once more: signed in anew, or a little later.
    if (meaning === 'sign-in') connectedAt = undefined;
    else if (meaning === 'throttled') await wait(times.throttled);
    else return outcome;
    return (await connect()) === 'done' ? ask({ ...job, onSent: undefined }) : outcome;
  }

  /** Signs in where that is due. `lost`: the process is gone, and the calls wait for the next one. */
  async function connect(): Promise<'done' | 'lost' | { refused: TeamsRefusal }> {
    if (connectedAt !== undefined && Date.now() - connectedAt < times.session) return 'done';
    connectedAt = undefined;
    let args: TeamsArguments;
    try {
      const { graph, teams } = await tokens();
      args = { graphToken: graph.reveal(), teamsToken: teams.reveal() };
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      const reason = typeof code === 'string' && /^[A-Za-z]+\d{0,9}$/.test(code) ? code : undefined;
      log.warn('Teams PowerShell cannot sign in', { ...describeError(error), reason });
      return { refused: 'sign-in' };
    }
    const outcome = await ask({ verb: 'connect', args });
    if (outcome.kind === 'answered') connectedAt = Date.now();
    if (outcome.kind !== 'faulted') return outcome.kind === 'answered' ? 'done' : 'lost';
    const meaning = meaningOf(outcome.fault);
    return { refused: meaning === 'no-right' || meaning === 'throttled' ? meaning : 'sign-in' };
  }

  async function ask({ verb, args, onSent, shape }: Omit<Job, 'settle' | 'fail' | 'deadline'>): Promise<WorkerOutcome> {
    const running = keeper.running();
    if (!running) return unavailable;
    onSent?.();
    lastId += 1;
    const [startedAt, noise] = [Date.now(), running.noise()];
    const outcome = await new Promise<WorkerOutcome>((settle) => {
      const limit = setTimeout(() => drop('timeout'), times.call);
      pending = {
        id: lastId,
        settle(outcome) {
          pending = undefined;
          clearTimeout(limit);
          settle(outcome);
        },
      };
      running.write({ id: lastId, verb, args, shape });
    });
    const milliseconds = Date.now() - startedAt;
    if (outcome.kind !== 'unknown') lastMs = milliseconds;
    if (outcome.kind !== 'unknown' && verb !== 'connect') keeper.answered();
    const count = running.noise() - noise || undefined;
    log.info('Teams PowerShell was asked', { command: verb, milliseconds, count, ...heard(outcome) });
    return outcome;
  }
}

export type TeamsWorker = ReturnType<typeof createTeamsWorker>;

const unavailable: WorkerOutcome = { kind: 'unsent', reason: 'unavailable' };

/** What the log may have of it: never a message, and nothing that could be a PIN. */
const heard = (outcome: WorkerOutcome): Pick<LogFields, 'outcome' | 'reason' | 'error' | 'correlation'> =>
  outcome.kind === 'faulted'
    ? { outcome: outcome.kind, ...loggedFault(outcome.fault) }
    : { outcome: outcome.kind, reason: 'reason' in outcome ? outcome.reason : undefined };

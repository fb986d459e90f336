import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type FaultPoint } from '../../services/base/fault-points';
import { type Told, type WorkerOrders } from './worker';

/** A replica in a process of its own. */
export interface Replica {
  port: number;
  child: ChildProcess;
  /** Every PIN it drew. */
  drawn: string[];
  /** Everything it wrote to its log. */
  log: () => string;
  /** Cuts its power. */
  kill(): Promise<void>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Waits until it is gone. */
  ended: Promise<void>;
}

let count = 0;

/** Starts a replica and waits until it takes messages. */
export async function startReplica(where: {
  uri: string;
  database: string;
  dieAt?: FaultPoint | 'responding';
  teams?: true;
  smtp?: string;
}): Promise<Replica> {
  count += 1;
  const orders = JSON.stringify({ ...where, number: count % 10 });
  const child = fork(join(__dirname, 'replica.ts'), [orders], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const drawn: string[] = [];
  let log = '';
  child.stdout!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: { port?: number; drawn?: string }) => {
      if (message.drawn) drawn.push(message.drawn);
      if (message.port) resolve(message.port);
    });
    child.once('exit', () => reject(new Error(`A replica did not start:\n${log}`)));
  });
  return {
    ...{ port, child, drawn, ended, log: () => log },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (child.connected) child.send('stop');
      await ended;
    },
  };
}

/** Runs one job in a process of its own. @returns its result; undefined when it died before it had one */
export async function runWorker<Result>(orders: WorkerOrders): Promise<Result | undefined> {
  const [result] = await runWorkers<Result>([orders]);
  return result;
}

/** The same for several jobs. They start at the same moment, however long each process takes to get ready. */
export async function runWorkers<Result>(orders: WorkerOrders[]): Promise<(Result | undefined)[]> {
  const workers = orders.map((one) => startWorker<Result>(one));
  await Promise.all(workers.map(({ ready }) => ready));
  return Promise.all(workers.map(({ work }) => work()));
}

/** Starts a process for one job. The job begins only on `work`. */
export function startWorker<Result>(orders: WorkerOrders) {
  const child = fork(join(__dirname, 'worker.ts'), [JSON.stringify(orders)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const passed: FaultPoint[] = [];
  const drawn: string[] = [];
  let result: Result | undefined;
  const ready = new Promise<void>((resolve) => {
    child.on('message', (told: Told) => {
      if ('ready' in told) resolve();
      else if ('passed' in told) passed.push(told.passed);
      else if ('drawn' in told) drawn.push(told.drawn);
      else result = told.result as Result;
    });
  });
  return {
    ready: Promise.race([ready, ended]),
    /** The points that it passed, in order. */
    passed,
    /** Every PIN it drew, if the job reports them. */
    drawn,
    child,
    /** Begins the job, and waits for the end. @returns the result; undefined when it died before it had one */
    async work(): Promise<Result | undefined> {
      if (child.connected) child.send('work');
      await ended;
      return result;
    },
  };
}

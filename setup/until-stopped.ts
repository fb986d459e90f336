import { SetupError } from '../services/base/problem';

/** npm passes a Ctrl-C on that the terminal has given us already; only a later one is a second. Milliseconds. */
const sameKeyPress = 500;

/**
 * How long stopping may take: more than the 15 s in which the server lets clicks be answered, so that there is time
 * left for the trail and the database, and less than the 30 s after which Kubernetes kills. Milliseconds.
 */
const defaultPatience = 25_000;

/**
 * Runs a program until it is told to stop: by Ctrl-C, or by the end that a supervisor asks for. A fault in the
 * set-up is one line for each fault on standard error and exit code 1.
 * @param start returns how to stop what it started; before that there is nothing to wait for, because everything
 *   that it starts ends by itself when we are gone
 * @param patience how long stopping may take, in milliseconds
 */
export function runUntilStopped(start: () => Promise<() => Promise<void>>, patience = defaultPatience): void {
  let stop: (() => Promise<void>) | undefined;
  let askedAt: number | undefined;

  const end = async () => {
    if (askedAt !== undefined) {
      // A second Ctrl-C means now.
      if (Date.now() - askedAt > sameKeyPress) process.exit(130);
      return;
    }
    askedAt = Date.now();
    setTimeout(() => process.exit(0), patience);
    await stop?.().catch((error: unknown) => console.error(error));
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

  start().then(
    (stopper) => {
      stop = stopper;
    },
    (error: unknown) => {
      // A bug shows its stack, a fault in the set-up only what to do.
      console.error(error instanceof SetupError ? error.message : error);
      process.exit(1);
    },
  );
}

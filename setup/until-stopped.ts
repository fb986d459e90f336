import { inspect } from 'node:util';
import { SetupError } from '../services/base/problem';

/**
 * npm forwards a Ctrl-C that the terminal has already sent us. Only one that comes later than this is a second one.
 * Milliseconds.
 */
const sameKeyPress = 500;

/**
 * How long stopping may take: more than the 15 s that the server leaves for answering clicks, so that there is time
 * left for the trail and the database, and less than the 30 s after which Kubernetes kills the program. Milliseconds.
 */
const defaultPatience = 25_000;

/**
 * Runs a program until it is told to stop: by Ctrl-C, or by a supervisor. For faults in the set-up, it prints one line
 * for each to standard error and exits with code 1.
 * @param start returns a function that stops what it started; before that there is nothing to wait for, because
 * everything that it starts ends by itself when we are gone
 * @param options.patience how long stopping may take, in milliseconds
 * @param options.asked told once when it is to stop
 */
export function runUntilStopped(
  start: () => Promise<() => Promise<void>>,
  { patience = defaultPatience, asked }: { patience?: number; asked?(): void } = {},
): void {
  let stop: (() => Promise<void>) | undefined;
  let askedAt: number | undefined;

  const end = async () => {
    if (askedAt !== undefined) {
      // A second Ctrl-C means "now".
      if (Date.now() - askedAt > sameKeyPress) process.exit(130);
      return;
    }
    askedAt = Date.now();
    asked?.();
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
      // For a bug this prints the stack, for a fault in the set-up only what to do. It goes past the console, which may
      // lead to the log by now: this is for the person who starts it.
      process.stderr.write(`${error instanceof SetupError ? error.message : inspect(error)}\n`);
      process.exit(1);
    },
  );
}

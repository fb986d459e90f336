import { SetupError } from '../services/problem';

/**
 * Runs a program until it is told to stop: by Ctrl-C, or by the end that a supervisor asks for. A fault in the
 * set-up is one line for each fault on standard error and exit code 1.
 * @param start returns how to stop what it started
 */
export function runUntilStopped(start: () => Promise<() => Promise<void>>): void {
  let asked = false;
  let stop: (() => Promise<void>) | undefined;

  const end = async () => {
    // A second Ctrl-C means now.
    if (asked) process.exit(130);
    asked = true;
    if (stop) await finish(stop);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

  start().then(
    async (stopper) => {
      stop = stopper;
      if (asked) await finish(stopper);
    },
    (error: unknown) => {
      // A bug shows its stack, a fault in the set-up only what to do.
      console.error(error instanceof SetupError ? error.message : error);
      process.exit(1);
    },
  );
}

async function finish(stop: () => Promise<void>): Promise<void> {
  await stop().catch((error: unknown) => console.error(error));
  process.exit(0);
}

import { describeError, type Log } from '../services/base/log';

/** What the console is called with, and how the log calls it. */
const levels = { debug: 'debug', log: 'info', info: 'info', trace: 'debug', warn: 'warn', error: 'error' } as const;

/**
 * From now on the log is all that this process writes: nothing but its lines on standard output, and nothing on
 * standard error. What Node or a library would print becomes a line that says what it is about, and not its words,
 * which may quote anything. A bug that nobody caught is a line as well, and ends the process.
 * @returns how to undo it, for tests
 */
export function writeOnlyTheLog(log: Log, exit: (code: number) => void = (code) => process.exit(code)): () => void {
  const before = { ...console };
  const warnings = process.listeners('warning');
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...given: unknown[]) =>
      log[level]('a library wrote to the console', describeError(given.find((one) => one instanceof Error)));
  }
  const onWarning = (warning: Error) => log.warn('warning of Node', describeError(warning));
  const onCrash = (error: unknown) => {
    log.error('crashed', describeError(error));
    exit(1);
  };
  // Node's own listener prints.
  process.removeAllListeners('warning').on('warning', onWarning);
  process.on('uncaughtException', onCrash);
  return () => {
    Object.assign(console, before);
    process.removeListener('warning', onWarning).removeListener('uncaughtException', onCrash);
    for (const listener of warnings) process.on('warning', listener);
  };
}

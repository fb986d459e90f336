/** Runs long work. Ctrl-C or SIGTERM stops it where it can be stopped; the second time, the process ends at once. */
export async function untilStopped<Result>(work: (stopping: AbortSignal) => Promise<Result>): Promise<Result> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = new AbortController();
  const once = () => {
    stop.abort();
    for (const signal of signals) process.off(signal, once);
  };
  for (const signal of signals) process.on(signal, once);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of signals) process.off(signal, once);
  }
}

/** Resolves once it is to be stopped. */
export const aborted = (stopping: AbortSignal): Promise<void> =>
  new Promise((go) => {
    if (stopping.aborted) go();
    stopping.addEventListener('abort', () => go(), { once: true });
  });

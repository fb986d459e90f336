import { setTimeout as pause } from 'node:timers/promises';

/**
 * Does a piece of work again and again: at once while there is more, else after a pause.
 * @param options.interval milliseconds of the pause
 * @param options.failed is told of what the work throws; the next look is after a pause
 * @param work returns whether there was something to do; its signal is set when the loop is to stop
 * @returns how to stop; it waits for the work that is under way
 */
export function startLoop(
  { interval, failed }: { interval: number; failed: (error: unknown) => void },
  work: (stopping: AbortSignal) => Promise<boolean>,
) {
  const stopping = new AbortController();
  const working = loop();

  async function loop(): Promise<void> {
    let more = false;
    while (!stopping.signal.aborted) {
      if (!more) await pause(interval, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      more = await work(stopping.signal).catch((error: unknown) => {
        failed(error);
        return false;
      });
    }
  }

  return async function stop(): Promise<void> {
    stopping.abort();
    await working;
  };
}

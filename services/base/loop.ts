import { setTimeout as pause } from 'node:timers/promises';

/** When a loop looks again: at once, after its usual pause, or after this many milliseconds. */
export type Again = boolean | number;

/** Hears of each look of a loop, so that one that hangs or fails again and again is noticed. */
export interface Pulse {
  began(): void;
  ended(outcome: 'done' | 'failed'): void;
}

export interface LoopOptions {
  /** The usual pause. Milliseconds. */
  interval: number;
  /** Whether the first look is at once, or after a pause. */
  atOnce?: boolean;
  /** Whether it looks once more when it stops, for what came last. */
  lastRound?: boolean;
  /** Gets what the work throws. The next look is then after the usual pause. */
  failed: (error: unknown) => void;
  pulse?: Pulse;
}

/**
 * Does a piece of work again and again, never twice at the same time.
 * @param work returns when to look again: true when there may be more to do, false when there was nothing; its signal
 *   is set when the loop is to stop
 * @returns how to stop; it waits for the work that is under way, and for the last round
 */
export function startLoop(
  { interval, atOnce = false, lastRound = false, failed, pulse }: LoopOptions,
  work: (stopping: AbortSignal) => Promise<Again>,
) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = loop();

  async function loop(): Promise<void> {
    for (let again: Again = atOnce; !signal.aborted;) {
      if (again !== true) await pause(again === false ? interval : again, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) again = await look();
    }
    if (lastRound) await look();
  }

  async function look(): Promise<Again> {
    pulse?.began();
    try {
      const again = await work(signal);
      pulse?.ended('done');
      return again;
    } catch (error) {
      pulse?.ended('failed');
      failed(error);
      return false;
    }
  }

  return async function stop(): Promise<void> {
    stopping.abort();
    await working;
  };
}

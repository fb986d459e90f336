import type { Pulse } from '../../services/base/loop';

/**
 * A look of a loop that takes longer hangs. The longest that a good one takes is the first full round of a large
 * directory. Milliseconds.
 */
const longestLook = 30 * 60_000;

/** What each loop of a replica is at. */
export function createPulses({ now = () => performance.now() }: { now?: () => number } = {}) {
  const loops = new Map<string, { since?: number; failures: number }>();

  return {
    /** The pulse of one loop. Its name becomes the label of a metric. */
    of(name: string): Pulse {
      const loop: { since?: number; failures: number } = { failures: 0 };
      loops.set(name, loop);
      return {
        began: () => void (loop.since = now()),
        ended(outcome) {
          loop.since = undefined;
          if (outcome === 'failed') loop.failures += 1;
        },
      };
    },
    /** For how many seconds the look has been going on that is under way, and how many have failed since the start. */
    figures: (): { loop: string; busy: number; failures: number }[] =>
      [...loops].map(([loop, { since, failures }]) => ({
        ...{ loop, failures },
        busy: since === undefined ? 0 : (now() - since) / 1_000,
      })),
    /** Whether no loop hangs. */
    state: (): 'ok' | 'stuck' =>
      [...loops.values()].some(({ since }) => since !== undefined && now() - since > longestLook) ? 'stuck' : 'ok',
  };
}

export type Pulses = ReturnType<typeof createPulses>;

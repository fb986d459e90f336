import type { Log } from '../../services/base/log';

/** A reason is logged at most this often, however many strangers knock. Milliseconds. */
const between = 1_000;

/**
 * Counts what was refused, by reason, and logs each reason at most once a second, with how many there were since the
 * last time.
 */
export function createRefusals({ log, now = () => Date.now() }: { log: Log; now?: () => number }) {
  const counts = new Map<string, { total: number; unsaid: number; saidAt: number; status: number }>();
  let later: NodeJS.Timeout | undefined;

  function say({ all = false } = {}): void {
    for (const [reason, count] of counts) {
      if (count.unsaid === 0) continue;
      if (!all && now() - count.saidAt < between) sayLater();
      else {
        log.warn('request refused', { status: count.status, reason, count: count.unsaid });
        Object.assign(count, { unsaid: 0, saidAt: now() });
      }
    }
  }

  function sayLater(): void {
    later ??= setTimeout(() => {
      later = undefined;
      say();
    }, between).unref();
  }

  return {
    note(reason: string, status: number): void {
      const count = counts.get(reason) ?? { total: 0, unsaid: 0, saidAt: -Infinity, status };
      counts.set(reason, count);
      count.total += 1;
      count.unsaid += 1;
      say();
    },
    /** How many were refused since the start, by reason. */
    totals: (): Record<string, number> => Object.fromEntries([...counts].map(([reason, { total }]) => [reason, total])),
    /** Says what was not said yet. */
    close(): void {
      clearTimeout(later);
      say({ all: true });
    },
  };
}

export type Refusals = ReturnType<typeof createRefusals>;

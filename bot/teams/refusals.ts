import type { Log } from '../../services/base/log';

/** A reason is logged at most this often, however many strangers knock. Milliseconds. */
const between = 1_000;

/**
 * Counts what was refused and is not said yet, by reason, and logs each reason at most once a second, with how many
 * there were since the last time.
 */
export function createRefusals({
  log,
  now = () => Date.now(),
  refused,
}: {
  log: Log;
  now?: () => number;
  /** Hears of each, at once. */
  refused?: (reason: string) => void;
}) {
  const counts = new Map<string, { unsaid: number; saidAt: number; status: number }>();
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
      const count = counts.get(reason) ?? { unsaid: 0, saidAt: -Infinity, status };
      counts.set(reason, count);
      count.unsaid += 1;
      refused?.(reason);
      say();
    },
    /** Says what was not said yet. */
    close(): void {
      clearTimeout(later);
      say({ all: true });
    },
  };
}

export type Refusals = ReturnType<typeof createRefusals>;

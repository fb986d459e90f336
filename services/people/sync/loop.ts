import { describeError, type Log } from '../../base/log';
import { type Pulse, startLoop } from '../../base/loop';
import type { Sync } from './sync';

/** How often to look for what has changed. Milliseconds. */
const defaultInterval = 300_000;

/**
 * Keeps the directory as Microsoft Entra has it, from now on. Several replicas take turns.
 * @param options.interval the pause between two rounds, for tests
 * @returns a function that stops it, and waits for the batch that is under way
 */
export function startSync({
  sync,
  log,
  interval = defaultInterval,
  pulse,
}: {
  sync: Sync;
  log: Log;
  interval?: number;
  pulse?: Pulse;
}) {
  return startLoop(
    { interval, atOnce: true, pulse, failed: (error) => log.error('people not brought', describeError(error)) },
    async (stopping) => {
      const begun = performance.now();
      try {
        const outcome = await sync.run({ stopping });
        const milliseconds = Math.round(performance.now() - begun);
        if (outcome.kind === 'failed') log.error('people not brought', { reason: outcome.why, milliseconds });
        if (outcome.kind === 'done') {
          const { added, changed, rows } = outcome.totals;
          const fields = { outcome: outcome.full ? 'full round' : 'changes', count: added + changed, milliseconds };
          if (rows > 0) log.info('people brought', fields);
          if (outcome.stopped)
            log.warn('people who are missing wait for "desk sync --accept"', { count: outcome.stopped.count });
        }
      } catch (error) {
        if (!stopping.aborted) throw error;
      }
      return false;
    },
  );
}

import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import { type Pulse, startLoop } from '../../services/base/loop';

/** How often to look. Milliseconds. */
const defaultInterval = 15_000;

/**
 * Ends the calls to Teams of which nothing was heard, and wipes the PINs that nobody picked up, from now on. Several
 * replicas share the work.
 * @returns a function that stops it
 */
export function startSweepingCalls({
  services,
  log,
  interval = defaultInterval,
  pulse,
}: {
  services: Services;
  log: Log;
  interval?: number;
  pulse?: Pulse;
}) {
  return startLoop(
    { interval, atOnce: true, pulse, failed: (error) => log.warn('calls to Teams not swept', describeError(error)) },
    async () => {
      const count = await services.lateAnswers.sweep();
      if (count > 0) log.warn('calls to Teams with an unknown outcome', { count });
      return false;
    },
  );
}

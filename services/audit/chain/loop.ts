import type { AuditChain } from './chain';
import { describeError, type Log } from '../../base/log';
import { type Pulse, startLoop } from '../../base/loop';

/** How often to look for records that are not chained. Milliseconds. */
export const chainInterval = 10_000;
/**
 * How long the others wait for a sequencer that was killed. Longer than a batch, which ends after 8 s at the latest;
 * together with the interval and a batch less than the 60 s of INV7. Milliseconds.
 */
export const chainLease = 30_000;

/** How long a stop may take to chain what was written last. Milliseconds. */
const defaultLastMoments = 2_000;

/**
 * Chains what is waiting, on one replica at a time, from now on.
 * @param options.interval milliseconds between two looks, for tests
 * @param options.wanted whether there is anything to chain; without it, each look asks the database
 * @param options.lastMoments how long a stop may take to chain what was written last. Milliseconds
 * @returns how to stop; it waits for the batch that is under way
 */
export function startChaining(options: {
  services: { auditChain: AuditChain };
  log: Log;
  interval?: number;
  wanted?: () => boolean;
  lastMoments?: number;
  pulse?: Pulse;
}) {
  const { services, log, interval = chainInterval, wanted = () => true, lastMoments = defaultLastMoments } = options;
  const lease = services.auditChain.lease(chainLease);
  let deadline = Infinity;
  let held = false;
  // Taken before each batch, which renews it.
  const mayGoOn = async () => Date.now() < deadline && (held = await lease.take());
  // The last round makes sure that a trail at rest is chained to its end.
  const end = startLoop(
    {
      ...{ interval, atOnce: true, lastRound: true, pulse: options.pulse },
      failed: (error) => log.error('audit not chained', describeError(error)),
    },
    async () => {
      const count = wanted() && (await mayGoOn()) ? await services.auditChain.chainWaiting(mayGoOn) : 0;
      if (count > 0) log.debug('audit chained', { count });
      return false;
    },
  );

  return async function stop(): Promise<void> {
    deadline = Date.now() + lastMoments;
    await end();
    if (held) await lease.release().catch(() => undefined);
  };
}

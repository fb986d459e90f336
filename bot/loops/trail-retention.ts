import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import { type Pulse, startLoop } from '../../services/base/loop';
import { monthsKept } from '../../services/settings/settings';

/** How often to look for records whose time is over. Milliseconds. */
const defaultInterval = 3_600_000;
/** Longer than a batch takes; it is taken again before each. Milliseconds. */
const leaseLength = 60_000;

/** Removes what has been in the trail for as long as each tenant keeps it, on one replica. @returns how to stop it */
export function startTrailRetention({
  services,
  log,
  interval = defaultInterval,
  pulse,
}: {
  services: Pick<Services, 'auditChain' | 'trailCuts' | 'settings' | 'now'>;
  log: Log;
  interval?: number;
  pulse?: Pulse;
}) {
  const lease = services.trailCuts.lease(leaseLength);
  return startLoop(
    { interval, pulse, failed: (error) => log.error('trail not cut', describeError(error)) },
    async (stopping) => {
      if (!(await lease.take())) return false;
      for (const tenant of await services.auditChain.tenants()) {
        const months = monthsKept(await services.settings.of(tenant));
        if (months === undefined || stopping.aborted) continue;
        const before = await services.now();
        before.setUTCMonth(before.getUTCMonth() - months);
        const mayGoOn = async () => !stopping.aborted && (await lease.take());
        const count = await services.trailCuts.step(tenant, before, mayGoOn);
        if (count > 0) log.info('trail cut', { count });
      }
      return false;
    },
  );
}

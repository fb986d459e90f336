import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import { type Pulse, startLoop } from '../../services/base/loop';

/** How often to look. Milliseconds. */
const interval = 600_000;

/**
 * Brings what an older version writes to the form of this one, for as long as both run beside one another.
 * @returns how to stop it
 */
export const startCatchingUp = ({
  services,
  log,
  pulse,
}: {
  services: Pick<Services, 'migrations'>;
  log: Log;
  pulse?: Pulse;
}) =>
  startLoop({ pulse, interval, failed: (error) => log.error('not caught up', describeError(error)) }, async () => {
    const count = await services.migrations.catchUp();
    if (count > 0) log.info('caught up with an older version', { count });
    return false;
  });

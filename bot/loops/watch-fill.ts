import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import { type Pulse, startLoop } from '../../services/base/loop';

/** How often the fill level is logged. Milliseconds. */
export const fillInterval = 3_600_000;
/** From this share of the numbers on we warn: resets fill the range, and a conference ID rests for 400 days. */
const warnFrom = 0.05;

/** Logs how full the bridges are, at the start and then once an hour. @returns a function that stops it */
export function startWatchingFill({
  services,
  log,
  interval = fillInterval,
  pulse,
}: {
  services: Services;
  log: Log;
  interval?: number;
  pulse?: Pulse;
}) {
  const round = async () => {
    for (const { count, share } of await services.conferenceIds.fillLevels()) {
      const fields = { count, percent: Math.round(share * 10_000) / 100 };
      if (share >= warnFrom) log.warn('conference ids are running out', fields);
      else log.info('conference ids in use', fields);
    }
    return false;
  };
  return startLoop(
    { interval, atOnce: true, pulse, failed: (error) => log.warn('fill level unknown', describeError(error)) },
    round,
  );
}

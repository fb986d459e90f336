import { describeError, type Log } from '../base/log';
import { type Pulse, startLoop } from '../base/loop';
import type { NumberMailings } from './number-mailings';

/** How often to look for people who have to be told of another default number. Milliseconds. */
const interval = 1_000;

/**
 * Writes the mails that a change of the default number owes, from now on. Several replicas share the work.
 * @returns a function that stops this; it waits for the batch that is under way
 */
export function startNumberMailings({
  numberMailings,
  log,
  pulse,
}: {
  numberMailings: NumberMailings;
  log: Log;
  pulse?: Pulse;
}) {
  return startLoop(
    { interval, atOnce: true, pulse, failed: (error) => log.error('number mails not written', describeError(error)) },
    async (stopping) => {
      const { count } = await numberMailings.write(() => !stopping.aborted);
      if (count > 0) log.info('number mails written', { count });
      return false;
    },
  );
}

import { createBackoff } from '../../base/backoff';
import { describeError, type Log } from '../../base/log';
import { type Again, type Pulse, startLoop } from '../../base/loop';
import type { MailPresence } from './presence';
import type { MailSending, Run } from './sending';

/** How often to look for mails that are due. Milliseconds. */
const defaultInterval = 1_000;
/** How long to leave a server alone after it has refused all mails this many times. Milliseconds. */
const pauseAfterFaults = createBackoff({ first: 2_000, longest: 60_000 });

/**
 * Sends what the outbox holds, from now on. Several replicas share the work.
 * @param options.interval milliseconds between two looks, for tests
 * @returns a function that stops this; it waits for the mails that are on their way
 */
export function startSending(options: {
  sending: MailSending;
  presence: MailPresence;
  log: Log;
  interval?: number;
  pulse?: Pulse;
}) {
  const { sending, presence, log, interval = defaultInterval, pulse } = options;
  // In a row.
  let faults = 0;
  /** What was said last about the server: one alert for one fault, however long it lasts. */
  let alerted: string | undefined;
  const ends = presence.begin();
  const end = startLoop(
    { interval, atOnce: true, pulse, failed: (error) => log.error('mails not sent', describeError(error)) },
    round,
  );

  async function round(stopping: AbortSignal): Promise<Again> {
    const run = await sending.sendDue(() => !stopping.aborted);
    report(run);
    if (run.serverFault) return pauseAfterFaults((faults += 1));
    // A round that finds nothing to send learns nothing about the server.
    if (run.taken > 0) faults = 0;
    if (run.sent > 0 && alerted !== undefined) {
      alerted = undefined;
      log.info('mail server takes mails again', {});
    }
    return run.taken > 0;
  }

  function report({ sent, failed, serverFault }: Run): void {
    // No connection is free: on each one a server is thinking about a mail.
    if (serverFault && failed.length === 0) alert({ kind: 'untried', reason: 'unconfirmed' });
    if (sent > 0) log.info('mails sent', { count: sent });
    for (const { outcome, bug } of failed) {
      const { kind, reason, status } = outcome;
      if (bug) log.error('mail not written', describeError(bug));
      else if (!serverFault) log.warn('mail not delivered', { outcome: kind, reason, status });
      else alert(outcome);
    }
  }

  function alert({ kind, reason, status }: Run['failed'][number]['outcome']): void {
    if (alerted === reason) return;
    alerted = reason;
    log.error('mail server takes no mails', { outcome: kind, reason, status });
  }

  return async function stop(): Promise<void> {
    await end();
    sending.close();
    await ends();
  };
}

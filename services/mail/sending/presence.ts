import { createLease } from '../../base/lease';
import type { Mongo } from '../../base/mongo';

/** How long the last sign of somebody who sends mails counts. Milliseconds. */
const sign = 60_000;

/** Whether anybody sends what the outbox holds: a bot that runs, and has a mail server. */
export function createMailPresence(mongo: Mongo) {
  const lease = createLease(mongo, 'mail sending', sign);
  return {
    /** Says from now on that somebody sends mails. @returns how to say that this one no longer does */
    begin(): () => Promise<void> {
      const show = () =>
        lease.take().then(
          () => undefined,
          // If the database is away, there is nobody to tell.
          () => undefined,
        );
      let showing = show();
      const again = setInterval(() => (showing = show()), sign / 3);
      return async () => {
        clearInterval(again);
        await showing;
        await lease.release().catch(() => undefined);
      };
    },

    /** Whether somebody has sent mails within the last minute, or could have. */
    isSomebodyThere: (): Promise<boolean> => lease.isHeld(),
  };
}

export type MailPresence = ReturnType<typeof createMailPresence>;

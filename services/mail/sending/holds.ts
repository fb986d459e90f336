import type { MailQueue } from './queue';

/** Somebody else has taken the mail over in the meantime, and it is theirs to send. */
export class NotOurs extends Error {
  override name = 'NotOurs' as const;
}

/**
 * Holds mails, one round trip at a time: a single mail is held at once, and those that come during a round trip are
 * held together.
 */
export function createHolds(queue: Pick<MailQueue, 'hold'>, lease: string) {
  let waiting: { id: string; held: () => void; failed: (error: unknown) => void }[] = [];
  let writing = false;
  const write = async () => {
    while (waiting.length > 0) {
      const these = waiting;
      waiting = [];
      try {
        const ours = await queue.hold(
          lease,
          these.map(({ id }) => id),
        );
        for (const { id, held, failed } of these)
          if (ours.has(id)) held();
          else failed(new NotOurs());
      } catch (error) {
        for (const { failed } of these) failed(error);
      }
    }
    writing = false;
  };
  return {
    /** Resolves when nobody else sends this mail for as long as a server may deliver it. @throws NotOurs */
    hold: (id: string): Promise<void> =>
      new Promise((held, failed) => {
        waiting.push({ id, held, failed });
        if (writing) return;
        writing = true;
        void write();
      }),
  };
}

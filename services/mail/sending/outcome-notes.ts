import type { OutboxDocument } from '../outbox-document';
import type { MailQueue, Outcome } from './queue';

/**
 * Notes outcomes, one round trip at a time. A single mail is noted at once; those that end during a round trip are
 * noted together.
 */
export function createNotes(queue: MailQueue) {
  let noted: { mail: OutboxDocument; outcome: Outcome }[] = [];
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (noted.length > 0) {
      const these = noted;
      noted = [];
      await queue.settle(these).catch((error: unknown) => {
        noted = [...these, ...noted];
        throw error;
      });
    }
  };
  return {
    add(mail: OutboxDocument, outcome: Outcome): void {
      noted.push({ mail, outcome });
      // If this fails, the last attempt in `flushed` fails as well and reports it.
      writing ??= write()
        .catch(() => undefined)
        .finally(() => (writing = undefined));
    },
    /** Resolves when everything is noted. A mail whose outcome cannot be noted is sent again when its lease ends. */
    async flushed(): Promise<void> {
      await writing;
      await write();
    },
  };
}

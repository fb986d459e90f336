import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { Person } from './directory';
import type { Mongo } from './mongo';
import type { Pins } from './pins';
import type { Secret } from './secret';
import type { Settings } from './settings';

/** What happens by mail after a change; each card says it in words. */
export type MailFate =
  | { kind: 'queued'; address: string }
  /** The person did it: the new PIN is on the screen, and Microsoft's own page sends none either. */
  | { kind: 'self-service' }
  | { kind: 'switched-off' }
  | { kind: 'no-mailbox' };

/** A mail that waits to be sent, written in the transaction of the change that owes it. */
export interface OutboxDocument {
  /** Random, and not the operation's id: it becomes part of the Message-ID. */
  _id: string;
  tenant: string;
  kind: 'pin-reset' | 'conference-id-reset' | 'conference-info';
  person: string;
  to: string;
  /** Who caused it, to be named in the mail. */
  by: { id: string; name: string };
  facts: { conferenceId: string; tollNumber: string; tollFreeNumber?: string };
  /** The new PIN, encrypted for this row alone. */
  pin?: { key: string; nonce: string; sealed: string };
  state: 'queued';
  at: Date;
}

/** The mails that changes owe. */
export function createOutbox(mongo: Mongo, pins: Pins) {
  const outbox = mongo.db.collection<OutboxDocument>('outbox');

  return {
    prepare: () => outbox.createIndexes([{ key: { state: 1, at: 1 }, name: 'queue' }]),

    /** The row for a mail. Made before the transaction, since it draws its id and encrypts the PIN. */
    compose(mail: Omit<OutboxDocument, '_id' | 'state' | 'at' | 'pin'> & { pin?: Secret }): Omit<OutboxDocument, 'at'> {
      const _id = randomBytes(16).toString('hex');
      return { ...mail, _id, state: 'queued', pin: mail.pin && pins.sealForMail(mail.pin, _id) };
    },

    /** Puts it in the queue, as part of the change. */
    async add(mail: Omit<OutboxDocument, 'at'>, at: Date, session: ClientSession): Promise<void> {
      await outbox.insertOne({ ...mail, at }, { session });
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

/** Whether an automatic mail goes to this person (audio-conferencing reference, section 2). */
export function automaticMailFate(person: Person, options: { settings: Settings; personMails: boolean; selfService: boolean }): MailFate {
  if (options.selfService) return { kind: 'self-service' };
  if (!options.settings.automaticMails || !options.personMails) return { kind: 'switched-off' };
  return person.mail ? { kind: 'queued', address: person.mail } : { kind: 'no-mailbox' };
}

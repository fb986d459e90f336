import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { makeFolder } from '../../base/make-folder';
import { createTransport, type NodemailerError } from 'nodemailer';
import { DataGate } from './data-gate';
import { longestDelivery } from './queue';
import { type Delivery, deliveryAfter } from './verdict';
import { inSpan } from '../../base/span';
import { SetupError } from '../../base/problem';
import { type MailRoute, serverOf } from '../route';
import { type Sender } from '../../base/mail-address';

/** A mail as it leaves. */
export interface Parcel {
  /**
   * The id of the outbox row. The Message-ID is made from it, so that a mail that was sent twice is recognized as one.
   */
  id: string;
  /** The sender, as far as it differs from the route's. */
  from: Partial<Sender>;
  to: { name: string; address: string };
  /** When it was put in the queue. */
  date: Date;
  subject: string;
  html: string;
  text: string;
  language: string;
}

export interface Carrier {
  /** How many parcels it carries at the same time. */
  hands: number;
  /**
   * Takes one parcel to its server.
   * @param hold is called before the server gets the text. From then on the server may deliver the mail even if we
   *   never hear of it. If it throws, the server gets nothing, and the error comes out of here.
   */
  carry(parcel: Parcel, hold: () => Promise<void>): Promise<Delivery>;
  close(): void;
}

/**
 * How long the server may say nothing. RFC 5321, 4.5.3.2 has a time for each step; the longest is that for the answer
 * to the final dot, and the client has one time for all. Milliseconds.
 */
const longestSilence = 10 * 60_000;
/** How long connecting and each step of greeting and encrypting may take. Nothing was sent by then. Milliseconds. */
const longestGreeting = 60_000;

/**
 * Takes mails to an SMTP server, or puts them into a folder as files.
 * @throws SetupError when the address of the server is not valid, or the folder cannot be made
 */
export function createCarrier(route: MailRoute): Carrier {
  const carrier = 'folder' in route ? toFolder(route) : toServer(route);
  return {
    ...carrier,
    carry: (parcel, hold) =>
      inSpan('mail', {}, async (add) => {
        const delivery = await carrier.carry(parcel, hold);
        const { outcome } = delivery;
        add({ 'desk.outcome': outcome.kind, 'desk.reason': 'reason' in outcome ? outcome.reason : undefined });
        return delivery;
      }),
  };
}

function toServer(route: Extract<MailRoute, { smtp: string }>): Carrier {
  const hands = 5;
  const transport = createTransport({
    ...serverOf(route.smtp),
    pool: true,
    maxConnections: hands,
    // Tries are counted in the outbox, where they survive a restart.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: longestGreeting,
    greetingTimeout: longestGreeting,
    socketTimeout: longestSilence,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const gates = new Map<string, DataGate>();
  transport.use('stream', ({ message, data }, done) => {
    const gate = gates.get(String(data.messageId));
    if (gate) message.processFunc((text) => pipeline(text, gate, () => undefined));
    done();
  });
  return {
    hands,
    async carry(parcel, hold) {
      const message = messageOf(parcel, route.from);
      let notHeld: { error: unknown } | undefined;
      const gate = new DataGate(() =>
        hold().catch((error: unknown) => {
          notHeld = { error };
          throw error;
        }),
      );
      gates.set(message.messageId, gate);
      try {
        await transport.sendMail({ ...message, signal: AbortSignal.timeout(longestDelivery) });
        return { outcome: { kind: 'sent' }, serverFault: false };
      } catch (error) {
        if (notHeld) throw notHeld.error;
        return deliveryAfter(error as NodemailerError, { isThrough: gate.isThrough });
      } finally {
        gates.delete(message.messageId);
      }
    },
    // Mails that the server has not answered for are not waited for: nobody else sends them for a while.
    close: () => transport.close({ force: true }),
  };
}

function toFolder({ folder, from }: Extract<MailRoute, { folder: string }>): Carrier {
  try {
    // Only the owner may read them: some carry a PIN.
    makeFolder(folder, 0o700);
  } catch {
    throw new SetupError(`The folder for mails, ${folder}, cannot be made. Check DATA_DIR.`);
  }
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    hands: 1,
    async carry(parcel) {
      const { message } = await transport.sendMail(messageOf(parcel, from));
      const file = join(folder, `${parcel.date.toISOString().replace(/[:.]/g, '-')}-${parcel.id.slice(0, 8)}.eml`);
      try {
        // The file is written as a whole or not at all, and the same mail always goes to the same file.
        writeFileSync(`${file}.part`, message as Buffer, { mode: 0o600 });
        renameSync(`${file}.part`, file);
        return { outcome: { kind: 'sent' }, serverFault: false };
      } catch {
        return { outcome: { kind: 'later', reason: 'server-unreachable' }, serverFault: true };
      }
    },
    close: () => transport.close(),
  };
}

function messageOf({ id, from: differing, to, date, subject, html, text, language }: Parcel, usual: Sender) {
  const from = { ...usual, ...differing };
  return {
    messageId: `<${id}@${usual.address.slice(usual.address.indexOf('@') + 1)}>`,
    // Bounces and SPF stay with the address that the server knows us by. A receiver that checks DMARC wants that
    // address in the domain of `From`, or a DKIM signature of that domain.
    envelope: { from: usual.address, to: [to.address] },
    // RFC 5322, 3.6.2: the address that really sends the mail, if that is not the one in `From`.
    ...(from.address.toLowerCase() === usual.address.toLowerCase() ? {} : { sender: usual }),
    ...{ from, to, date, subject, html, text },
    headers: {
      'Content-Language': language,
      // RFC 3834: no out-of-office note should answer. The second header says the same to Exchange.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { FaultPoints } from '../../base/fault-points';
import type { Mongo } from '../../base/mongo';
import type { OutboxDocument } from '../outbox';
import type { Carrier } from './carrier';
import { createNotes } from './outcome-notes';
import { createParcels, type Known, type ParcelDependencies } from './parcels';
import type { Delivery } from './verdict';
import { createMailQueue, mailLease, type Outcome } from './queue';

interface Dependencies extends ParcelDependencies {
  mongo: Mongo;
  carrier: Carrier;
  faultPoints: FaultPoints;
}

/** How many mails a replica takes at a time. */
const batchSize = 200;
/** When it has fewer than this in hand it takes more, so that the server need not wait for the database. */
const few = 100;
/** The limit of one run, so that a run also ends under load, and is reported. */
const mostInRun = 2_000;

type Failed = Exclude<Outcome, { kind: 'sent' | 'dropped' }>;

/** How one run ended. */
export interface Run {
  taken: number;
  sent: number;
  /** The mails that were not delivered, and why. */
  failed: { outcome: Failed; bug?: unknown }[];
  /** Whether the server takes no mails, so that there is no point in going on. */
  serverFault: boolean;
}

/** Sends what the outbox holds. */
export function createMailSending(dependencies: Dependencies) {
  const { mongo, carrier, faultPoints } = dependencies;
  const queue = createMailQueue(mongo);
  const { lookUp, parcelOf } = createParcels(dependencies);

  return {
    /**
     * Sends the mails that are due, up to a few thousand. If `goOn` says no, or the server fails, the mails in hand go
     * back to the queue untouched.
     */
    async sendDue(goOn: () => boolean = () => true): Promise<Run> {
      const run: Omit<Run, 'serverFault'> = { taken: 0, sent: 0, failed: [] };
      const lease = randomUUID();
      const heartbeat = setInterval(() => void queue.keep(lease).catch(() => undefined), mailLease / 3);
      const notes = createNotes(queue);
      const waiting: { mail: OutboxDocument; known: Known }[] = [];
      let fault: Failed | undefined;
      let taking: Promise<void> | undefined;
      let failure: unknown;
      let mayTakeMore = true;

      const take = async () => {
        const mails = await queue.take(lease, batchSize);
        run.taken += mails.length;
        mayTakeMore = mails.length === batchSize && run.taken < mostInRun;
        if (mails.length === 0) return;
        faultPoints('mailing');
        const known = await lookUp(mails);
        waiting.push(...mails.map((mail) => ({ mail, known })));
      };
      const takeMore = () => {
        mayTakeMore = false;
        taking = take()
          .catch((error: unknown) => void (failure ??= error))
          .finally(() => (taking = undefined));
      };
      const hand = async () => {
        for (;;) {
          if (waiting.length < few && mayTakeMore && !taking && !fault && goOn()) takeMore();
          const next = waiting.shift();
          if (!next && !taking) return;
          if (!next) await taking;
          else await deal(next.mail, next.known);
        }
      };
      const deal = async (mail: OutboxDocument, known: Known) => {
        if (fault || !goOn()) return notes.add(mail, { kind: 'untried', reason: fault?.reason, status: fault?.status });
        const { outcome, serverFault, bug } = await send(mail, known);
        if (outcome.kind === 'sent') run.sent += 1;
        else if (outcome.kind !== 'dropped') {
          run.failed.push({ outcome, bug });
          if (serverFault) fault ??= outcome;
        }
        notes.add(mail, outcome);
      };

      await Promise.all(Array.from({ length: carrier.hands }, hand)).finally(() => clearInterval(heartbeat));
      await notes.flushed();
      // Thrown only now, because what was in hand is now sent and noted.
      if (failure !== undefined) throw failure;
      return { ...run, serverFault: fault !== undefined };
    },
    close: () => carrier.close(),
  };

  async function send(mail: OutboxDocument, known: Known): Promise<Delivery & { bug?: unknown }> {
    let parcel;
    try {
      parcel = parcelOf(mail, known);
    } catch (bug) {
      // A mail that we cannot write must not hold up those behind it.
      return { outcome: { kind: 'later', reason: 'unwritable' }, serverFault: false, bug };
    }
    if (parcel === 'unreadable') return { outcome: { kind: 'refused', reason: 'pin-unreadable' }, serverFault: false };
    if (parcel === 'outdated') return { outcome: { kind: 'dropped' }, serverFault: false };
    const delivery = await carrier.carry(parcel);
    if (delivery.outcome.kind === 'sent') faultPoints('mailed');
    return delivery;
  }
}

export type MailSending = ReturnType<typeof createMailSending>;

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultPoints } from '../../base/fault-points';
import type { Mongo } from '../../base/mongo';
import type { OutboxDocument } from '../outbox-document';
import type { Carrier } from './carrier';
import { createHolds, NotOurs } from './holds';
import { createNotes } from './outcome-notes';
import { createParcels, type Known, type ParcelDependencies } from './parcels';
import type { Delivery } from './verdict';
import { createMailQueue, mailLease, type Outcome } from './queue';

interface Dependencies extends ParcelDependencies {
  mongo: Mongo;
  carrier: Carrier;
  faultPoints: FaultPoints;
  /** How long a run waits for one mail, for tests. Milliseconds. */
  patience?: number;
}

/** How many mails a replica takes at a time. */
const batchSize = 200;
/** When it has fewer than this in hand it takes more, so that the server need not wait for the database. */
const few = 100;
/** The limit of one run, so that a run also ends under load, and is reported. */
const mostInRun = 2_000;

/**
 * How long a run waits for one mail. A server may take ten minutes for its answer, and the mails that become due
 * meanwhile must not wait for that. Milliseconds.
 */
const defaultPatience = 20_000;

/** How often it is tried to note what came of a slow mail, in a minute. */
const triesToNote = 12;

type Failed = Exclude<Outcome, { kind: 'sent' | 'dropped' }>;

/** How one run ended. */
export interface Run {
  taken: number;
  /** Mails of this run, and of earlier ones whose server has answered since. */
  sent: number;
  /** The mails that were not delivered, and why; also of earlier runs. */
  failed: { outcome: Failed; bug?: unknown }[];
  /** Whether the server takes no mails, so that there is no point in going on. */
  serverFault: boolean;
  /** How many mails the server has not answered for yet. The run ended without them. */
  slow: number;
}

/** Sends what the outbox holds. */
export function createMailSending(dependencies: Dependencies) {
  const { mongo, carrier, faultPoints, patience = defaultPatience } = dependencies;
  const queue = createMailQueue(mongo);
  const { lookUp, parcelOf } = createParcels(dependencies);
  /** The mails that the server has not answered for, and that no run waits for. Each keeps a hand of the carrier. */
  const slow = new Set<Promise<void>>();
  /** What has come of mails since the last run ended. */
  let ended: { outcome: Outcome; bug?: unknown }[] = [];
  let closed = false;

  return {
    /**
     * Sends the mails that are due, up to a few thousand. If `goOn` says no, or the server fails, the mails in hand go
     * back to the queue untouched. A mail whose server is slow to answer is left to itself.
     */
    async sendDue(goOn: () => boolean = () => true): Promise<Run> {
      let taken = 0;
      const lease = randomUUID();
      const heartbeat = setInterval(() => void queue.keep(lease).catch(() => undefined), mailLease / 3);
      const notes = createNotes(queue);
      const holds = createHolds(queue, lease);
      const waiting: { mail: OutboxDocument; known: Known }[] = [];
      const hands = carrier.hands - slow.size;
      let fault: Failed | undefined = hands > 0 ? undefined : { kind: 'untried', reason: 'unconfirmed' };
      let taking: Promise<void> | undefined;
      let failure: unknown;
      let mayTakeMore = true;

      const take = async () => {
        const mails = await queue.take(lease, batchSize);
        taken += mails.length;
        mayTakeMore = mails.length === batchSize && taken < mostInRun;
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
      const giveBack = (mail: OutboxDocument) =>
        notes.add(mail, { kind: 'untried', reason: fault?.reason, status: fault?.status });
      const hand = async () => {
        for (;;) {
          if (waiting.length < few && mayTakeMore && !taking && !fault && goOn()) takeMore();
          const next = waiting.shift();
          if (!next && !taking) return;
          if (!next) await taking;
          else if (fault || !goOn()) giveBack(next.mail);
          else if (!(await isDealtWith(deal(next.mail, next.known)))) return;
        }
      };
      const deal = async (mail: OutboxDocument, known: Known) => {
        const { outcome, serverFault, bug } = await send(mail, known, () => holds.hold(mail._id));
        // Somebody else has taken it over: there is nothing to tell.
        if (outcome.kind !== 'untried' || bug !== undefined) ended.push({ outcome, bug });
        if (serverFault && outcome.kind !== 'sent' && outcome.kind !== 'dropped') fault ??= outcome;
        notes.add(mail, outcome);
      };
      /** Waits for a mail, but not for ever. Whatever comes of it later is noted all the same. */
      const isDealtWith = async (dealing: Promise<void>): Promise<boolean> => {
        if (await isIn(dealing, patience)) return true;
        const late = dealing
          .then(() => noteSoon(notes))
          .catch((error: unknown) => void ended.push({ outcome: { kind: 'untried' }, bug: error }))
          .finally(() => slow.delete(late));
        slow.add(late);
        return false;
      };

      await Promise.all(Array.from({ length: hands }, hand)).finally(() => clearInterval(heartbeat));
      for (const { mail } of waiting.splice(0)) giveBack(mail);
      await notes.flushed();
      // Thrown only now, because what was in hand is now sent and noted.
      if (failure !== undefined) throw failure;
      const outcomes = ended;
      ended = [];
      return {
        taken,
        sent: outcomes.filter(({ outcome }) => outcome.kind === 'sent').length,
        failed: outcomes.flatMap(({ outcome, bug }) =>
          outcome.kind === 'sent' || outcome.kind === 'dropped' ? [] : [{ outcome, bug }],
        ),
        serverFault: fault !== undefined,
        slow: slow.size,
      };
    },

    /** Makes the waiting mails of a tenant due, whatever their next try was planned for. */
    hurry: (tenant: string): Promise<void> => queue.hurry(tenant),

    /** Waits for the answers that runs did not wait for: a quarter of an hour at the longest. */
    async settled(): Promise<void> {
      while (slow.size > 0) await Promise.all(slow);
    },

    /** Ends the connections. A mail that its server has not answered for is sent again when its hold ends. */
    close(): void {
      closed = true;
      carrier.close();
    },
  };

  /** A mail that was sent, but not noted, would be sent once more. */
  async function noteSoon(notes: ReturnType<typeof createNotes>): Promise<void> {
    for (let tries = 1; !closed; tries += 1) {
      const noted = await notes.flushed().then(
        () => true,
        (error: unknown) => {
          if (tries === triesToNote) throw error;
          return false;
        },
      );
      if (noted) return;
      await pause(mailLease / triesToNote);
    }
  }

  async function send(
    mail: OutboxDocument,
    known: Known,
    hold: () => Promise<void>,
  ): Promise<Delivery & { bug?: unknown }> {
    let parcel;
    try {
      parcel = parcelOf(mail, known);
    } catch (bug) {
      // A mail that we cannot write must not hold up those behind it.
      return { outcome: { kind: 'later', reason: 'unwritable' }, serverFault: false, bug };
    }
    if (parcel === 'unreadable') return { outcome: { kind: 'refused', reason: 'pin-unreadable' }, serverFault: false };
    if (parcel === 'outdated') return { outcome: { kind: 'dropped' }, serverFault: false };
    let delivery;
    try {
      delivery = await carrier.carry(parcel, hold);
    } catch (error) {
      // The database did not let us hold it, so nothing was sent.
      return { outcome: { kind: 'untried' }, serverFault: false, bug: error instanceof NotOurs ? undefined : error };
    }
    if (delivery.outcome.kind === 'sent') faultPoints('mailed');
    return delivery;
  }
}

/** Whether a piece of work ends within a time. Milliseconds. */
async function isIn(work: Promise<void>, time: number): Promise<boolean> {
  const ending = new AbortController();
  const late = pause(time, false, { signal: ending.signal }).catch(() => false);
  return Promise.race([work.then(() => true), late]).finally(() => ending.abort());
}

export type MailSending = ReturnType<typeof createMailSending>;

import { setTimeout as pause } from 'node:timers/promises';
import type { BulkJob } from '../../services/bulk/job';
import { carriesPin, type OutboxDocument } from '../../services/mail/outbox-document';
import { mailLine, whyNotDelivered } from '../../words/mails';
import { day } from '../terminal/dates';
import { printable } from '../terminal/printable';
import { exitCodes, type Fault, faultLine } from '../terminal/refusal';
import type { Session } from './session';
import { aborted } from '../terminal/stopping';

/**
 * How long the result waits for the mails. Then it is shown with what is known, because a new PIN may stand in it that
 * nobody has seen yet. Milliseconds.
 */
const shownAfter = 15_000;
/** How long nothing may happen before the mails are left to the queue. Milliseconds. */
const patience = 30_000;
/** How often to look whether somebody else has sent a mail. Milliseconds. */
const interval = 200;
/** Said when nobody can tell what became of the mails. */
const mailsWait = 'Emails could not be sent from here. They wait in the queue: "mail list" says what becomes of them.';

/**
 * Sends the mails that changes owe, from here or by the bot, and finds out what becomes of them. The changes are
 * already made, so a failure here is only told.
 * @param offers the ids of the accepted offers
 */
export function startDelivery(session: Session, offers: readonly string[], stopping: AbortSignal) {
  const { services, actor, say } = session;
  const { mailSending, mailPresence, outbox } = services;
  const mails = (): Promise<OutboxDocument[]> => outbox.ofOffers(offers);
  let failed = false;
  const underWay = async (): Promise<number> => (await mails()).filter(isUnderWay).length;
  const sending = sendUntil(session, underWay, stopping).catch(() => void (failed = true));

  return {
    /** What is known of the mails: at once if they are sent, else after a while. */
    async soon(): Promise<OutboxDocument[]> {
      const ending = new AbortController();
      await Promise.race([sending, pause(shownAfter, undefined, { signal: ending.signal }).catch(() => undefined)]);
      ending.abort();
      return failed ? [] : mails().catch(() => []);
    },

    /**
     * Waits until every mail is sent or has failed, and says what became of each.
     * @returns the exit code
     */
    async end(): Promise<number> {
      const waiting = setTimeout(
        () =>
          say('The mail server has not answered yet. It may take 15 minutes; Ctrl-C leaves the email to the queue.'),
        1_000,
      );
      await sending;
      clearTimeout(waiting);
      try {
        if (failed) throw new Error('not sent');
        const there = mailSending !== undefined || (await mailPresence.isSomebodyThere());
        const all = await mails();
        // So that a reset whose PIN nobody has can be made again, whatever the limits say.
        while (all.some(({ state }) => state === 'dead') && (await services.failedMails.tellNext()));
        for (const mail of all) {
          const { what, to, state } = mailLine(mail, { day, role: actor.role, sending: there });
          const undelivered = faultFor(mail, { there, session });
          say(undelivered ? faultLine(undelivered) : printable(`Email: ${what}. ${to}. ${state.replace(/\.$/, '')}.`));
        }
        return all.every(isDelivered) ? exitCodes.done : exitCodes.notKnown;
      } catch {
        say(mailsWait);
        return exitCodes.notKnown;
      }
    },
  };
}

/**
 * Sends what is due, or lets a bot do so, until nothing is under way any more, nobody can send it, or nothing has
 * happened for a while.
 * @param underWay counts the mails that are waited for
 */
async function sendUntil(
  { services: { mailSending, mailPresence } }: Session,
  underWay: () => Promise<number>,
  stopping: AbortSignal,
): Promise<void> {
  let left = await underWay();
  for (let deadline = Date.now() + patience; left > 0 && !stopping.aborted;) {
    const run = await mailSending?.sendDue(() => !stopping.aborted);
    if (run?.slow) {
      // The server is thinking about one of them. That may take a quarter of an hour.
      await Promise.race([mailSending!.settled(), aborted(stopping)]);
      deadline = Date.now() + patience;
    } else if (run?.serverFault) return;
    else if (!run && !(await mailPresence.isSomebodyThere())) return;
    else if (Date.now() > deadline) return;
    else await pause(run?.taken ? 0 : interval);
    const now = await underWay();
    if (now < left) deadline = Date.now() + patience;
    left = now;
  }
}

/** Sends the mails of a bulk job. The changes are already made, so a failure here is only told. */
export async function deliverJob(
  session: Session,
  { _id, total }: Pick<BulkJob, '_id' | 'total'>,
  { stopping, progress }: { stopping: AbortSignal; progress?: (text: string) => void },
): Promise<void> {
  const { outbox } = session.services;
  try {
    await sendUntil(
      session,
      async () => {
        const [left, { sent }] = await Promise.all([outbox.countUntried(_id), outbox.countsOfJob(_id)]);
        progress?.(`Sent: ${sent} of ${total} emails`);
        return left;
      },
      stopping,
    );
  } catch {
    session.say(mailsWait);
  }
  progress?.('');
}

/** Nothing has come of it yet: neither sent nor failed. */
const isUnderWay = ({ state, failure, lease, queuedAt }: OutboxDocument): boolean =>
  state === 'queued' && (failure === undefined || failure.at < queuedAt || lease !== undefined);

/** Sent; or something newer has replaced it, so that nobody misses it. */
const isDelivered = ({ state }: Pick<OutboxDocument, 'state'>): boolean => state === 'sent' || state === 'dropped';

function faultFor(mail: OutboxDocument, { there, session }: { there: boolean; session: Session }): Fault | undefined {
  if (isDelivered(mail)) return undefined;
  const { role } = session.actor;
  const why = mail.failure ? `: ${whyNotDelivered(mail, role)}` : '';
  return {
    code: mail.state === 'dead' ? 'mail-not-delivered' : 'mail-waits',
    what:
      mail.state === 'dead'
        ? `the email to ${mail.to} was not delivered${why}`
        : `the email to ${mail.to} is not sent yet${why || (there ? '' : ': nothing sends emails at the moment')}`,
    wayOut: nextStep(mail),
    exit: exitCodes.notKnown,
  };
}

/** What can be done about a mail that did not arrive, or not yet. Empty if it did. */
export function nextStep(mail: OutboxDocument): string {
  const { _id, state, person, dueAt, failure } = mail;
  if (isDelivered(mail)) return '';
  if (state === 'queued') {
    // The server may have it, so that nobody sends it a second time before then: not even "mail send".
    if (failure?.reason === 'unconfirmed' && dueAt > new Date())
      return `Nobody tries before ${day(dueAt)}; then a bot that runs does, or, with SMTP_URL, mail send.`;
    const again = failure ? `The next try is at ${day(dueAt)}, by a bot that runs` : 'A bot that runs sends it';
    return `${again}; or now, with SMTP_URL: mail send.`;
  }
  if (!carriesPin(mail)) return `Send it again: mail resend ${_id}.`;
  return (
    'The PIN in it is gone, and the one before no longer works. Reset it again, to an address that works: ' +
    `user set ${person} --reset-leader-pin --send-email-to-address <address>. Or the owner types "reset my pin" to the bot.`
  );
}

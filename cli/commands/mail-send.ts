import type { Command } from 'commander';
import type { OutboxDocument } from '../../services/mail/outbox-document';
import type { Run } from '../../services/mail/sending/sending';
import type { Role } from '../../services/people/person';
import { counted } from '../../words/counted';
import { mailRow } from '../session/mail-row';
import { nextStep } from '../session/mails';
import { runSession, type Session } from '../session/session';
import { exitCodes, faultLine, Refusal } from '../terminal/refusal';
import { mailsSent } from '../terminal/results/mails';
import { aborted, untilStopped } from '../terminal/stopping';
import { changingLeaf, type CommonOptions, type Shell } from './command';
import { failures, whyNotDelivered } from '../../words/mails';

/** So many mails that did not leave are named in the result. */
const mostNamed = 1_000;

const help = [
  'send the emails that wait now, as the bot would',
  '',
  'For a time in which no bot runs, and for emails whose next try is later. Emails that the server has, and has not ' +
    'answered for, are not sent a second time. Ctrl-C ends it; what was not sent waits.',
].join('\n');

/** `mail send` */
export function addMailSend(mail: Command, { streams, end }: Shell): void {
  changingLeaf(mail, 'send', { help, examples: ['mail send --what-if', 'mail send'], result: mailsSent }).action(
    async (options: CommonOptions) =>
      end(
        await runSession(streams, options, { action: 'failed-mails' }, async (session) => {
          const { services, tenant } = session;
          if (!services.mailSending) throw noServer();
          const waiting = await services.outbox.countWaiting(tenant);
          const would = [`Send ${counted(waiting, 'email')} now.`];
          if (session.whatIf) {
            session.show(
              { whatIf: true, would, sent: 0, failed: 0, waiting },
              { as: mailsSent, table: { whatIf: true, would } },
            );
            return exitCodes.done;
          }
          await session.goAhead(waiting === 0 ? [] : would);
          const since = await services.now();
          const fault = await untilStopped((stopping) => sendAll(session, stopping, streams.progress));
          streams.progress?.('');
          await session.looked('send-mails');
          return result(session, since, fault);
        }),
      ),
  );
}

/** @returns how the last try failed, if the server takes no mails */
async function sendAll(
  { services, tenant, say }: Session,
  stopping: AbortSignal,
  progress?: (text: string) => void,
): Promise<Run['failed'][number]['outcome'] | undefined> {
  const sending = services.mailSending!;
  // Those about another default number may not be in the queue yet.
  await services.numberMailings.write(() => !stopping.aborted);
  await sending.hurry(tenant);
  for (let sent = 0; !stopping.aborted;) {
    const run = await sending.sendDue(() => !stopping.aborted);
    sent += run.sent;
    progress?.(`Sent: ${counted(sent, 'email')}`);
    if (run.serverFault) return run.failed.at(-1)?.outcome ?? { kind: 'untried', reason: 'unconfirmed' };
    if (run.taken > 0) continue;
    if (run.slow === 0) return undefined;
    say('The mail server has not answered for some emails yet. It may take 15 minutes.');
    await Promise.race([sending.settled(), aborted(stopping)]);
  }
  return undefined;
}

async function result(
  { services, tenant, actor, show, say }: Session,
  since: Date,
  fault: Awaited<ReturnType<typeof sendAll>>,
): Promise<number> {
  const { sent, failed } = await services.outbox.countEnded(tenant, { since });
  const waiting = await services.outbox.countWaiting(tenant);
  const left = await services.outbox.undelivered(tenant, since, mostNamed);
  const sending = await services.mailPresence.isSomebodyThere();
  const mails = left.map((mail) => mailRow(mail, { role: actor.role, sending }));
  const counts = { sent, failed, waiting };
  show(
    { ...counts, mails },
    {
      as: mailsSent,
      table: { ...counts, notDelivered: left.map((mail) => notDelivered(mail, actor.role)) },
    },
  );
  if (fault?.reason)
    say(
      faultLine({
        code: 'mail-server',
        what: failures[fault.reason],
        wayOut: 'What was not sent waits in the queue.',
        exit: exitCodes.notKnown,
      }),
    );
  return failed + waiting === 0 ? exitCodes.done : exitCodes.notKnown;
}

const notDelivered = (mail: OutboxDocument, role: Role): string =>
  `${mail.to}: ${whyNotDelivered(mail, role) || 'not tried yet'}. ${nextStep(mail)}`;

const noServer = (): Refusal =>
  new Refusal({
    code: 'mail-server-missing',
    what: 'there is no mail server here',
    wayOut: 'Set SMTP_URL and MAIL_FROM to what the bot has. Nothing was sent.',
    exit: exitCodes.refused,
  });

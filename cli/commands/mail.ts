import type { Command } from 'commander';
import type { OutboxDocument } from '../../services/mail/outbox-document';
import type { Role } from '../../services/people/person';
import { mailLine } from '../../words/mails';
import { day } from '../terminal/dates';
import { mailRow } from '../session/mail-row';
import { runSession } from '../session/session';
import type { Row } from '../terminal/output';
import { listOf } from '../terminal/results/kinds';
import { mailResult } from '../terminal/results/mails';
import { type CommonOptions, listLeaf, type Shell } from './command';
import { addMailResend } from './mail-resend';
import { addMailSend } from './mail-send';

interface Options extends CommonOptions {
  person?: string;
  failed?: boolean;
}

const result = listOf(mailResult);
const inTable = 20;

/** `mail list`, `resend` and `send` */
export function addMail(program: Command, { streams, end }: Shell): void {
  const mail = program.command('mail').description('the emails that changes owed');
  listLeaf(mail, 'list', {
    help: 'what became of the emails, the newest first',
    examples: [
      'mail list',
      'mail list --person alice.smith@contoso.example',
      'mail list --failed --most 50',
      `mail list --query "[?state=='failed'].[id, to, reason]" --output text`,
    ],
    ...{ result, noun: 'mails', inTable },
  })
    .option('--person <identity>', 'the emails to this person alone')
    .option('--failed', 'only those that were given up')
    .action(async (options: Options) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'failed-mails', named: options.person !== undefined },
          async ({ services: { outbox, mailPresence }, tenant, actor, find, list, looked }) => {
            const person = options.person === undefined ? undefined : await find(options.person, 'mail-status');
            const which = { tenant, person: person?.id, failed: options.failed ?? false };
            await looked(person ? 'mail-status' : 'list-mails', person);
            await list({
              ...{ as: result, inTable, noun: 'mails' },
              batches: rowsOf(outbox.newestFirst(which), {
                role: actor.role,
                sending: await mailPresence.isSomebodyThere(),
              }),
              total: () => outbox.count(which),
            });
          },
        ),
      ),
    );
  addMailResend(mail, { streams, end });
  addMailSend(mail, { streams, end });
}

async function* rowsOf(batches: AsyncIterable<OutboxDocument[]>, about: { role: Role; sending: boolean }) {
  for await (const mails of batches)
    yield mails.map((mail) => ({ data: mailRow(mail, about), table: inTableOf(mail, about) }));
}

function inTableOf(mail: OutboxDocument, about: { role: Role; sending: boolean }): Row {
  const { what, state } = mailLine(mail, { day, ...about });
  return { id: mail._id, what, to: mail.to, state };
}

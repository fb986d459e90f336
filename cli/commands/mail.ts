import type { Command } from 'commander';
import { mailLine } from '../../words/mails';
import { day } from '../session/changes';
import { runSession } from '../session/session';
import { type CommonOptions, countOf, leaf, type Shell } from './command';
import { addMailResend } from './mail-resend';

interface Options extends CommonOptions {
  person?: string;
  failed?: boolean;
  most?: string;
}

/** `mail list` and `resend` */
export function addMail(program: Command, { streams, end }: Shell): void {
  const mail = program.command('mail').description('the mails that changes owed');
  leaf(mail, 'list', {
    help: 'what became of the mails, the newest first',
    examples: ['mail list', 'mail list --person alice.smith@contoso.example', 'mail list --failed --most 50'],
  })
    .option('--person <identity>', 'the mails to this person alone')
    .option('--failed', 'only those that were given up')
    .option('--most <n>', 'so many mails, 20 without it')
    .action(async (options: Options) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'failed-mails', named: options.person !== undefined },
          async ({ services, tenant, actor, find, show, looked }) => {
            const most = countOf(options.most, { name: '--most', otherwise: 20, most: 1_000 });
            const person = options.person === undefined ? undefined : await find(options.person, 'mail-status');
            const mails = await services.outbox.list(
              { tenant, person: person?.id, failed: options.failed ?? false },
              most,
            );
            await looked(person ? 'mail-status' : 'list-mails', person);
            show(
              mails.map((one) => {
                const { what, state } = mailLine(one, { day, role: actor.role });
                return { id: one._id, what, to: one.to, state };
              }),
            );
          },
        ),
      ),
    );
  addMailResend(mail, { streams, end });
}

import type { Command } from 'commander';
import type { Click } from '../../services/offers/offers';
import { permit } from '../../services/people/rights';
import { makeChanges, personRow } from '../session/changes';
import { exitCodes, Refusal } from '../terminal/refusal';
import { personChanged } from '../terminal/results/changes';
import { runSession } from '../session/session';
import { changingLeaf, type CommonOptions, type Shell } from './command';

const help = [
  'send an email again that was given up, with the conference ID and the numbers of now',
  '',
  'Its id stands in "mail list". An email with a PIN cannot be sent again, because that PIN was deleted: reset the PIN.',
].join('\n');

/** `mail resend` */
export function addMailResend(mail: Command, { streams, end }: Shell): void {
  changingLeaf(mail, 'resend <id>', {
    help,
    examples: ['mail resend 0123456789abcdef0123456789abcdef --what-if'],
    result: personChanged,
  }).action(async (id: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'resend-mail', named: true }, async (session) => {
        const { services, tenant, actor } = session;
        // Before anything is looked up: people who may not resend learn nothing about the mails.
        permit(actor, 'others', 'resend-mail');
        const found = await services.outbox.byId(tenant, id);
        if (!found)
          throw new Refusal({
            code: 'mail-unknown',
            what: 'there is no email of that id',
            wayOut: 'The ids stand in "mail list".',
            exit: exitCodes.notFound,
          });
        const target = await session.find(found.person, 'resend-mail');
        const { address } = await services.conferencing.failedMail(target, id, { own: target.id === actor.id });
        const step = {
          ...{ kind: 'resend-mail' as const, target, input: { mail: id } },
          will: `Send the email again to ${address}.`,
          run: async (click: Click) => {
            await services.conferencing.resendMail(click);
            return {};
          },
        };
        return makeChanges(session, [step], personRow(target), personChanged);
      }),
    ),
  );
}

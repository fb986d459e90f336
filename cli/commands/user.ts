import type { Command } from 'commander';
import { mailOutcomeWords, makeChanges, noMailWords, personRow } from '../session/changes';
import { runSession } from '../session/session';
import { personChanged } from '../terminal/results/changes';
import { changingLeaf, type CommonOptions, type Shell } from './command';
import { type MailOptions, noMailOf, withNoMail } from './mail-options';
import { addUserGet } from './user-get';
import { addUserList } from './user-list';
import { addUserSet } from './user-set';
import { addUserUnlock } from './user-unlock';
import { shownPerson } from '../../words/people';

/** `user get`, `list`, `set`, `unlock`, `enable` and `disable` */
export function addUser(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const user = program.command('user').description('people and their conferencing');

  addUserGet(user, shell);
  addUserList(user, shell);
  addUserSet(user, shell);
  addUserUnlock(user, shell);

  const enabling = {
    help: 'Audio Conferencing on: a new conference ID and a new PIN, which go out by email',
    examples: [
      'user enable alice.smith@contoso.example --what-if',
      'user enable alice.smith@contoso.example --no-send-email --what-if',
      'user enable alice.smith@contoso.example',
    ],
    result: personChanged,
  };
  withNoMail(changingLeaf(user, 'enable <identity>', enabling)).action(
    async (identity: string, options: CommonOptions & MailOptions) =>
      end(
        await runSession(streams, options, { action: 'enable', named: true }, async (session) => {
          const { conferencing } = session.services;
          const target = await session.find(identity, 'enable');
          const input = noMailOf(options);
          const own = target.id === session.actor.id;
          const mailOutcome = await conferencing.beforeEnabling(target, { actor: session.actor, own, ...input });
          const will = `Enable ${shownPerson(target)} for Audio Conferencing. ${mailOutcomeWords(mailOutcome)}.`;
          const step = {
            ...{ kind: 'enable' as const, target, input, will },
            run: async (click: Parameters<typeof conferencing.enable>[0]) => {
              const { info, mail } = await conferencing.enable(click);
              const seen = mail.kind === 'queued' && !mail.withheld;
              return {
                conferenceId: info.conferenceId,
                serviceNumber: info.tollNumber || null,
                pin: '*****',
                noMail: noMailWords(mail),
                ...(seen ? {} : { note: 'Nobody has seen the PIN. Reset it to get one.' }),
              };
            },
          };
          return makeChanges(session, [step], personRow(target), personChanged);
        }),
      ),
  );

  const disabling = {
    help: 'Audio Conferencing off: conference ID and PIN stop working at once',
    examples: [
      'user disable alice.smith@contoso.example --what-if',
      'user disable alice.smith@contoso.example --no-send-email --what-if',
      'user disable alice.smith@contoso.example',
    ],
    result: personChanged,
  };
  withNoMail(changingLeaf(user, 'disable <identity>', disabling)).action(
    async (identity: string, options: CommonOptions & MailOptions) =>
      end(
        await runSession(streams, options, { action: 'disable', named: true }, async (session) => {
          const { conferencing } = session.services;
          const target = await session.find(identity, 'disable');
          const input = noMailOf(options);
          const mailOutcome = await conferencing.beforeDisabling(target, {
            own: target.id === session.actor.id,
            ...input,
          });
          const will =
            `Disable Audio Conferencing of ${shownPerson(target)}: the conference ID and the PIN ` +
            `stop working. ${mailOutcomeWords(mailOutcome)}.`;
          const step = {
            ...{ kind: 'disable' as const, target, input, will },
            run: async (click: Parameters<typeof conferencing.disable>[0]) => ({
              noMail: noMailWords((await conferencing.disable(click)).mail),
            }),
          };
          return makeChanges(session, [step], personRow(target), personChanged);
        }),
      ),
  );
}

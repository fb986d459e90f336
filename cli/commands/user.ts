import { type Command, Option } from 'commander';
import { type Role, roles } from '../../services/people/person';
import { mailOutcomeWords, makeChanges, personRow } from '../session/changes';
import { runSession } from '../session/session';
import { changingLeaf, type CommonOptions, countOf, leaf, type Shell } from './command';
import { type MailOptions, noMailOf, withNoMail } from './mail-options';
import { personShown } from './user-get';
import { addUserSet } from './user-set';
import { shownPerson } from '../../words/people';

/** `user get`, `list`, `set`, `enable` and `disable` */
export function addUser(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const user = program.command('user').description('people and their conferencing');

  leaf(user, 'get <identity>', {
    help: 'everything there is to see of a person, but the PIN',
    examples: ['user get alice.smith@contoso.example', 'user get "Zoë O\'Brien-Łukasz" --output json'],
  }).action(async (identity: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'show-person', named: true }, async (session) => {
        const target = await session.find(identity, 'show-person');
        const row = await personShown(session, target);
        await session.looked('show-person', target);
        session.show(row);
      }),
    ),
  );

  leaf(user, 'list', { help: 'people by name', examples: ['user list', 'user list --role admin --most 10'] })
    .addOption(new Option('--role <role>', 'only people of this role').choices(roles))
    .option('--most <n>', 'so many people, 100 without it')
    .action(async (options: CommonOptions & { role?: Role; most?: string }) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'show-person', others: true },
          async ({ services, tenant, show, looked }) => {
            const most = countOf(options.most, { name: '--most', otherwise: 100, most: 100_000 });
            const people = await services.directory.list(tenant, { role: options.role }, most);
            const ids = await services.conferencing.conferenceIdsOf(people);
            await looked('list-people');
            show(
              people.map((person) => ({
                ...personRow(person),
                role: person.role,
                account: person.kind === 'member' ? (person.accountEnabled ? 'enabled' : 'disabled') : person.kind,
                licensed: person.licensed,
                conferenceId: ids.get(person.id) ?? '',
              })),
            );
          },
        ),
      ),
    );

  addUserSet(user, shell);

  const enabling = {
    help: 'Audio Conferencing on: a new conference ID and a new PIN, which go out by mail',
    examples: [
      'user enable alice.smith@contoso.example --what-if',
      'user enable alice.smith@contoso.example --no-send-email --what-if',
      'user enable alice.smith@contoso.example',
    ],
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
                number: info.tollNumber,
                pin: '*****',
                mail: mailOutcomeWords(mail),
                ...(seen ? {} : { note: 'Nobody has seen the PIN. Reset it to get one.' }),
              };
            },
          };
          return makeChanges(session, [step], personRow(target));
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
              mail: mailOutcomeWords((await conferencing.disable(click)).mail),
            }),
          };
          return makeChanges(session, [step], personRow(target));
        }),
      ),
  );
}

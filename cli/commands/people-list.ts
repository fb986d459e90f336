import { type Command, Option } from 'commander';
import { type Role, roles } from '../../services/people/person';
import { personRow } from '../session/changes';
import { runSession } from '../session/session';
import { type CommonOptions, countOf, leaf, type Shell } from './command';

/** `people list` */
export function addPeopleList(people: Command, { streams, end }: Shell): void {
  leaf(people, 'list', {
    help: 'the directory by name: members, guests and rooms',
    examples: ['people list', 'people list --kind guest --output csv', 'people list --disabled'],
  })
    .addOption(new Option('--role <role>', 'only people of this role').choices(roles))
    .addOption(new Option('--kind <kind>', 'only these').choices(['member', 'guest', 'resource']))
    .option('--disabled', 'only those whose account is disabled')
    .option('--most <n>', 'so many people, 100 without it')
    .action(
      async (
        options: CommonOptions & {
          role?: Role;
          kind?: 'member' | 'guest' | 'resource';
          disabled?: boolean;
          most?: string;
        },
      ) =>
        end(
          await runSession(streams, options, { action: 'list-people' }, async ({ services, tenant, show, looked }) => {
            const most = countOf(options.most, { name: '--most', otherwise: 100, most: 100_000 });
            const found = await services.directory.list(
              tenant,
              { role: options.role, kind: options.kind, accountEnabled: options.disabled ? false : undefined },
              most,
            );
            await looked('list-people');
            show(
              found.map((person) => ({
                ...personRow(person),
                id: person.id,
                mail: person.mail ?? '',
                aliases: person.aliases,
                kind: person.kind,
                role: person.role,
                accountEnabled: person.accountEnabled,
                licensed: person.licensed,
                protected: person.protected === true,
                language: person.language ?? '',
              })),
            );
          }),
        ),
    );
}

import { type Command, Option } from 'commander';
import type { Person, Role } from '../../services/people/person';
import { roles } from '../../services/people/person';
import { runSession, type Session } from '../session/session';
import { list } from '../terminal/results/kinds';
import { userRow } from '../terminal/results/people';
import { type CommonOptions, listLeaf, type Shell } from './command';
import { userData, userInTable } from './user-row';

const result = list(userRow, '');
const inTable = 100;

/** `user list` */
export function addUserList(user: Command, { streams, end }: Shell): void {
  listLeaf(user, 'list', {
    help: 'people by name, and what they have',
    examples: [
      'user list',
      'user list --role admin --most 10',
      `user list --query "[?enabled && serviceNumber=='+15550100200'].[upn, conferenceId]" --output text`,
    ],
    ...{ result, noun: 'people', inTable },
  })
    .addOption(new Option('--role <role>', 'only people of this role').choices(roles))
    .action(async (options: CommonOptions & { role?: Role }) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'show-person', others: true },
          async ({ services, tenant, list, looked }) => {
            const which = { role: options.role };
            await looked('list-people');
            await list({
              ...{ as: result, inTable, noun: 'people' },
              batches: rowsOf(services, tenant, services.directory.byName(tenant, which)),
              total: () => services.directory.count(tenant, which),
            });
          },
        ),
      ),
    );
}

async function* rowsOf({ personView }: Session['services'], tenant: string, batches: AsyncIterable<Person[]>) {
  for await (const people of batches) {
    const standings = await personView.standings(tenant, people);
    yield people.map((person) => {
      const data = userData(person, standings.get(person.id)!);
      return { data, table: userInTable(data) };
    });
  }
}

import { type Command, Option } from 'commander';
import { inBatches } from '../../services/base/batches';
import { type Person, type Role, roles } from '../../services/people/person';
import { runSession, type Session } from '../session/session';
import { listOf } from '../terminal/results/kinds';
import { userRow } from '../terminal/results/people';
import { type CommonOptions, listLeaf, type Shell } from './command';
import { userData, userInTable } from './user-row';

const result = listOf(userRow);
const inTable = 100;
const atATime = 500;

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
            const people = await services.directory.byName(tenant, which);
            await list({
              ...{ as: result, inTable, noun: 'people' },
              batches: rowsOf(services, tenant, people),
              total: () => Promise.resolve(people.length),
            });
          },
        ),
      ),
    );
}

async function* rowsOf({ personView }: Session['services'], tenant: string, people: readonly Person[]) {
  for await (const batch of inBatches(people, atATime)) {
    const standings = await personView.standings(tenant, batch);
    yield batch.map((person) => {
      const data = userData(person, standings.get(person.id)!);
      return { data, table: userInTable(data) };
    });
  }
}

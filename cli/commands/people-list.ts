import { type Command, Option } from 'commander';
import { inBatches } from '../../services/base/batches';
import { type Person, type Role, roles } from '../../services/people/person';
import { runSession } from '../session/session';
import { listOf } from '../terminal/results/kinds';
import { type PersonRow, personRowResult } from '../terminal/results/people';
import { type CommonOptions, listLeaf, type Shell } from './command';

interface Options extends CommonOptions {
  role?: Role;
  kind?: Person['kind'];
  disabled?: boolean;
}

const result = listOf(personRowResult);
const inTable = 100;
const atATime = 500;

/** `people list` */
export function addPeopleList(people: Command, { streams, end }: Shell): void {
  listLeaf(people, 'list', {
    help: 'the directory by name: members, guests and rooms',
    examples: ['people list', 'people list --kind guest --output csv', 'people list --disabled'],
    ...{ result, noun: 'people', inTable },
  })
    .addOption(new Option('--role <role>', 'only people of this role').choices(roles))
    .addOption(new Option('--kind <kind>', 'only these').choices(['member', 'guest', 'resource']))
    .option('--disabled', 'only those whose account is disabled')
    .action(async (options: Options) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'list-people' },
          async ({ services: { directory }, tenant, list, looked }) => {
            const which = {
              ...{ role: options.role, kind: options.kind },
              accountEnabled: options.disabled ? false : undefined,
            };
            await looked('list-people');
            const people = await directory.byName(tenant, which);
            await list({
              ...{ as: result, inTable, noun: 'people' },
              batches: rowsOf(people),
              total: () => Promise.resolve(people.length),
            });
          },
        ),
      ),
    );
}

async function* rowsOf(people: readonly Person[]) {
  for await (const batch of inBatches(people, atATime)) yield batch.map((person) => ({ data: dataOf(person) }));
}

const dataOf = (person: Person): PersonRow => ({
  ...{ name: person.name, upn: person.upn, id: person.id, mail: person.mail ?? null, kind: person.kind },
  ...{ accountEnabled: person.accountEnabled, licensed: person.licensed, role: person.role },
  ...{ protected: person.protected === true, givenName: person.givenName, surname: person.surname },
  ...{ aliases: person.aliases, language: person.language ?? null },
});

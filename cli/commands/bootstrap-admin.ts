import type { Command } from 'commander';
import { readCommandLineConfig } from '../../setup/config';
import type { FirstAdmin, NoFirstAdmin } from '../../services/people/bootstrap';
import { isObjectId, isUpn, type Person } from '../../services/people/person';
import { parseAddress } from '../../services/base/mail-address';
import { personRow } from '../session/changes';
import { goAhead } from '../session/confirming';
import { withServices } from '../session/opening';
import { type Fault, exitCodes, Refusal, usageError } from '../terminal/refusal';
import type { Row } from '../terminal/output';
import { firstAdminResult } from '../terminal/results/installation';
import { changingLeaf, type CommonOptions, type Shell } from './command';
import { runWithoutRole } from '../session/without-role';
import { shownPerson } from '../../words/people';

interface BootstrapOptions extends CommonOptions {
  upn?: string;
  name?: string;
  mail?: string;
}

const help = [
  'makes the first administrator of an installation that has none',
  '',
  'The object id is that of the person in Microsoft Entra. Where the directory does not know it yet, --upn and ' +
    '--name say who that is.',
  'It takes no role: whoever has the database and the keys could write there anyway. It stands in the trail. With ' +
    'an empty directory set MicrosoftAppTenantId.',
].join('\n');

const faults: Record<NoFirstAdmin, Pick<Fault, 'what' | 'wayOut'>> = {
  'admin-exists': {
    what: 'there is an administrator already',
    wayOut: 'An administrator can make another one: role set <identity> admin. Nothing was changed.',
  },
  'not-a-member': {
    what: 'this is a guest or a room',
    wayOut: 'Name a member of the organization. Nothing was changed.',
  },
  'disabled': {
    what: 'the account of this person is disabled',
    wayOut: 'Name somebody who can sign in. Nothing was changed.',
  },
  'name-missing': {
    what: 'the directory does not know this object id',
    wayOut: 'Say who it is with --upn and --name. Nothing was changed.',
  },
  'upn-taken': {
    what: 'somebody else in the directory has this user principal name',
    wayOut: 'Check the object id. Nothing was changed.',
  },
};

/** `bootstrap-admin` */
export function addBootstrapAdmin(program: Command, { streams, end }: Shell): void {
  changingLeaf(program, 'bootstrap-admin <object-id>', {
    help,
    examples: [
      'bootstrap-admin 00000000-0000-4000-8000-0000000000aa --upn megan.bowen@contoso.example --name "Megan ' +
        'Bowen" --what-if',
    ],
    result: firstAdminResult,
  })
    .option('--upn <upn>', 'the user principal name of a person whom the directory does not know')
    .option('--name <name>', 'the name of that person')
    .option('--mail <address>', 'the email address of that person')
    .action(async (id: string, options: BootstrapOptions) => {
      end(
        await runWithoutRole(streams, options, () => {
          const wanted = wantedFrom(id, options);
          return withServices(readCommandLineConfig(), async ({ services: { bootstrap }, tenant }) => {
            const found = possible(await bootstrap.look({ tenant, ...wanted }));
            const would = [`Make ${shownPerson(found)} the first administrator.`];
            const shown = (row: Row) => ({ shown: row, how: { as: firstAdminResult, table: row } });
            if (options.whatIf) return shown({ ...personRow(found), whatIf: true, would });
            await goAhead(streams, options, would);
            const made = possible(await bootstrap.make({ tenant, ...wanted }));
            return shown({ ...personRow(made), role: made.role });
          });
        }),
      );
    });
}

/** @throws Refusal that says why nobody becomes administrator */
function possible(person: Person | NoFirstAdmin): Person {
  if (typeof person === 'string') throw new Refusal({ code: person, ...faults[person], exit: exitCodes.refused });
  return person;
}

/** @throws Refusal when an argument is not valid */
function wantedFrom(id: string, { upn, name, mail }: BootstrapOptions): Omit<FirstAdmin, 'tenant'> {
  if (!isObjectId(id))
    throw usageError(
      'that is no object id',
      'It looks like 00000000-0000-4000-8000-0000000000aa and stands on the page of the person in Microsoft Entra.',
    );
  if (upn !== undefined && !isUpn(upn))
    throw usageError('--upn takes a user principal name such as alice@contoso.example');
  if (name !== undefined && (/\p{C}/u.test(name) || name.trim() === '' || name.length > 256))
    throw usageError('--name takes a name of at most 256 characters');
  return { id, upn, name, mail: mail === undefined ? undefined : parseAddress(mail) };
}

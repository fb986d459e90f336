import type { Command } from 'commander';
import { readCommandLineConfig } from '../../bot/config';
import type { FirstAdmin, NoFirstAdmin } from '../../services/bootstrap';
import type { Person } from '../../services/directory';
import { parseAddress } from '../../services/mail/address';
import { goAhead } from '../confirming';
import { withServices } from '../opening';
import { type Format, textOf } from '../output';
import { type Fault, exitCodes, Refusal, usageError } from '../refusal';
import { failed } from '../session';
import { changingLeaf, type Shell } from './command';

interface BootstrapOptions {
  upn?: string;
  name?: string;
  mail?: string;
  whatIf?: boolean;
  confirm?: boolean;
  output?: Format;
  verbose?: boolean;
}

const help = [
  'makes the first administrator of an installation that has none',
  '',
  'The object id is that of the person in Microsoft Entra. Where the directory does not know it yet, --upn and --name say who that is.',
  'It takes no role: whoever has the database and the keys could write there anyway. It stands in the trail. With an empty directory set MicrosoftAppTenantId.',
].join('\n');

const faults: Record<NoFirstAdmin, Pick<Fault, 'what' | 'wayOut'>> = {
  'admin-exists': { what: 'there is an administrator already', wayOut: 'An administrator can make another one, in the chat: make alice admin. Nothing was changed.' },
  'not-a-member': { what: 'this is a guest or a room', wayOut: 'Name a member of the organization. Nothing was changed.' },
  'disabled': { what: 'the account of this person is disabled', wayOut: 'Name somebody who can sign in. Nothing was changed.' },
  'name-missing': { what: 'the directory does not know this object id', wayOut: 'Say who it is with --upn and --name. Nothing was changed.' },
  'upn-taken': { what: 'somebody else in the directory has this user principal name', wayOut: 'Check the object id. Nothing was changed.' },
};

/** `bootstrap-admin` */
export function addBootstrapAdmin(program: Command, { streams, end }: Shell): void {
  changingLeaf(program, 'bootstrap-admin <object-id>', { help, examples: ['bootstrap-admin 00000000-0000-4000-8000-0000000000aa --upn megan.bowen@contoso.example --name "Megan Bowen" --what-if'] })
    .option('--upn <upn>', 'the user principal name of a person whom the directory does not know')
    .option('--name <name>', 'the name of that person')
    .option('--mail <address>', 'the mail address of that person')
    .action(async (id: string, options: BootstrapOptions) => {
      try {
        const wanted = wantedFrom(id, options);
        await withServices(readCommandLineConfig(), async ({ services: { bootstrap }, tenant }) => {
          const found = possible(await bootstrap.look({ tenant, ...wanted }));
          const would = [`Make ${found.name} (${found.upn}) the first administrator.`];
          if (!options.whatIf) await goAhead(streams, options, would);
          const { name, upn, role } = options.whatIf ? found : possible(await bootstrap.make({ tenant, ...wanted }));
          const shown = options.whatIf ? { name, upn, whatIf: true, would } : { name, upn, role };
          await streams.out(textOf(shown, options.output ?? (streams.terminal ? 'table' : 'json')));
        });
        end(exitCodes.done);
      } catch (error) {
        end(failed(streams, options, error));
      }
    });
}

/** @throws Refusal that says why nobody becomes one */
function possible(person: Person | NoFirstAdmin): Person {
  if (typeof person === 'string') throw new Refusal({ code: person, ...faults[person], exit: exitCodes.refused });
  return person;
}

/** @throws Refusal where something is not what it should be */
function wantedFrom(id: string, { upn, name, mail }: BootstrapOptions): Omit<FirstAdmin, 'tenant'> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) throw usageError('that is no object id', 'It looks like 00000000-0000-4000-8000-0000000000aa and stands on the page of the person in Microsoft Entra.');
  if (upn !== undefined && !/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(upn)) throw usageError('--upn takes a user principal name such as alice@contoso.example');
  if (name !== undefined && (/\p{C}/u.test(name) || name.trim() === '' || name.length > 256)) throw usageError('--name takes a name of at most 256 characters');
  return { id, upn, name, mail: mail === undefined ? undefined : parseAddress(mail) };
}

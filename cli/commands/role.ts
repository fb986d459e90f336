import type { Command } from 'commander';
import { type Role, roles } from '../../services/people/person';
import type { Click } from '../../services/offers/offers';
import { shownPerson } from '../../words/people';
import { makeChanges, personRow } from '../session/changes';
import { runSession } from '../session/session';
import { usageError } from '../terminal/refusal';
import { accountChanged } from '../terminal/results/changes';
import { changingLeaf, type CommonOptions, type Shell } from './command';

const help = [
  'what somebody may do here: user, helpdesk, admin or auditor',
  '',
  'The role counts from the next command or click on. Making an administrator, and taking that role away, takes a ' +
    'second administrator. Who has a role: user list --role admin.',
].join('\n');

/** `role set` */
export function addRole(program: Command, { streams, end }: Shell): void {
  const role = program.command('role').description('what people may do here');
  changingLeaf(role, 'set <identity> <role>', {
    help,
    examples: [
      'role set alex.wilber@contoso.example helpdesk --what-if',
      'role set alex.wilber@contoso.example user --what-if',
    ],
    result: accountChanged,
  }).action(async (identity: string, typed: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'make-role', named: true }, async (session) => {
        const wanted = roleOf(typed);
        const target = await session.find(identity, 'make-role');
        const shared = personRow(target);
        if (target.role === wanted) return makeChanges(session, [], shared, accountChanged);
        await session.services.roles.beforeChange(target, wanted);
        const step = {
          ...{ kind: 'make-role' as const, target, input: { role: wanted } },
          will: `Change the role of ${shownPerson(target)} from ${target.role} to ${wanted}.`,
          run: async (click: Click) => {
            const { before, role: after } = await session.services.roles.changeRole(click);
            return { changes: [{ name: 'role', before, after }] };
          },
        };
        return makeChanges(session, [step], shared, accountChanged);
      }),
    ),
  );
}

/** @throws Refusal that lists the roles */
function roleOf(typed: string): Role {
  const word = typed.trim().toLowerCase();
  const role = roles.find((one) => one === (word === 'administrator' ? 'admin' : word));
  if (!role) throw usageError('there is no role of that name', `There are: ${roles.join(', ')}.`);
  return role;
}

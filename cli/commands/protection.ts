import type { Command } from 'commander';
import type { Click } from '../../services/offers/offers';
import { shownPerson } from '../../words/people';
import { makeChanges, personRow } from '../session/changes';
import { runSession } from '../session/session';
import { accountChanged } from '../terminal/results/changes';
import { changingLeaf, type CommonOptions, type Shell } from './command';

const about = {
  protect: {
    help: [
      'make every change to somebody take two administrators',
      '',
      'Nobody but the person sees a new PIN then. Ending the protection takes two administrators, too.',
    ].join('\n'),
    examples: ['protect alex.wilber@contoso.example --what-if'],
    will: (who: string) => `Protect ${who}: changes to this person then take two administrators.`,
  },
  unprotect: {
    help: 'let one administrator change somebody again; this takes a second administrator',
    examples: ['unprotect alex.wilber@contoso.example --what-if'],
    will: (who: string) => `End the protection of ${who}: one administrator can then change this person again.`,
  },
} as const;

/** `protect` and `unprotect` */
export function addProtection(program: Command, { streams, end }: Shell): void {
  for (const kind of ['protect', 'unprotect'] as const) {
    const { help, examples, will } = about[kind];
    changingLeaf(program, `${kind} <identity>`, { help, examples, result: accountChanged }).action(
      async (identity: string, options: CommonOptions) =>
        end(
          await runSession(streams, options, { action: kind, named: true }, async (session) => {
            const target = await session.find(identity, kind);
            const before = target.protected === true;
            const step = {
              ...{ kind, target, will: will(shownPerson(target)) },
              run: async (click: Click) => {
                await session.services.protection.set(click, kind);
                return { changes: [{ name: 'protected', before, after: !before }] };
              },
            };
            const steps = before === (kind === 'protect') ? [] : [step];
            return makeChanges(session, steps, personRow(target), accountChanged);
          }),
        ),
    );
  }
}

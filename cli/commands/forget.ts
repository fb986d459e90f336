import type { Command } from 'commander';
import type { Click } from '../../services/offers/offers';
import { shownPerson } from '../../words/people';
import { makeChanges, personRow } from '../session/changes';
import { runSession } from '../session/session';
import { forgotten } from '../terminal/results/changes';
import { changingLeaf, type CommonOptions, type Shell } from './command';

const help = [
  'delete what is stored about somebody who has left',
  '',
  'Directory entry, PIN, chat and emails are deleted, and the conference ID is retired. It cannot be undone. The trail ' +
    'stays whole: in it the person is called by a pseudonym from then on. The account must be disabled before.',
].join('\n');

/** `forget` */
export function addForget(program: Command, { streams, end }: Shell): void {
  changingLeaf(program, 'forget <identity>', {
    help,
    examples: ['forget joni.sherman@contoso.example --what-if'],
    result: forgotten,
  }).action(async (identity: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'forget', named: true }, async (session) => {
        const { forgetting } = session.services;
        const target = await session.find(identity, 'forget');
        forgetting.assertForgettable(target, { own: target.id === session.actor.id });
        const step = {
          ...{ kind: 'forget' as const, target },
          will: `Forget ${shownPerson(target)}: what is stored is deleted. This cannot be undone.`,
          run: async (click: Click) => ({ pseudonym: (await forgetting.forget(click)).pseudonym }),
        };
        return makeChanges(session, [step], personRow(target), forgotten);
      }),
    ),
  );
}

import type { Command } from 'commander';
import type { Click } from '../../services/offers/offers';
import { shownPerson } from '../../words/people';
import { makeChanges, personRow } from '../session/changes';
import { runSession } from '../session/session';
import { accountChanged } from '../terminal/results/changes';
import { changingLeaf, type CommonOptions, type Shell } from './command';

/** `user unlock` */
export function addUserUnlock(user: Command, { streams, end }: Shell): void {
  changingLeaf(user, 'unlock <identity>', {
    help: [
      'lift the lock that somebody put on by reporting a reset',
      '',
      'Not by whom was reported. The person is told who lifted it, and can lock it again.',
    ].join('\n'),
    examples: ['user unlock alice.smith@contoso.example --what-if'],
    result: accountChanged,
  }).action(async (identity: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'lift-lock', named: true }, async (session) => {
        const { services, actor } = session;
        const target = await session.find(identity, 'lift-lock');
        session.doing('lift-lock', target);
        const lock = await services.objections.lockOf(target);
        if (!lock) return makeChanges(session, [], personRow(target), accountChanged);
        const until = await services.objections.beforeLifting({ actor, target });
        const step = {
          ...{ kind: 'lift-lock' as const, target },
          will: `Lift the lock of ${shownPerson(target)}, which holds until ${until.toISOString()}.`,
          run: async (click: Click) => {
            await services.objections.lift(click);
            return { changes: [{ name: 'locked', before: true, after: false }] };
          },
        };
        return makeChanges(session, [step], personRow(target), accountChanged);
      }),
    ),
  );
}

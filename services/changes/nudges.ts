import { startAgain } from '../base/start-again';
import { Problem } from '../base/problem';
import type { ConferencingRecords } from '../conferencing/records';
import type { Outbox } from '../mail/outbox';
import type { Limits } from '../offers/limits';
import type { Notices } from '../offers/notices';
import type { Click } from '../offers/offers';
import type { Chats } from '../people/chats';
import { contactOf, type Person } from '../people/person';
import type { Change } from './change';

/** How a suggestion reaches somebody: as a card in the chat, or by mail. */
export type NudgeWay = 'chat' | 'mail';

/**
 * Suggestions to get a new PIN. They change nothing: whoever gets one resets the PIN, or does not. So nobody but the
 * owner ever has the PIN, whatever a caller has told helpdesk (threats TE-8).
 */
export function createNudges(dependencies: {
  change: Change;
  records: ConferencingRecords;
  limits: Limits;
  notices: Notices;
  outbox: Outbox;
  chats: Chats;
}) {
  const { change, records, limits, notices, outbox, chats } = dependencies;

  return {
    /**
     * How a suggestion would reach this person.
     * @throws Problem that says why the person has no PIN, `nudged-already` or `nudge-unreachable`
     */
    async beforeNudging({ actor, target }: { actor: Person; target: Person }): Promise<NudgeWay> {
      await records.of(target, { own: false });
      await limits.assertMayNudge(actor, target);
      if (await chats.find(target.tenant, target.id)) return 'chat';
      if (target.mail === undefined) throw new Problem('nudge-unreachable', { person: contactOf(target) });
      return 'mail';
    },

    /**
     * Sends a suggestion.
     * @throws Problem as `beforeNudging`, or when the offer is no longer open
     */
    nudge: (click: Click): Promise<{ person: Person; way: NudgeWay }> =>
      startAgain(async () => {
        const { offer, actor, target } = await change.look(click, 'nudge');
        await records.of(target, { own: false });
        const letter =
          target.mail === undefined
            ? undefined
            : outbox.compose({ kind: 'nudge', actor, target, mail: { kind: 'queued', address: target.mail } });
        return change.commit<{ person: Person; way: NudgeWay }, 'nudge'>(
          click,
          'nudge',
          async ({ actor, target }, moment) => {
            await limits.takeNudge(actor, target, moment);
            const facts = { by: contactOf(actor), at: moment.at };
            const { tenant, id } = target;
            if (await notices.owe({ tenant, person: id, kind: 'nudge', facts }, moment))
              return { result: { person: target, way: 'chat' } };
            if (!letter) throw new Problem('nudge-unreachable', { person: contactOf(target) });
            await outbox.add(letter, offer, moment);
            return { result: { person: target, way: 'mail' } };
          },
        );
      }),
  };
}

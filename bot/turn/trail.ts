import type { Services } from '../../services';
import { operationHash } from '../../services/base/operation-hash';
import type { Person } from '../../services/people/person';
import type { Log } from '../../services/base/log';
import type { Click, Offer } from '../../services/offers/offers';
import type { Command, Turn } from './command';
import type { Request } from './request';

/**
 * What the dispatcher writes into the trail and the log: what was answered, cancelled or refused. Changes write their
 * own records.
 */
export function createTrail({
  services: { audit, answersSeen, directory, floods },
  log,
}: {
  services: Pick<Services, 'audit' | 'answersSeen' | 'directory' | 'floods'>;
  log: Log;
}) {
  return {
    async done({ tenant, scope: from }: Request, command: Command, { actor, target }: Turn): Promise<void> {
      await audit.looked({
        tenant,
        from,
        action: command.name,
        actor: { id: actor.id, role: actor.role },
        target: { id: target.id },
      });
    },

    async cancelled(click: Click, kind: string): Promise<void> {
      await audit.append({
        ...{ tenant: click.tenant, action: kind, outcome: 'cancelled', from: click.from },
        ...{ actor: { id: click.actor }, operation: operationHash(click.offer) },
      });
    },

    async refused(
      request: Request,
      why: { action: string; reason: string; offer?: string; actor?: Person; target?: Person },
    ): Promise<void> {
      const { action, reason, offer, actor, target } = why;
      log.info('refused', { command: action, reason });
      const known = actor ?? (await directory.byId(request.tenant, request.actor));
      // Ids that nobody has can be made up without end: only so many leave a record.
      if (!known && !(await floods.noteStranger(request.tenant, 'refusals'))) return;
      await audit.append({
        ...{ tenant: request.tenant, from: request.scope, action, outcome: 'refused', reason },
        actor: { id: request.actor, role: actor?.role },
        target: target && { id: target.id },
        operation: offer && operationHash(offer),
      });
    },

    /**
     * Notes whether the answer to an accepted offer has left us. If it has, a PIN in it was shown; if not, perhaps
     * nobody saw it (threats TR-5).
     */
    async answered(
      click: Click,
      offer: Offer,
      { left, showsPin }: { left: boolean; showsPin: boolean },
    ): Promise<void> {
      if (left && showsPin) await answersSeen.shown(click, offer);
      if (left) return;
      log.warn('answer not delivered', { command: offer.kind });
      await answersSeen.lost(click, offer);
    },
  };
}

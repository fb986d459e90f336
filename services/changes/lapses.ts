import type { Audit } from '../audit/trail';
import { inMoment, type MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { Notice } from '../offers/notice-kinds';
import type { Notices } from '../offers/notices';
import { requestOf } from '../offers/offer';
import type { Offer, Offers } from '../offers/offers';
import type { Outbox } from '../mail/outbox';
import type { Directory } from '../people/directory';
import type { Approvals } from './approvals';
import type { PickUps } from './pick-ups';
import type { Requests } from '../offers/requests';

/** What follows when an offer ends although nobody did anything. It is done once, in its own transaction. */
export function createLapses(dependencies: {
  mongo: Mongo;
  offers: Offers;
  pickUps: PickUps;
  requests: Requests;
  notices: Notices;
  audit: Audit;
  approvals: Pick<Approvals, 'lettersAbout'>;
  directory: Directory;
  outbox: Outbox;
}) {
  const { mongo, offers, pickUps, requests, notices, audit, approvals, directory, outbox } = dependencies;

  return {
    /** Called when an offer has expired. */
    async expired(offer: Offer): Promise<void> {
      const { kind, notice } = offer;
      const request = requestOf(offer);
      if (offer.state !== 'offered' || notice === undefined) return;
      if (kind !== 'pick-up-pin' && request === undefined) return;
      await inMoment(mongo, async (moment) => {
        if (kind === 'pick-up-pin') await pickUps.lapse(offer, 'lapsed', moment);
        else await endRequest(request!, 'lapsed', moment);
      });
    },

    /** Ends the requests that nobody has decided in time: no card may be about them. Any replica does it. */
    async overdue(): Promise<void> {
      for (const request of await requests.overdue())
        await inMoment(mongo, (moment) => endRequest(request, 'lapsed', moment));
    },

    /** Called when a notice reaches nobody. Calling it again does no harm. */
    async lost(notice: Notice): Promise<void> {
      const show = notice.operations.show;
      if (notice.kind !== 'request' && (notice.kind !== 'pin-to-pick-up' || show === undefined)) return;
      const letters = notice.kind === 'request' ? await lettersAbout(notice.facts.request) : [];
      await inMoment(mongo, async (moment) => {
        if (notice.kind === 'request') {
          const id = notice.facts.request;
          // The other administrators may still decide the request: with their cards, or where it was asked.
          const request = await requests.byId(id, moment.session);
          if (request?.from === 'commandLine' || request?.mailed) return;
          if (await notices.isRequestOut(id, { except: notice._id, session: moment.session })) return;
          // No card reaches anybody, but a mail may.
          if (request?.state !== 'open' || letters.length === 0) return endRequest(id, 'unreachable', moment);
          for (const { letter } of letters) await outbox.add(letter, { _id: notice.operations.approve! }, moment);
          return requests.setMailed(id, moment.session);
        }
        const [offer] = (await offers.ofNotice(notice._id)).filter(({ _id }) => _id === show);
        if (offer) await pickUps.lapse(offer, 'unreachable', moment);
      });
    },
  };

  async function lettersAbout(id: string) {
    const request = await requests.byId(id);
    const asker = request?.via && (await directory.byId(request.tenant, request.asker));
    return asker ? approvals.lettersAbout(request, asker) : [];
  }

  async function endRequest(id: string, state: 'lapsed' | 'unreachable', moment: MomentOfChange): Promise<void> {
    const request = await requests.lapse(id, state, moment);
    if (!request) return;
    const { tenant, kind, asker, target } = request;
    await audit.append(
      {
        tenant,
        action: kind,
        outcome: 'lapsed',
        actor: { id: asker },
        target: { id: target },
        from: request.from ?? 'personal',
        at: moment.at,
      },
      moment.session,
    );
  }
}

import type { Audit } from '../audit/trail';
import { drawIds, type MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { Notice } from '../offers/notice-kinds';
import type { Notices } from '../offers/notices';
import { requestOf } from '../offers/offer';
import type { Offer, Offers } from '../offers/offers';
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
}) {
  const { mongo, offers, pickUps, requests, notices, audit } = dependencies;

  return {
    /** Called when an offer has expired. */
    async expired(offer: Offer): Promise<void> {
      const { kind, notice } = offer;
      const request = requestOf(offer);
      if (offer.state !== 'offered' || notice === undefined) return;
      if (kind !== 'pick-up-pin' && request === undefined) return;
      await inMoment(async (moment) => {
        if (kind === 'pick-up-pin') await pickUps.lapse(offer, 'lapsed', moment);
        else await endRequest(request!, 'lapsed', moment);
      });
    },

    /** Ends the requests that nobody has decided in time: no card may be about them. Any replica does it. */
    async overdue(): Promise<void> {
      for (const request of await requests.overdue()) await inMoment((moment) => endRequest(request, 'lapsed', moment));
    },

    /** Called when a notice reaches nobody. Calling it again does no harm. */
    async lost(notice: Notice): Promise<void> {
      const show = notice.operations.show;
      if (notice.kind !== 'request' && (notice.kind !== 'pin-to-pick-up' || show === undefined)) return;
      await inMoment(async (moment) => {
        if (notice.kind === 'request') {
          // The other administrators may still decide the request: with their cards, or where it was asked.
          if ((await requests.byId(notice.facts.request, moment.session))?.from === 'commandLine') return;
          if (!(await notices.isRequestOut(notice.facts.request, { except: notice._id, session: moment.session })))
            await endRequest(notice.facts.request, 'unreachable', moment);
          return;
        }
        const [offer] = (await offers.ofNotice(notice._id)).filter(({ _id }) => _id === show);
        if (offer) await pickUps.lapse(offer, 'unreachable', moment);
      });
    },
  };

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

  async function inMoment(work: (moment: MomentOfChange) => Promise<void>): Promise<void> {
    const at = await mongo.now();
    const id = drawIds();
    await mongo.transact((session) => work({ at, session, id }));
  }
}

import { inMoment } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import { Problem } from '../base/problem';
import type { Secret } from '../base/secret';
import { startAgain } from '../base/start-again';
import { type ConferenceInfo, type ConferencingRecords, infoOf } from '../conferencing/records';
import { latePinLifetime, type TenantCalls } from '../conferencing/tenant-calls';
import type { Notices } from '../offers/notices';
import type { Click, Offers } from '../offers/offers';
import type { Directory } from '../people/directory';
import { contactOf, type Person } from '../people/person';
import type { Change } from './change';
import type { Outside } from './outside';

/** What becomes of changes by Teams that took longer than a click can wait. */
export function createLateAnswers(dependencies: {
  mongo: Mongo;
  change: Change;
  outside: Outside;
  tenantCalls: TenantCalls;
  offers: Offers;
  records: ConferencingRecords;
  notices: Notices;
  directory: Directory;
}) {
  const { mongo, change, outside, tenantCalls, offers, records, notices, directory } = dependencies;

  return {
    /** Whether Teams is still at the change that an offer was accepted for. */
    isUnderWay: async (offer: string): Promise<boolean> => (await tenantCalls.ofOffer(offer))?.state === 'asked',

    /**
     * Keeps a PIN that came too late for the answer to its click, sealed and for ten minutes, and owes whoever pressed
     * it a card to see it.
     * @returns false when it cannot wait: no chat is known, or a newer PIN has replaced it
     */
    async keepPin({ offer }: Pick<Click, 'offer'>, pin: Secret): Promise<boolean> {
      const call = await tenantCalls.ofOffer(offer);
      if (!call) return false;
      const sealed = tenantCalls.seal(call, pin);
      return inMoment(mongo, async (moment) => {
        const until = new Date(moment.at.getTime() + latePinLifetime);
        const target = await directory.byId(call.tenant, call.target, moment.session);
        if (!target || !(await tenantCalls.keepPin(call, sealed, until, moment.session))) return false;
        await offers.setKept(offer, moment.session);
        const show = { button: 'show', kind: 'show-late-pin' as const, target: call.target, input: { of: offer } };
        const facts = { person: contactOf(target), at: call.at };
        const offered = [{ ...show, lifetime: latePinLifetime }];
        const owed = { tenant: call.tenant, person: call.actor, kind: 'late-pin' as const, facts, offers: offered };
        return notices.owe(owed, moment);
      });
    },

    /** Tells whoever pressed a button what came of it in the end, where no PIN is to be seen. */
    async tellEnd({ offer }: Pick<Click, 'offer'>): Promise<void> {
      const call = await tenantCalls.ofOffer(offer);
      if (!call || call.state === 'asked') return;
      const { tenant, actor, action, reason, correlation, at, untold } = call;
      const how = call.state === 'done' && untold ? ('untold' as const) : call.state;
      await inMoment(mongo, async (moment) => {
        const target = await directory.byId(tenant, call.target, moment.session);
        if (!target) return;
        const facts = { person: contactOf(target), action, how, reason, correlation, at };
        await notices.owe({ tenant, person: actor, kind: 'call-ended', facts }, moment);
      });
    },

    /**
     * Accepts a PIN that came late: it is wiped, and returned once.
     * @throws Problem `notice-over` when it waits no more
     */
    showLatePin: (click: Click): Promise<{ person: Person; own: boolean; pin: Secret; info: ConferenceInfo }> =>
      startAgain(async () => {
        const { offer, target, own } = await change.look(click, 'show-late-pin');
        const { record, tenantSettings } = await records.of(target, { own });
        return change.commit(click, 'show-late-pin', async (parties, { session }) => {
          const pin = await tenantCalls.takePin(offer.input.of, session);
          if (!pin) throw new Problem('notice-over', {});
          return { result: { person: parties.target, own, pin, info: infoOf(record, tenantSettings) } };
        });
      }),

    /**
     * What any replica does from time to time: it wipes the PINs that nobody picked up, and ends the calls whose
     * process is gone. Nothing is known of these, and nothing is repeated: whoever asked for them is told so.
     * @returns how many calls have ended as unknown
     */
    async sweep(): Promise<number> {
      await tenantCalls.wipeLate();
      let ended = 0;
      for (const call of await tenantCalls.givenUp()) {
        // A newer PIN makes it idle to ask what became of this one.
        const tell = call.job === undefined && !(await tenantCalls.isReplaced(call));
        if (await outside.end(call, { state: 'unknown', tell })) ended += 1;
      }
      return ended;
    },
  };
}

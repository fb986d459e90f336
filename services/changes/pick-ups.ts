import { startAgain } from '../base/start-again';
import type { Audit } from '../audit/trail';
import { operationHash } from '../base/operation-hash';
import type { Change } from './change';
import { type ConferenceInfo, type ConferencingRecords, infoOf } from '../conferencing/records';
import { type Directory } from '../people/directory';
import { contactOf, type Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { MomentOfChange } from '../base/moment-of-change';
import { objectionLifetime } from './objection-lifetime';
import type { Notices } from '../offers/notices';
import type { Click, Offer, Offers } from '../offers/offers';
import type { ConferencingBackend, OwnBackend, TeamsBackend } from '../conferencing/backend';
import type { TenantCalls } from '../conferencing/tenant-calls';
import type { Outside } from './outside';
import type { Secret } from '../base/secret';

/** How long a new PIN waits for its owner. Milliseconds. */
const pickUpLifetime = 24 * 3_600_000;

/** A PIN that its owner has asked for. It is missing where Teams made one and did not tell it. */
interface PickedUp {
  person: Person;
  pin?: Secret;
  info: ConferenceInfo;
}

/** PINs that only their owners may see: they wait until the owner asks for them, and are drawn only then. */
export function createPickUps(dependencies: {
  change: Change;
  outside: Outside;
  tenantCalls: TenantCalls;
  offers: Offers;
  records: ConferencingRecords;
  directory: Directory;
  notices: Notices;
  audit: Audit;
  backend: ConferencingBackend;
}) {
  const { change, outside, tenantCalls, offers, records, directory, notices, audit, backend } = dependencies;

  return {
    /**
     * Offers somebody a new PIN in their 1:1 chat, as part of a reset. An older such offer ends.
     * @param about.stopped whether the old PIN has stopped working
     * @returns false when the person has no chat with us
     */
    async offer(about: { by: Person; target: Person; stopped: boolean }, moment: MomentOfChange): Promise<boolean> {
      const { by, target, stopped } = about;
      await this.end(target, '', moment);
      const offers = [
        { button: 'show', kind: 'pick-up-pin' as const, target: target.id, lifetime: pickUpLifetime },
        // It names no version, as there is no PIN to stop: this reset made none that anybody knows.
        { button: 'not-me', kind: 'not-me' as const, target: target.id, lifetime: objectionLifetime },
      ];
      const facts = { by: contactOf(by), at: moment.at, stopped };
      return notices.owe({ tenant: target.tenant, person: target.id, kind: 'pin-to-pick-up', facts, offers }, moment);
    },

    /** Withdraws a waiting PIN, as part of a change that makes it pointless. */
    end: (target: Person, except: string, { at, session }: MomentOfChange): Promise<void> =>
      offers.supersede({ tenant: target.tenant, target: target.id, kind: 'pick-up-pin' }, except, at, session),

    /**
     * As part of a change that makes a new PIN: what waits is withdrawn, and the cards of older PINs say that they are
     * replaced.
     * @param by the offer that made it
     */
    async replace(target: Person, by: string, moment: MomentOfChange): Promise<void> {
      const { tenant, id } = target;
      await this.end(target, '', moment);
      const late = { tenant, target: id, kind: 'show-late-pin' as const };
      await offers.supersede(late, by, moment.at, moment.session);
      await tenantCalls.replacePins(target, moment.session);
      await offers.retirePins(target, by, moment);
    },

    /**
     * Accepts a waiting PIN: it is made now, replaces the old one, and is returned once.
     * @throws Problem when it is no longer waiting; with Teams as `Outside.run`
     */
    pickUpPin: (click: Click): Promise<PickedUp> =>
      startAgain(() => (backend.name === 'own' ? drawn(click, backend) : fromTeams(click, backend))),

    /**
     * Ends the offer of a PIN that its owner did not or cannot pick up. The person who reset it is told. False when it
     * had ended before.
     */
    async lapse(
      { _id, tenant, target, notice: brought }: Offer,
      why: 'lapsed' | 'unreachable',
      moment: MomentOfChange,
    ): Promise<boolean> {
      const notice = await notices.byId(brought ?? '', moment.session);
      if (notice?.kind !== 'pin-to-pick-up' || !(await offers.lapse(_id, moment.at, moment.session))) return false;
      const person = await directory.byId(tenant, target, moment.session);
      const { by, at, stopped } = notice.facts;
      if (person)
        await notices.owe(
          { tenant, person: by.id, kind: 'pin-not-picked-up', facts: { person: contactOf(person), at, stopped, why } },
          moment,
        );
      await audit.append(
        {
          tenant,
          action: 'pick-up-pin',
          outcome: 'lapsed',
          actor: { id: target },
          target: { id: target },
          from: 'personal',
          operation: operationHash(_id),
          at: moment.at,
        },
        moment.session,
      );
      return true;
    },
  };

  async function drawn(click: Click, own: OwnBackend): Promise<PickedUp> {
    const { offer, target } = await change.look(click, 'pick-up-pin');
    const { record, tenantSettings } = await records.of(target, { own: true });
    const { pin, verifier, version } = await own.newPin(target, record, { length: tenantSettings.pinLength });
    return change.commit(click, 'pick-up-pin', async (parties, moment) => {
      const { at, session } = moment;
      assertEligible(parties.target, parties);
      await offers.retirePins(parties.target, offer._id, moment);
      await records.update(record, { unchanged: ['enabled', 'pin'], set: { pin: verifier, pinResetAt: at } }, session);
      const info = { ...infoOf(record, tenantSettings), pinResetAt: at };
      return { result: { person: parties.target, pin, info }, version };
    });
  }

  async function fromTeams(click: Click, { calls }: TeamsBackend): Promise<PickedUp> {
    const { offer, target } = await change.look(click, 'pick-up-pin');
    const { tenantSettings } = await records.of(target, { own: true });
    return outside.run(click, 'pick-up-pin', target, {
      verb: 'reset-pin',
      before: async (parties) => assertEligible(parties.target, parties),
      call: (onSent) => calls.resetPin({ identity: target.id, sendEmail: false }, onSent),
      after: async ({ pin }) => {
        const { record } = await records.of(target, { own: true });
        const version = record.pin.version + 1;
        return async (parties, moment) => {
          const set = { pin: { version }, pinResetAt: moment.at };
          await offers.retirePins(parties.target, offer._id, moment);
          await records.update(record, { unchanged: ['pin'], set }, moment.session);
          const info = { ...infoOf(record, tenantSettings), pinResetAt: moment.at };
          return { result: { person: parties.target, pin, info }, version, untold: !pin };
        };
      },
    });
  }
}

export type PickUps = ReturnType<typeof createPickUps>;

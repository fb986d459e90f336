import type { MomentOfChange } from '../base/moment-of-change';
import { Outdated, startAgain } from '../base/start-again';
import type { OwnBackend } from '../conferencing/backend';
import type { ConferencingRecord } from '../conferencing/records';
import { hidesPin } from '../mail/mail-outcome';
import type { Click } from '../offers/offers';
import { assertEligible } from '../people/eligibility';
import { assertMailAllowed } from '../people/mail-senders';
import type { ConferencingDependencies } from './dependencies';
import { createPinHandOver } from './pin-hand-over';
import { type PinReset, planPinReset, type PinResetPlan } from './pin-reset-plan';
import { createTeamsPinResets } from './teams-pin-resets';
import { tellOwner } from './telling';

/** New PINs. */
export function createPinResets(dependencies: ConferencingDependencies) {
  const { change, records, outbox, backend, pickUps, notices } = dependencies;
  const { letterToOwner, waitForOwner, pinLetters } = createPinHandOver(dependencies);
  const byTeams = createTeamsPinResets(dependencies);

  return {
    /**
     * Accepts an offered PIN reset. The old PIN stops working and the new one is returned once. If only its owner may
     * see it, a new one waits for the owner, and the offer says whether the old one works until then.
     * @throws Problem when the offer is no longer open, or the person cannot have a PIN or has objected; with Teams as
     * `Outside.run`
     */
    resetPin: (click: Click): Promise<PinReset> =>
      startAgain(async () => {
        const plan = await planPinReset(click, dependencies);
        // A new PIN is drawn only when its owner asks for it, so Teams has nothing to do unless the old one stops.
        if (backend.name === 'teams' && !(plan.hidden && !plan.stopped)) return byTeams.reset(backend, plan);
        if (plan.hidden) return offerToOwner(plan);
        if (backend.name === 'own') return resetHere(backend, plan);
        throw new Error('No backend resets this PIN');
      }),
  };

  /** A reset whose new PIN waits for its owner. Only where this desk keeps the old one, it can be stopped by us. */
  async function offerToOwner(plan: PinResetPlan): Promise<PinReset> {
    const { click, offer, target, record, stopped, tenantSettings, own, info, mail } = plan;
    const verifier =
      stopped && backend.name === 'own'
        ? (await backend.newPin(target, record, { length: tenantSettings.pinLength })).verifier
        : undefined;
    const letter = letterToOwner(plan);
    return change.commit(click, 'reset-pin', async (parties, moment) => {
      assertEligible(parties.target, parties);
      assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
      await save(plan, verifier ? { pin: verifier, pinResetAt: moment.at } : { pinAskedAt: moment.at }, moment);
      const inChat = await waitForOwner(plan, parties, letter, moment);
      return {
        result: { person: parties.target, own, info, mail, waiting: { inChat, stopped } },
        version: verifier?.version,
      };
    });
  }

  /** A reset whose new PIN is made here, and comes into force with the transaction. */
  async function resetHere(own: OwnBackend, plan: PinResetPlan): Promise<PinReset> {
    const { click, offer, actor, target, record, tenantSettings, info, mail } = plan;
    const { address, from } = offer.input ?? {};
    const { pin, verifier, version } = await own.newPin(target, record, { length: tenantSettings.pinLength });
    const letters = pinLetters({ actor, target, mail, info, given: address !== undefined, from }, { pin, version });
    return change.commit(click, 'reset-pin', async (parties, moment) => {
      assertEligible(parties.target, parties);
      assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
      // The person has been protected or made an administrator since, so nobody else may see that PIN.
      if (hidesPin(tenantSettings, parties.target, plan)) throw new Outdated();
      await save(plan, { pin: verifier, pinResetAt: moment.at }, moment);
      await pickUps.replace(parties.target, offer._id, moment);
      const toldInChat =
        !plan.own && (await tellOwner(notices, 'pin-reset-by-other', parties, moment, { input: { version } }));
      for (const one of letters) await outbox.add(one, offer, moment);
      const shown = { ...info, pinResetAt: moment.at };
      return { result: { person: parties.target, own: plan.own, info: shown, mail, pin, toldInChat }, version };
    });
  }

  async function save(
    { record, own }: PinResetPlan,
    set: Partial<ConferencingRecord>,
    { at, session }: MomentOfChange,
  ): Promise<void> {
    await records.update(record, { unchanged: ['enabled', 'pin'], set, unlessBlocked: { own, at } }, session);
  }
}

import type { MomentOfChange } from '../base/moment-of-change';
import { Outdated } from '../base/start-again';
import type { TeamsBackend } from '../conferencing/backend';
import { assertNotBlocked } from '../conferencing/records';
import { hidesPin, withheldBy } from '../mail/mail-outcome';
import { assertEligible } from '../people/eligibility';
import { assertMailAllowed } from '../people/mail-senders';
import type { Parties } from './change';
import type { ConferencingDependencies } from './dependencies';
import { createPinHandOver } from './pin-hand-over';
import type { PinReset, PinResetPlan } from './pin-reset-plan';
import { tellOwner } from './telling';

/** New PINs that Teams makes. No verifier of them is kept, only how many there were. */
export function createTeamsPinResets(dependencies: ConferencingDependencies) {
  const { outside, outbox, records, pickUps, notices, chats } = dependencies;
  const { letterToOwner, assertOwnerTold, pinLetters } = createPinHandOver(dependencies);

  return {
    /**
     * Has Teams reset a PIN, and returns the new one once if whoever reset it may see it. If only the owner may, nobody
     * sees this one, and Teams makes another when the owner picks it up.
     * @throws Problem as `Outside.run`
     */
    reset(backend: TeamsBackend, plan: PinResetPlan): Promise<PinReset> {
      const { click, offer, target, own, hidden, mail } = plan;
      const { address } = offer.input ?? {};
      return outside.run<{ pin?: PinReset['pin'] }, PinReset>(click, 'reset-pin', target, {
        verb: 'reset-pin',
        before: (parties, moment) => check(plan, parties, moment),
        call: (onSent) =>
          backend.calls.resetPin(
            {
              identity: target.id,
              sendEmail: mail.kind === 'microsoft',
              ...(mail.kind === 'microsoft' && address !== undefined && { to: mail.address }),
            },
            onSent,
          ),
        after: async ({ pin }) => {
          // It may have been changed while Teams was at it, by something that does not concern the PIN.
          const { record } = await records.of(target, { own });
          const version = record.pin.version + 1;
          const { actor, info } = plan;
          const given = address !== undefined;
          const letters = hidden
            ? []
            : pinLetters({ actor, target, mail, info, given, from: offer.input?.from }, { pin, version });
          const letter = hidden ? letterToOwner(plan) : undefined;
          return async (parties, moment) => {
            const set = { pin: { version }, pinResetAt: moment.at };
            await records.update(record, { unchanged: ['pin'], set }, moment.session);
            await pickUps.replace(parties.target, offer._id, moment);
            const person = parties.target;
            const shown = { person, own, info: { ...info, pinResetAt: moment.at }, mail };
            if (hidden) {
              const inChat = await pickUps.offer({ by: parties.actor, target: person, stopped: true }, moment);
              if (letter) await outbox.add(letter, offer, moment);
              return { result: { ...shown, waiting: { inChat, stopped: true } }, version };
            }
            const untold = pin
              ? undefined
              : { microsoftMayMail: withheldBy(plan.tenantSettings, person) === undefined };
            const about = { input: { version }, ...(untold && { untold: true as const }) };
            const toldInChat = !own && (await tellOwner(notices, 'pin-reset-by-other', parties, moment, about));
            for (const one of letters) await outbox.add(one, offer, moment);
            return { result: { ...shown, pin, untold, toldInChat }, version, untold: untold !== undefined };
          };
        },
      });
    },
  };

  /** What must hold before Teams is asked. Nothing is written: nothing has been done yet. */
  async function check(plan: PinResetPlan, parties: Parties, { at, session }: MomentOfChange): Promise<void> {
    const { offer, own, hidden, tenantSettings } = plan;
    assertEligible(parties.target, parties);
    assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
    // The person has been protected or made an administrator since, so nobody else may see that PIN.
    if (!hidden && hidesPin(tenantSettings, parties.target, { own })) throw new Outdated();
    const record = await records.find(parties.target, session);
    if (record) assertNotBlocked(record, parties.target, { own, at });
    if (hidden) {
      const { tenant, id } = parties.target;
      assertOwnerTold(plan, { inChat: (await chats.find(tenant, id, session)) !== undefined });
    }
  }
}

import { startAgain, Outdated } from '../base/start-again';
import type { ConferencingDependencies } from './dependencies';
import { assertNotBlocked, type ConferenceInfo, type ConferencingDocument, infoOf } from '../conferencing/records';
import { contactOf, type Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { automaticMailOutcome, hidesPin, type MailOutcome } from '../mail/mail-outcome';
import { assertMailAllowed } from '../people/mail-senders';
import type { MomentOfChange } from '../base/moment-of-change';
import { tellOwner } from './telling';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Secret } from '../base/secret';

/** The result of resetting a PIN. */
export interface PinReset {
  person: Person;
  own: boolean;
  info: ConferenceInfo;
  mail: MailOutcome;
  /** The new PIN, if the person who reset it may see it. */
  pin?: Secret;
  /** If there is no PIN here: whether it waits in the owner's chat, and whether the old one has stopped working. */
  waiting?: { inChat: boolean; stopped: boolean };
  /** Whether a card in the owner's chat says that somebody else reset it. */
  toldInChat?: boolean;
}

/** New PINs and new conference IDs. */
export function createResets(dependencies: ConferencingDependencies) {
  const {
    mongo,
    change,
    records,
    conferenceIds,
    outbox,
    pins,
    pinVerification,
    pickUps,
    notices,
    objections,
    requests,
  } = dependencies;

  return {
    /**
     * Accepts an offered PIN reset. The old PIN stops working and the new one is returned once. If only its owner may
     * see it, a new one waits for the owner, and the offer says whether the old one works until then.
     * @throws Problem when the offer is no longer open, or the person cannot have a PIN or has objected
     */
    resetPin: (click: Click): Promise<PinReset> =>
      startAgain(async () => {
        const { offer, actor, target, own } = await change.look(click, 'reset-pin');
        const { record, tenantSettings } = await records.of(target, { own });
        assertNotBlocked(record, target, { own, at: await mongo.now() });
        const { address, old, noMail, from } = offer.input ?? {};
        // If the offer promised to hide the PIN, it stays hidden, even if the tenant has since chosen to show PINs.
        const hidden = hidesPin(tenantSettings, target, { own }) || old !== undefined;
        if (hidden && old === undefined) throw new Problem('offer-outdated', { command: 'reset-pin' });
        const mailOutcome = automaticMailOutcome('pin-reset', target, {
          settings: tenantSettings,
          personMails: record.mails,
          own,
          address,
          noMail,
        });
        // No screen shows a PIN that a bulk job makes, so it must be hidden or mailed. The mail about a hidden PIN
        // needs no reason for being without it.
        const seen =
          offer.job === undefined || hidden || (mailOutcome.kind === 'queued' && mailOutcome.withheld === undefined);
        if (!seen) throw new Problem('bulk-unreachable', { person: contactOf(target) });
        const mail = hidden && mailOutcome.kind === 'queued' ? { ...mailOutcome, withheld: undefined } : mailOutcome;
        const info = infoOf(record, tenantSettings);
        const given = address !== undefined;

        if (hidden) {
          const stopped = old === 'stops';
          const verifier = stopped ? await objections.forgotten(target, record) : undefined;
          const letter = outbox.compose({
            kind: stopped ? 'pin-stopped' : 'pin-waiting',
            actor,
            target,
            mail,
            info,
            given,
            from,
          });
          return change.commit(click, 'reset-pin', async (parties, moment) => {
            assertEligible(parties.target, parties);
            assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
            await save(verifier ? { pin: verifier, pinResetAt: moment.at } : { pinAskedAt: moment.at }, moment);
            const inChat = await pickUps.offer({ by: parties.actor, target: parties.target, stopped }, moment);
            // Otherwise nobody would ever tell the owner: no mail is sent, or nobody looks at the row of the job.
            if (!inChat && (offer.job !== undefined || noMail))
              throw new Problem('bulk-unreachable', { person: contactOf(parties.target) });
            if (letter) await outbox.add(letter, offer, moment);
            return {
              result: { person: parties.target, own, info, mail, waiting: { inChat, stopped } },
              version: verifier?.version,
            };
          });
        }

        const version = await pinVerification.nextVersion(target, record);
        const owner = { tenant: target.tenant, person: target.id, version };
        const pin = await pins.draw(tenantSettings.pinLength, {
          verifier: record.pin,
          owner: { ...owner, version: record.pin.version },
        });
        const verifier = await pins.seal(pin, owner);
        const letter = outbox.compose({
          kind: 'pin-reset',
          actor,
          target,
          mail,
          info,
          given,
          from,
          pin: { secret: pin, version },
        });
        const told: MailOutcome | undefined =
          mail.kind === 'queued' && mail.alsoTold
            ? { kind: 'queued', address: mail.alsoTold, withheld: 'elsewhere' }
            : undefined;
        const warning =
          told &&
          outbox.compose({ kind: 'pin-reset', actor, target, mail: told, info, from, pin: { secret: pin, version } });
        return change.commit(click, 'reset-pin', async (parties, moment) => {
          assertEligible(parties.target, parties);
          assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
          // The person has been protected or made an administrator since, so nobody else may see that PIN.
          if (hidesPin(tenantSettings, parties.target, { own })) throw new Outdated();
          await save({ pin: verifier, pinResetAt: moment.at }, moment);
          await pickUps.replace(parties.target, offer._id, moment);
          const toldInChat = !own && (await tellOwner(notices, 'pin-reset-by-other', parties, moment, { version }));
          for (const one of [letter, warning]) if (one) await outbox.add(one, offer, moment);
          return {
            result: { person: parties.target, own, info: { ...info, pinResetAt: moment.at }, mail, pin, toldInChat },
            version,
          };
        });

        async function save(set: Partial<ConferencingDocument>, { at, session }: MomentOfChange): Promise<void> {
          await records.update(record, { unchanged: ['enabled', 'pin'], set, unlessBlocked: { own, at } }, session);
        }
      }),

    /**
     * Accepts an offered reset of a conference ID: the old one is retired at once, the new one is returned.
     * @throws Problem when the offer is no longer open, the person has no conference ID, or no number is free
     */
    resetConferenceId: (
      click: Click,
    ): Promise<{ person: Person; info: ConferenceInfo; mail: MailOutcome; own: boolean }> =>
      startAgain(async () => {
        const { offer, actor, target, own } = await change.look(click, 'reset-conference-id');
        const { record, tenantSettings } = await records.of(target, { own });
        // An owner who asks for a reset does not object to it.
        const wished = own || (await isAskedBy(target, offer.input?.request));
        assertNotBlocked(record, target, { own: wished, at: await mongo.now() });
        const number = await conferenceIds.pick(record.bridge);
        const { noMail, from } = offer.input ?? {};
        const mail = automaticMailOutcome('conference-id-reset', target, {
          settings: tenantSettings,
          personMails: record.mails,
          own,
          noMail,
        });
        const info = { ...infoOf(record, tenantSettings), conferenceId: number };
        const letter = outbox.compose({ kind: 'conference-id-reset', actor, target, mail, info, from });
        return change.commit(click, 'reset-conference-id', async (parties, moment) => {
          const { at, session } = moment;
          assertEligible(parties.target, parties);
          assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
          await records.update(
            record,
            {
              unchanged: ['enabled', 'conferenceId'],
              set: { conferenceId: number },
              unlessBlocked: { own: wished, at },
            },
            session,
          );
          await conferenceIds.retire(record.bridge, record.conferenceId, at, session);
          await conferenceIds.take(
            { bridge: record.bridge, number, tenant: target.tenant, person: target.id },
            at,
            session,
          );
          if (!wished) await tellOwner(notices, 'conference-id-reset-by-other', parties, moment);
          if (letter) await outbox.add(letter, offer, moment);
          return { result: { person: parties.target, info, mail, own } };
        });
      }),
  };

  async function isAskedBy(target: Person, request: string | undefined): Promise<boolean> {
    return request !== undefined && (await requests.byId(request))?.asker === target.id;
  }
}

import { again, Outdated } from './again';
import type { ConferencingDependencies } from './conferencing';
import { type ConferenceInfo, type ConferencingRecords, infoOf } from './conferencing-records';
import type { Person } from './directory';
import { assertEligible } from './eligibility';
import { assertAddressAllowed } from './mail/address';
import { automaticMailFate, type MailFate } from './mail/fate';
import type { Click } from './operations';
import type { Secret } from './secret';

/** New PINs and new conference IDs. */
export function createResets(dependencies: ConferencingDependencies & { records: ConferencingRecords }) {
  const { change, records, conferenceIds, outbox, pins, pinVerification } = dependencies;
  const conferencing = records.collection;

  return {
    /**
     * Accepts an offered PIN reset: the old PIN stops working, the new one is returned once. Without `pin` the
     * tenant shows PINs to their owners only: nobody has seen it, and the owner resets it again to see one.
     * @throws Problem when the offer is not open any more or the person cannot have a PIN
     */
    resetPin: (click: Click): Promise<{ person: Person; pin?: Secret; info: ConferenceInfo; mail: MailFate; own: boolean }> =>
      again(async () => {
        const { operation, actor, target, own } = await change.look(click, 'reset-pin');
        const { record, tenantSettings } = await records.of(target, { own });
        const address = operation.input?.address;
        const version = await pinVerification.nextVersion(target, record);
        const owner = { tenant: target.tenant, person: target.id, version };
        const current = { verifier: record.pin, owner: { ...owner, version: record.pin.version } };
        const pin = await pins.draw(tenantSettings.pinLength, current);
        const verifier = await pins.seal(pin, owner);
        const mail = automaticMailFate('pin-reset', target, { settings: tenantSettings, personMails: record.mails, own, address });
        const info = infoOf(record, tenantSettings);
        const letter = outbox.compose({ kind: 'pin-reset', actor, target, mail, info, given: address !== undefined, pin: { secret: pin, version } });
        const shown = own || tenantSettings.whoSeesPin === 'operator' ? pin : undefined;
        return change.commit(click, 'reset-pin', async (parties, { at, session }) => {
          assertEligible(parties.target, parties);
          if (address !== undefined) assertAddressAllowed(address, { ...parties, settings: tenantSettings });
          const { matchedCount } = await conferencing.updateOne(
            { _id: record._id, enabled: true, 'pin.version': record.pin.version },
            { $set: { pin: verifier, pinResetAt: at } },
            { session },
          );
          if (matchedCount === 0) throw new Outdated();
          if (letter) await outbox.add(letter, at, session);
          return { result: { person: parties.target, pin: shown, info: { ...info, pinResetAt: at }, mail, own }, version };
        });
      }),

    /**
     * Accepts an offered reset of a conference ID: the old one is retired at once, the new one is returned.
     * @throws Problem when the offer is not open any more, the person has none, or no number is free
     */
    resetConferenceId: (click: Click): Promise<{ person: Person; info: ConferenceInfo; mail: MailFate; own: boolean }> =>
      again(async () => {
        const { actor, target, own } = await change.look(click, 'reset-conference-id');
        const { record, tenantSettings } = await records.of(target, { own });
        const number = await conferenceIds.pick(record.bridge);
        const mail = automaticMailFate('conference-id-reset', target, { settings: tenantSettings, personMails: record.mails, own });
        const info = { ...infoOf(record, tenantSettings), conferenceId: number };
        const letter = outbox.compose({ kind: 'conference-id-reset', actor, target, mail, info });
        return change.commit(click, 'reset-conference-id', async (parties, { at, session }) => {
          assertEligible(parties.target, parties);
          const { matchedCount } = await conferencing.updateOne(
            { _id: record._id, enabled: true, conferenceId: record.conferenceId },
            { $set: { conferenceId: number } },
            { session },
          );
          if (matchedCount === 0) throw new Outdated();
          await conferenceIds.retire(record.bridge, record.conferenceId, at, session);
          await conferenceIds.take({ bridge: record.bridge, number, tenant: target.tenant, person: target.id }, at, session);
          if (letter) await outbox.add(letter, at, session);
          return { result: { person: parties.target, info, mail, own } };
        });
      }),
  };
}

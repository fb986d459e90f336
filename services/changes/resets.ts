import { startAgain } from '../base/start-again';
import type { ConferencingDependencies } from './dependencies';
import { assertAble } from '../conferencing/backend';
import { assertNotBlocked, type ConferenceInfo, infoOf } from '../conferencing/records';
import type { Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { automaticMailOutcome, type MailOutcome } from '../mail/mail-outcome';
import { assertMailAllowed } from '../people/mail-senders';
import { tellOwner } from './telling';
import type { Click } from '../offers/offers';
import { createPinResets } from './pin-resets';

/** New PINs and new conference IDs. */
export function createResets(dependencies: ConferencingDependencies) {
  const { mongo, change, records, conferenceIds, outbox, notices, requests, backend } = dependencies;

  return {
    ...createPinResets(dependencies),

    /**
     * Accepts an offered reset of a conference ID: the old one is retired at once, the new one is returned.
     * @throws Problem when the offer is no longer open, the person has no conference ID, or no number is free
     */
    resetConferenceId: (
      click: Click,
    ): Promise<{ person: Person; info: ConferenceInfo; mail: MailOutcome; own: boolean }> =>
      startAgain(async () => {
        assertAble(backend, 'reset-conference-id');
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

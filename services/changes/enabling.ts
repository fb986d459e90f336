import { startAgain } from '../base/start-again';
import { assertAble, ownFor } from '../conferencing/backend';
import type { ConferencingDependencies } from './dependencies';
import {
  assertEnabled,
  assertNotBlocked,
  type ConferenceInfo,
  type ConferencingRecord,
  infoOf,
  isRecentlyDisabled,
} from '../conferencing/records';
import { contactOf, type Person, personKey } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { automaticMailOutcome, type MailOutcome } from '../mail/mail-outcome';
import type { Attempt } from '../offers/limits';
import type { Click } from '../offers/offers';
import { isActiveAdmin } from '../offers/two-admins';
import { tellAdmins, tellOwner } from './telling';
import { Problem } from '../base/problem';
import type { Settings } from '../settings/settings';

/** Turns Audio Conferencing on and off for a person. */
export function createEnabling(dependencies: ConferencingDependencies) {
  const { mongo, change, directory, records, settings, conferenceIds, outbox, backend, pinVerification, pickUps } =
    dependencies;
  const { limits, notices } = dependencies;

  return {
    /**
     * What will happen with the mail when somebody is enabled.
     * @throws Problem `already-enabled`, `resets-blocked`, `limit-reached`, or one that says why this account cannot
     * have conferencing
     */
    async beforeEnabling(
      target: Person,
      { actor, own, noMail }: { actor: Person; own: boolean; noMail?: boolean },
    ): Promise<MailOutcome> {
      assertAble(backend, 'enable');
      const record = await disabledRecord(target, { own });
      const at = await mongo.now();
      if (record) assertNotBlocked(record, target, { own, at });
      for (const attempt of resetsBy(record, { actor: actor.id, target, at })) await limits.assertFree(attempt);
      return mailAbout('enabled', target, { own, noMail, record, settings: await settings.of(target.tenant) });
    },

    /**
     * Accepts the offer to enable somebody: the person gets a conference ID and a PIN, and the mail with them is
     * queued. As in Microsoft's product, the PIN is not returned.
     * @throws Problem as `beforeEnabling`, or when the offer is no longer open, or no number is free
     */
    enable: (click: Click): Promise<{ person: Person; info: ConferenceInfo; mail: MailOutcome; own: boolean }> =>
      startAgain(async () => {
        const conferencing = ownFor(backend, 'enable');
        const { offer, actor, target, own } = await change.look(click, 'enable');
        const before = await disabledRecord(target, { own });
        if (before) assertNotBlocked(before, target, { own, at: await mongo.now() });
        const tenantSettings = await settings.of(target.tenant);
        const { bridge, pinLength } = tenantSettings;
        const mail = mailAbout('enabled', target, {
          own,
          noMail: offer.input?.noMail,
          record: before,
          settings: tenantSettings,
        });
        const { pin, verifier, version } = await conferencing.newPin(target, before, {
          length: pinLength,
          mayRepeat: true,
        });
        const record: ConferencingRecord = {
          ...{
            _id: personKey(target.tenant, target.id),
            tenant: target.tenant,
            person: target.id,
            enabled: true,
            bridge,
          },
          conferenceId: await conferenceIds.pick(bridge),
          pin: verifier,
          mails: before?.mails ?? true,
          blockedUntil: before?.blockedUntil,
        };
        const info = infoOf(record, tenantSettings);
        const letter = outbox.compose({ kind: 'enabled', actor, target, mail, info, pin: { secret: pin, version } });
        return change.commit(click, 'enable', async (parties, moment) => {
          const { at, session } = moment;
          assertEligible(parties.target, parties);
          const attempts = resetsBy(before, { actor: offer.actor, target, at });
          for (const attempt of attempts)
            await limits.take({ ...attempt, part: offer.job === undefined ? undefined : 'row' }, at, session);
          await records.put(record, before, { own, at }, session);
          await pickUps.replace(parties.target, offer._id, moment);
          await conferenceIds.take(
            { bridge, number: record.conferenceId, tenant: target.tenant, person: target.id },
            at,
            session,
          );
          if (!own) await tellOwner(notices, 'enabled-by-other', parties, moment, { input: { version } });
          if (letter) await outbox.add(letter, offer, moment);
          return { result: { person: parties.target, info, mail, own }, version };
        });
      }),

    /**
     * What will happen with the mail when somebody is disabled, which works even if the account or the licence is gone.
     * @throws Problem `not-enabled`
     */
    async beforeDisabling(target: Person, { own, noMail }: { own: boolean; noMail?: boolean }): Promise<MailOutcome> {
      assertAble(backend, 'enable');
      return mailAbout('disabled', target, {
        own,
        noMail,
        record: await enabledRecord(target, { own }),
        settings: await settings.of(target.tenant),
      });
    },

    /**
     * Accepts the offer to disable somebody: at once, the conference ID is retired and the PIN stops working.
     * @throws Problem `not-enabled`, or when the offer is no longer open
     */
    disable: (click: Click): Promise<{ person: Person; mail: MailOutcome; own: boolean }> =>
      startAgain(async () => {
        assertAble(backend, 'enable');
        const { offer, actor, target, own } = await change.look(click, 'disable');
        const record = await enabledRecord(target, { own });
        const mail = mailAbout('disabled', target, {
          own,
          noMail: offer.input?.noMail,
          record,
          settings: await settings.of(target.tenant),
        });
        const letter = outbox.compose({ kind: 'disabled', actor, target, mail });
        // The trail then has a version above that of the old PIN, so that a record put back from a backup does not
        // revive the PIN.
        const version = await pinVerification.nextVersion(target, record);
        return change.commit(click, 'disable', async (parties, moment) => {
          const { at, session } = moment;
          await records.update(
            record,
            {
              unchanged: ['enabled', 'conferenceId', 'pin'],
              set: { enabled: false, disabledAt: at },
              unset: ['pinResetAt'],
            },
            session,
          );
          await conferenceIds.retire(record.bridge, record.conferenceId, at, session);
          await pickUps.end(parties.target, '', moment);
          if (!own) await tellOwner(notices, 'disabled-by-other', parties, moment);
          if (!own && isActiveAdmin(parties.target)) {
            const facts = {
              by: contactOf(parties.actor),
              at,
              person: contactOf(parties.target),
              what: 'disabled' as const,
            };
            const about = { tenant: target.tenant, kind: 'admin-changed' as const, facts, request: parties.request };
            await tellAdmins({ directory, notices }, about, moment);
          }
          if (letter) await outbox.add(letter, offer, moment);
          return { result: { person: parties.target, mail, own }, version };
        });
      }),
  };

  /** The record of somebody who was enabled in the past, or undefined. @throws Problem */
  async function disabledRecord(target: Person, { own }: { own: boolean }): Promise<ConferencingRecord | undefined> {
    assertEligible(target, { own });
    const record = await records.find(target);
    if (record?.enabled) throw new Problem('already-enabled', { person: contactOf(target), own });
    return record;
  }

  async function enabledRecord(target: Person, { own }: { own: boolean }): Promise<ConferencingRecord> {
    const record = await records.find(target);
    assertEnabled(record, target, { own });
    return record;
  }
}

/** The resets that enabling somebody counts as: otherwise it would be the way around their limits. */
function resetsBy(
  record: ConferencingRecord | undefined,
  { actor, target, at }: { actor: string; target: Person; at: Date },
): Attempt[] {
  if (!isRecentlyDisabled(record, at)) return [];
  return (['reset-pin', 'reset-conference-id'] as const).map((action) => ({
    ...{ tenant: target.tenant, actor, target: target.id, action },
  }));
}

function mailAbout(
  kind: 'enabled' | 'disabled',
  target: Person,
  about: { own: boolean; noMail?: boolean; record?: ConferencingRecord; settings: Settings },
): MailOutcome {
  const { own, noMail, record, settings } = about;
  return automaticMailOutcome(kind, target, { own, noMail, settings, personMails: record?.mails ?? true });
}

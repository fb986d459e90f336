import { assertAble } from '../conferencing/backend';
import type { Settings } from '../settings/settings';
import type { Secret } from '../base/secret';
import type { TenantCall } from '../conferencing/tenant-calls';
import { parseConferenceId } from '../conferencing/conference-ids';
import { type ConferenceInfo, infoOf } from '../conferencing/records';
import { type Person } from '../people/person';
import { createEnabling } from './enabling';
import { automaticMailOutcome, type AutomaticMail, hidesPin, type MailOutcome } from '../mail/mail-outcome';
import { createMailRequests } from './mails';
import { createNumberChange } from './number';
import { createPersonChanges } from './person';
import { Problem } from '../base/problem';
import { createResets } from './resets';
import type { ConferencingDependencies } from './dependencies';

/** Everything that can be done about a person's Audio Conferencing. */
export function createConferencing(dependencies: ConferencingDependencies) {
  const { directory, settings, conferenceIds, records, chats, backend, mirror } = dependencies;

  return {
    ...createResets(dependencies),
    ...createEnabling(dependencies),
    ...createNumberChange(dependencies),
    ...createPersonChanges(dependencies),
    ...createMailRequests(dependencies),

    /**
     * What may be shown of a person's conferencing.
     * @throws Problem that says why the person has none
     */
    async info(target: Person, about: { own: boolean }): Promise<ConferenceInfo> {
      await mirror.person(target);
      const { record, tenantSettings } = await records.of(target, about);
      return infoOf(record, tenantSettings);
    },

    /**
     * What will happen with the mail about a change to somebody who is enabled.
     * @throws Problem that says why the person has none
     */
    async mailOutcome(
      kind: AutomaticMail,
      target: Person,
      about: { own: boolean; address?: string; noMail?: boolean; microsoft?: 'asked' },
    ): Promise<MailOutcome> {
      if (kind === 'conference-id-reset') assertAble(backend, 'reset-conference-id');
      const { record, tenantSettings } = await records.of(target, about);
      const usual = backend.pinMailer === 'microsoft' ? ('usual' as const) : undefined;
      const microsoft = about.microsoft ?? usual;
      const circumstances = { ...about, microsoft, settings: tenantSettings, personMails: record.mails };
      return automaticMailOutcome(kind, target, circumstances);
    },

    /** Whether only its owner may see a PIN that is reset, and if so, whether it can wait in the owner's chat. */
    async pinHiding(target: Person, { own }: { own: boolean }): Promise<{ hidden: boolean; inChat: boolean }> {
      const hidden = hidesPin(await settings.of(target.tenant), target, { own });
      return { hidden, inChat: hidden && (await chats.find(target.tenant, target.id)) !== undefined };
    },

    /**
     * The person who has a number as conference ID, or when it was retired.
     * @throws Problem `conference-id-malformed` or `conference-id-unknown`
     */
    async findConferenceId(
      tenant: string,
      text: string,
    ): Promise<{ number: string; person?: Person; retiredAt?: Date }> {
      assertAble(backend, 'find-conference-id');
      const number = parseConferenceId(text);
      const { bridge } = await settings.of(tenant);
      const known = await conferenceIds.find(bridge, number);
      // Another tenant's number on a shared bridge is none of this tenant's business.
      if (known?.tenant !== tenant) throw new Problem('conference-id-unknown', { number });
      return { number, person: await directory.byId(tenant, known.person), retiredAt: known.retiredAt };
    },

    /** Asks Teams what somebody has, where Teams keeps that, before it is shown. */
    refresh: (target: Person): Promise<void> => mirror.person(target),

    /** The numbers of the bridge, of each kind: the usual one first. */
    async bridgeNumbers(tenant: string): Promise<Settings> {
      await mirror.bridge(tenant);
      return settings.of(tenant);
    },

    /** Notes that nobody knows what became of a call to Teams whose process is gone. */
    giveUp: (call: TenantCall): Promise<boolean> => dependencies.outside.end(call, { state: 'unknown' }),

    /**
     * Whether this is the person's PIN.
     * @throws Problem `not-with-teams` where PINs are not kept here, or as `PinVerification.verifyPin`
     */
    async verifyPin(person: Pick<Person, 'tenant' | 'id'>, pin: Secret): Promise<boolean> {
      assertAble(backend, 'check-pin');
      return dependencies.pinVerification.verifyPin(person, pin);
    },
  };
}

export type Conferencing = ReturnType<typeof createConferencing>;

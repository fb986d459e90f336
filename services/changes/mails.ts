import { startAgain } from '../base/start-again';
import type { ConferencingDependencies } from './dependencies';
import { infoOf } from '../conferencing/records';
import { contactOf, type Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { Click } from '../offers/offers';
import { carriesPin, type OutboxDocument } from '../mail/outbox-document';
import { Problem } from '../base/problem';
import { tellLoosened } from './telling';
import type { Settings } from '../settings/settings';
import { assertAddressAllowed } from '../people/mail-addresses';
import { parseAddress, type Sender } from '../base/mail-address';
import { assertMailAllowed, senderGiven } from '../people/mail-senders';

/** How many of a person's undelivered mails are searched for one that can be sent again. */
const mostLookedThrough = 50;

/** Mails that somebody asks for. */
export function createMailRequests(dependencies: ConferencingDependencies) {
  const { change, records, settings, outbox } = dependencies;

  return {
    /**
     * The address for a mail that somebody asks for: the one given with the command, if the role may give one, else the
     * person's own.
     * @throws Problem `no-mailbox`, `address-malformed`, `address-several` or `address-not-allowed`
     */
    async addressFor(actor: Person, target: Person, given: string | undefined): Promise<string> {
      if (given === undefined) return ownAddress(target, { own: actor.id === target.id });
      const address = parseAddress(given);
      assertAddressAllowed(address, { actor, target, settings: await settings.of(target.tenant) });
      return address;
    },

    /**
     * The sender of the mails about a change, if the command names one.
     * @throws Problem `not-your-role`, `address-malformed`, `address-several`, `sender-not-allowed` or
     * `setting-invalid`
     */
    senderFor: async (actor: Person, given: Sender): Promise<Sender> =>
      senderGiven(given, { actor, settings: await settings.of(actor.tenant) }),

    /**
     * Accepts an offered mail with the conference ID and the numbers, but never the PIN. Somebody asked for it, so it
     * goes out even if automatic mails are off.
     * @throws Problem `no-mailbox`, or when the offer is no longer open
     */
    sendInfo: (click: Click): Promise<{ person: Person; address: string }> =>
      startAgain(async () => {
        const { offer, actor, target, own } = await change.look(click, 'send-conference-info');
        const { record, tenantSettings } = await records.of(target, { own });
        const { address: given, from } = offer.input ?? {};
        const address = given ?? ownAddress(target, { own });
        const info = infoOf(record, tenantSettings);
        const mail = { kind: 'queued', address } as const;
        const letter = outbox.compose({
          kind: 'conference-info',
          actor,
          target,
          mail,
          info,
          given: given !== undefined,
          from,
        });
        return change.commit(click, 'send-conference-info', async (parties, moment) => {
          assertEligible(parties.target, parties);
          assertMailAllowed(offer.input, { ...parties, settings: tenantSettings });
          if (letter) await outbox.add(letter, offer, moment);
          return { result: { person: parties.target, address } };
        });
      }),

    /**
     * The mail to send again: the one behind a button, or the person's newest undelivered one. It goes to the person's
     * current address, unless the mail was asked for with another address.
     * @throws Problem `mail-none-failed`, `mail-not-failed`, `mail-with-pin` or `no-mailbox`
     */
    async failedMail(
      target: Person,
      id: string | undefined,
      { own }: { own: boolean },
    ): Promise<{ mail: OutboxDocument; address: string }> {
      const { mails } =
        id === undefined
          ? await outbox.dead(target.tenant, mostLookedThrough, target.id)
          : { mails: [await outbox.byId(target.tenant, id)] };
      // Prefers one that can be sent again.
      const mail = mails.find((one) => one && !carriesPin(one)) ?? mails[0];
      if (!mail) throw new Problem('mail-none-failed', { person: contactOf(target), own });
      return { mail, address: addressAgain(mail, target, { own }) };
    },

    /**
     * Accepts the offer to send an undelivered mail again, with the current conference ID and numbers.
     * @throws Problem as `failedMail`, or when the offer is no longer open
     */
    resendMail: (click: Click): Promise<{ person: Person; address: string }> =>
      startAgain(async () => {
        const { offer, target, own } = await change.look(click, 'resend-mail');
        const mail = await outbox.byId(target.tenant, offer.input?.mail ?? '');
        if (!mail) throw new Problem('mail-not-failed', {});
        const address = addressAgain(mail, target, { own });
        return change.commit(click, 'resend-mail', async (parties, moment) => {
          if (!(await outbox.requeue(mail._id, address, offer, moment))) throw new Problem('mail-not-failed', {});
          return { result: { person: parties.target, address } };
        });
      }),

    /**
     * Accepts the offer to switch a person's automatic mails on or off.
     * @throws Problem `not-enabled`, or when the offer is no longer open
     */
    switchMails: (click: Click): Promise<{ person: Person; on: boolean }> =>
      startAgain(async () => {
        const { offer, target, own } = await change.look(click, 'switch-mails');
        const { record } = await records.of(target, { own });
        const on = offer.input?.position === 'on';
        return change.commit(click, 'switch-mails', async (parties, { session }) => {
          await records.update(record, { unchanged: ['enabled'], set: { mails: on } }, session);
          return { result: { person: parties.target, on }, change: switched(record.mails, on) };
        });
      }),

    /**
     * Whether automatic mails are on for this person, regardless of the tenant's switch.
     * @throws Problem that says why there is nothing to switch
     */
    async mailsOf(target: Person, { own }: { own: boolean }): Promise<boolean> {
      return (await records.of(target, { own })).record.mails;
    },

    /**
     * Accepts the offer to turn one of the tenant's mail switches on or off.
     * @throws Problem when the offer is no longer open
     */
    switchTenantMails: (click: Click, which: TenantSwitch): Promise<{ on: boolean }> =>
      startAgain(async () => {
        const { offer } = await change.look(click, which);
        const setting = tenantSwitches[which];
        const on = offer.input?.position === 'on';
        return change.commit(click, which, async ({ actor, request }, moment) => {
          const { session } = moment;
          const before = (await settings.of(actor.tenant, session))[setting];
          await settings.save(actor.tenant, { [setting]: on }, session);
          const texts = switched(before, on);
          await tellLoosened(dependencies, { actor, request }, { [setting]: texts }, moment);
          return { result: { on }, change: texts };
        });
      }),
  };
}

/** The tenant's mail switches: the command for each one, and the setting behind it. */
const tenantSwitches = {
  'switch-automatic-mails': 'automaticMails',
  'switch-pins-by-mail': 'pinsByMail',
} as const satisfies Record<string, keyof Settings>;
type TenantSwitch = keyof typeof tenantSwitches;

const position = (on: boolean): string => (on ? 'on' : 'off');
const switched = (before: boolean, after: boolean) => ({ before: position(before), after: position(after) });

/** @throws Problem `no-mailbox` */
function ownAddress(target: Person, { own }: { own: boolean }): string {
  if (!target.mail) throw new Problem('no-mailbox', { person: contactOf(target), own });
  return target.mail;
}

/** @throws Problem when the mail cannot be sent again */
function addressAgain(mail: OutboxDocument, target: Person, { own }: { own: boolean }): string {
  if (mail.state !== 'dead' || mail.person !== target.id) throw new Problem('mail-not-failed', {});
  // The PIN was wiped after the last try, so nobody knows it any more.
  if (carriesPin(mail)) throw new Problem('mail-with-pin', { person: contactOf(target) });
  return mail.given ? mail.to : ownAddress(target, { own });
}

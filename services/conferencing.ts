import type { Change } from './change';
import { type ConferenceIds, NumberTaken, parseConferenceId } from './conference-ids';
import { type ConferenceInfo, createConferencingRecords, infoOf, mailAfter } from './conferencing-records';
import { contactOf, type Directory, type Person } from './directory';
import { assertEligible } from './eligibility';
import { HashingBusy } from './hashing';
import { BudgetSpent, type Mongo } from './mongo';
import type { Click } from './operations';
import { type MailFate, type Outbox, type OutboxDocument } from './outbox';
import type { PinVerification } from './pin-verification';
import type { Pins } from './pins';
import { Problem } from './problem';
import type { Secret } from './secret';
import type { SettingsService } from './settings';

interface Dependencies {
  mongo: Mongo;
  change: Change;
  directory: Directory;
  settings: SettingsService;
  conferenceIds: ConferenceIds;
  outbox: Outbox;
  pins: Pins;
  pinVerification: PinVerification;
}

/** How often a change starts again because somebody changed the same person at that moment. */
const mostAttempts = 8;

/** Everything that can be done for a person enabled for Audio Conferencing. */
export function createConferencing(dependencies: Dependencies) {
  const { mongo, change, directory, settings, conferenceIds, outbox, pins, pinVerification } = dependencies;
  const records = createConferencingRecords({ mongo, settings });
  const conferencing = records.collection;

  return {
    /**
     * Accepts an offered PIN reset: the old PIN stops working, the new one is returned once.
     * @throws Problem when the offer is not open any more or the person cannot have a PIN
     */
    resetPin: (click: Click): Promise<{ person: Person; pin: Secret; info: ConferenceInfo; mail: MailFate; own: boolean }> =>
      again(async () => {
        const { actor, target, own } = await change.look(click, 'reset-pin');
        const held = await records.of(target, { own });
        const { record, tenantSettings } = held;
        // Above every version that the trail knows: an old verifier that was put back must not fit again later.
        const version = Math.max(record.pin.version, await pinVerification.leastVersion(target)) + 1;
        const owner = { tenant: target.tenant, person: target.id, version };
        const current = { verifier: record.pin, owner: { ...owner, version: record.pin.version } };
        const pin = await pins.draw(tenantSettings.pinLength, current);
        const verifier = await pins.seal(pin, owner);
        const mail = mailAfter('reset-pin', target, held, { own });
        const info = infoOf(record, tenantSettings);
        const letter = letterFor('pin-reset', { actor, target, mail, info, pin });
        return change.commit(click, 'reset-pin', async (parties, { at, session }) => {
          assertEligible(parties.target, parties);
          const { matchedCount } = await conferencing.updateOne(
            { _id: record._id, enabled: true, 'pin.version': record.pin.version },
            { $set: { pin: verifier, pinResetAt: at } },
            { session },
          );
          if (matchedCount === 0) throw new Outdated();
          if (letter) await outbox.add(letter, at, session);
          return { result: { person: parties.target, pin, info: { ...info, pinResetAt: at }, mail, own }, version: owner.version };
        });
      }),

    /**
     * Accepts an offered reset of a conference ID: the old one is retired at once, the new one is returned.
     * @throws Problem when the offer is not open any more, the person has none, or no number is free
     */
    resetConferenceId: (click: Click): Promise<{ person: Person; info: ConferenceInfo; mail: MailFate; own: boolean }> =>
      again(async () => {
        const { actor, target, own } = await change.look(click, 'reset-conference-id');
        const held = await records.of(target, { own });
        const { record, tenantSettings } = held;
        const number = await conferenceIds.pick(record.bridge);
        const mail = mailAfter('reset-conference-id', target, held, { own });
        const info = { ...infoOf(record, tenantSettings), conferenceId: number };
        const letter = letterFor('conference-id-reset', { actor, target, mail, info });
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

    /**
     * Accepts an offered mail with conference ID and numbers, never the PIN. It goes out also where automatic
     * mails are off: it was asked for.
     * @throws Problem `no-mailbox`, or when the offer is not open any more
     */
    sendInfo: (click: Click): Promise<{ person: Person; address: string }> =>
      again(async () => {
        const { actor, target, own } = await change.look(click, 'send-conference-info');
        const { record, tenantSettings } = await records.of(target, { own });
        const address = addressOf(target, { own });
        const mail: MailFate = { kind: 'queued', address };
        const letter = letterFor('conference-info', { actor, target, mail, info: infoOf(record, tenantSettings) });
        return change.commit(click, 'send-conference-info', async (parties, { at, session }) => {
          assertEligible(parties.target, parties);
          if (letter) await outbox.add(letter, at, session);
          return { result: { person: parties.target, address } };
        });
      }),

    /**
     * What may be shown of a person's conferencing.
     * @throws Problem that says why the person has none
     */
    async info(target: Person, about: { own: boolean }): Promise<ConferenceInfo> {
      const { record, tenantSettings } = await records.of(target, about);
      return infoOf(record, tenantSettings);
    },

    /**
     * What will become of the mail when this person's PIN or conference ID is reset.
     * @throws Problem that says why the person has none
     */
    async mailFate(target: Person, change: 'reset-pin' | 'reset-conference-id', about: { own: boolean }): Promise<MailFate> {
      return mailAfter(change, target, await records.of(target, about), about);
    },

    addressOf,

    /**
     * Whose conference ID a number is, or since when nobody's.
     * @throws Problem `conference-id-malformed` or `conference-id-unknown`
     */
    async findConferenceId(tenant: string, text: string): Promise<{ number: string; person?: Person; retiredAt?: Date }> {
      const number = parseConferenceId(text);
      const { bridge } = await settings.of(tenant);
      const known = await conferenceIds.find(bridge, number);
      // Another tenant's number on a shared bridge is none of this tenant's business.
      if (known?.tenant !== tenant) throw new Problem('conference-id-unknown', { number });
      return { number, person: await directory.byId(tenant, known.person), retiredAt: known.retiredAt };
    },

    verifyPin: dependencies.pinVerification.verifyPin,
  };

  /** The mail that a change owes, if it owes one. */
  function letterFor(
    kind: OutboxDocument['kind'],
    about: { actor: Person; target: Person; mail: MailFate; info: ConferenceInfo; pin?: Secret },
  ): Omit<OutboxDocument, 'at'> | undefined {
    const { actor, target, mail, info, pin } = about;
    if (mail.kind !== 'queued') return undefined;
    const { conferenceId, tollNumber, tollFreeNumber } = info;
    return outbox.compose({
      kind,
      tenant: target.tenant,
      person: target.id,
      to: mail.address,
      by: { id: actor.id, name: actor.name },
      facts: { conferenceId, tollNumber, tollFreeNumber },
      pin,
    });
  }

  /** Starts again when somebody else changed the same thing between our look and our commit. */
  async function again<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof BudgetSpent || error instanceof HashingBusy) throw new Problem('busy', {});
        const lost = error instanceof Outdated || error instanceof NumberTaken;
        if (!lost || tries === mostAttempts) throw error;
      }
    }
  }
}

export type Conferencing = ReturnType<typeof createConferencing>;

/** The person's record is not the one this change was prepared for. */
class Outdated extends Error {
  override name = 'Outdated' as const;
}

/** @throws Problem `no-mailbox` */
function addressOf(target: Person, { own }: { own: boolean }): string {
  if (!target.mail) throw new Problem('no-mailbox', { person: contactOf(target), own });
  return target.mail;
}

import type { MomentOfChange } from '../base/moment-of-change';
import { Problem } from '../base/problem';
import type { Secret } from '../base/secret';
import type { MailOutcome } from '../mail/mail-outcome';
import type { Letter } from '../mail/outbox-document';
import { contactOf } from '../people/person';
import type { Parties } from './change';
import type { ConferencingDependencies } from './dependencies';
import type { PinResetPlan } from './pin-reset-plan';

/** How a new PIN gets to its owner: by mail, or by a card that lets it wait. */
export function createPinHandOver({ outbox, pickUps }: Pick<ConferencingDependencies, 'outbox' | 'pickUps'>) {
  return { letterToOwner, assertOwnerTold, waitForOwner, pinLetters };

  /** The mail about a PIN that waits, and whether the old one has stopped. */
  function letterToOwner({ offer, actor, target, mail, info, stopped }: PinResetPlan): Letter | undefined {
    const { address, from } = offer.input ?? {};
    const kind = stopped ? 'pin-stopped' : 'pin-waiting';
    return outbox.compose({ kind, actor, target, mail, info, given: address !== undefined, from });
  }

  /**
   * Checks that something tells the owner of a PIN that waits. Nothing would if no mail is sent, or nobody looks at the
   * row of the job.
   * @throws Problem `bulk-unreachable`
   */
  function assertOwnerTold({ offer, target }: PinResetPlan, { inChat }: { inChat: boolean }): void {
    if (!inChat && (offer.job !== undefined || offer.input?.noMail))
      throw new Problem('bulk-unreachable', { person: contactOf(target) });
  }

  /**
   * Lets a new PIN wait for its owner, and tells the owner so, as part of the reset.
   * @returns whether a card in the owner's chat says so
   * @throws Problem `bulk-unreachable` when nothing would tell the owner
   */
  async function waitForOwner(
    plan: PinResetPlan,
    { actor, target }: Pick<Parties, 'actor' | 'target'>,
    letter: Letter | undefined,
    moment: MomentOfChange,
  ): Promise<boolean> {
    const { offer, stopped } = plan;
    const inChat = await pickUps.offer({ by: actor, target, stopped }, moment);
    assertOwnerTold(plan, { inChat });
    if (letter) await outbox.add(letter, offer, moment);
    return inChat;
  }

  /**
   * The mail with the new PIN, and the one that tells of it where it goes to another address.
   * @param made.pin undefined where Teams did not tell it
   */
  function pinLetters(
    about: Omit<Parameters<typeof outbox.compose>[0], 'kind' | 'pin'>,
    { pin, version }: { pin: Secret | undefined; version: number },
  ): Letter[] {
    const mail: MailOutcome =
      about.mail.kind === 'queued' && !pin && !about.mail.withheld
        ? { ...about.mail, alsoTold: undefined, withheld: 'untold' }
        : about.mail;
    const told: MailOutcome | undefined =
      (mail.kind === 'queued' || mail.kind === 'microsoft') && mail.alsoTold
        ? { kind: 'queued', address: mail.alsoTold, withheld: 'elsewhere' }
        : undefined;
    const sealed = pin && { secret: pin, version };
    return [
      outbox.compose({ kind: 'pin-reset', ...about, mail, pin: sealed }),
      told && outbox.compose({ kind: 'pin-reset', ...about, given: undefined, mail: told, pin: sealed }),
    ].filter((letter) => letter !== undefined);
  }
}

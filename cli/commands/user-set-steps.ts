import type { Person } from '../../services/people/person';
import type { MailOutcome } from '../../services/mail/mail-outcome';
import type { OfferInputs, MailWish } from '../../services/offers/offers';
import { isNumber, type PersonChange } from '../../services/changes/person';
import { Problem } from '../../services/base/problem';
import { mailOutcomeWords, fromWords, noMailWords, type Step, unlessSame } from '../session/changes';
import { type Changed, changedWords } from '../session/changed';
import { exitCodes, Refusal, usageError } from '../terminal/refusal';
import type { CommonOptions, Session } from '../session/session';
import { isMailed, type MailOptions, mailInputOf } from './mail-options';
import { switchText } from './setting-names';
import { shownPerson } from '../../words/people';
import { untoldWords } from '../../words/teams';

/** The options of `user set`. */
export interface SetOptions extends CommonOptions, MailOptions {
  resetLeaderPin?: boolean;
  resetConferenceId?: boolean;
  serviceNumber?: string;
  tollFreeServiceNumber?: string;
  allowPstnOnlyMeetings?: string;
  licensed?: string;
  mails?: string;
}

/** What somebody wants, and for whom. The role is already known to permit it. */
interface Wish {
  session: Session;
  target: Person;
  own: boolean;
  options: SetOptions;
  /** Where the mail goes, if one was asked for. */
  address?: string;
  /** The wishes about mails that go into each offer. */
  mail: MailWish;
  /** Whether nobody but the owner may see the PIN, whatever the organization has set: helpdesk asked for it. */
  forOwner?: boolean;
}

/**
 * The changes that the options ask for, each checked as far as possible beforehand. The PIN comes last, because what is
 * printed then is certain.
 * @throws Problem or Refusal when one of them cannot be made; then none is made
 */
export async function stepsOf(session: Session, target: Person, options: SetOptions): Promise<Step[]> {
  const own = target.id === session.actor.id;
  const mailed = isMailed(options);
  if (own && mailed && options.resetLeaderPin) throw new Problem('address-not-for-own-pin', {});
  const address = mailed
    ? await session.services.conferencing.addressFor(session.actor, target, options.sendEmailToAddress)
    : undefined;
  const wish: Wish = { session, target, own, options, address, mail: await mailInputOf(session, options) };
  const person = await personStep(wish);
  const conferenceId = options.resetConferenceId ? await conferenceIdStep(wish) : undefined;
  const last = options.resetLeaderPin
    ? await pinStep(wish)
    : mailed && !isMailedAnyway(wish, [person, conferenceId])
      ? await infoStep(wish)
      : undefined;
  return [person, conferenceId, last].flatMap((step) => (step ? [step] : []));
}

type Mailing = Step & { mailOutcome?: MailOutcome };

async function personStep({ session, target, own, options, mail }: Wish): Promise<Mailing | undefined> {
  const { conferencing } = session.services;
  const texts: Record<string, string> = {};
  if (options.allowPstnOnlyMeetings !== undefined) texts.callersMayStart = onOrOff(options.allowPstnOnlyMeetings);
  if (options.mails !== undefined) texts.mails = onOrOff(options.mails, '--mails takes on or off');
  if (options.serviceNumber !== undefined)
    texts.tollNumber = await conferencing.numberOnBridge(session.tenant, options.serviceNumber);
  if (options.tollFreeServiceNumber !== undefined)
    texts.tollFreeNumber = await conferencing.numberOnBridge(
      session.tenant,
      options.tollFreeServiceNumber,
      'tollFreeNumber',
    );
  if (Object.keys(texts).length === 0) return undefined;
  const compared = await unlessSame(conferencing.comparePerson(target, texts, { own, noMail: mail.noMail }));
  if (!compared) return undefined;
  const { changes, mail: mailOutcome } = compared;
  const settings = Object.fromEntries(changes.map(({ field, before, after }) => [field, { before, after }]));
  return {
    ...{ kind: 'change-person', target, input: { settings, ...mail }, mailOutcome },
    will:
      `Change ${shownPerson(target)}: ` +
      `${changes.map((one) => changedWords(changedOf(one))).join(', ')}.${mailOutcome ? ` ${mailOutcomeWords(mailOutcome, mail.from)}.` : ''}`,
    run: async (click) => {
      const made = await conferencing.changePerson(click);
      return { changes: made.changes.map(changedOf), noMail: made.mail && noMailWords(made.mail) };
    },
  };
}

async function conferenceIdStep({ session, target, own, mail: input }: Wish): Promise<Mailing> {
  const { conferencing, limits, objections } = session.services;
  await limits.assertFree({
    tenant: session.tenant,
    actor: session.actor.id,
    target: target.id,
    action: 'reset-conference-id',
  });
  const mailOutcome = await conferencing.mailOutcome('conference-id-reset', target, { own, noMail: input.noMail });
  await objections.assertFree(target, { own });
  return {
    ...{ kind: 'reset-conference-id', target, input, mailOutcome },
    will:
      `Reset the conference ID of ${shownPerson(target)}: the old one stops working. ` +
      `${mailOutcomeWords(mailOutcome, input.from)}.`,
    run: async (click) => {
      const { info, mail } = await conferencing.resetConferenceId(click);
      return { conferenceId: info.conferenceId, noMail: noMailWords(mail) };
    },
  };
}

/** A reset of a PIN. @throws Problem or Refusal when it cannot be made, or the PIN would reach nobody */
export async function pinStep(wish: Wish): Promise<Step> {
  const { session, target, own, address, mail: said } = wish;
  const { conferencing, limits, objections } = session.services;
  await limits.assertFree({ tenant: session.tenant, actor: session.actor.id, target: target.id, action: 'reset-pin' });
  const mailOutcome = await conferencing.mailOutcome('pin-reset', target, { own, address, noMail: said.noMail });
  await objections.assertFree(target, { own });
  const hiding = await conferencing.pinHiding(target, { own });
  const hidden = hiding.hidden || wish.forOwner === true;
  const inChat = hidden && (await session.services.chats.find(target.tenant, target.id)) !== undefined;
  const mailed =
    mailOutcome.kind === 'microsoft' || (mailOutcome.kind === 'queued' && (hidden || !mailOutcome.withheld));
  if (!mailed && !(hidden ? inChat : session.showsPin)) throw reachesNobody(wish, { hidden, mailOutcome });
  const input: OfferInputs['reset-pin'] = { ...said, address, ...(hidden && { old: 'works' }) };
  const whose = hidden
    ? 'Only its owner sees the new PIN, and the old one works until then.'
    : `${mailOutcomeWords(mailOutcome, said.from)}.`;
  return {
    ...{ kind: 'reset-pin', target, input, ...(!hidden && { printsPin: session.showsPin }) },
    mustPrintPin: !hidden && session.showsPin && !mailed,
    will: `Reset the PIN of ${shownPerson(target)}. ${whose}`,
    run: async (click) => {
      const { pin, mail, waiting, untold } = await conferencing.resetPin(click);
      return {
        pin: pin && session.showsPin ? pin.reveal() : '*****',
        ...(untold && { note: `${untoldWords} Reset it again in a while, or in the Teams admin center.` }),
        ...(waiting && {
          note: waiting.inChat
            ? 'The new PIN waits in the chat of its owner. The old one works until then.'
            : 'The owner gets a new PIN by typing "reset my pin" to the bot. The old one works until then.',
        }),
        noMail: noMailWords(mail),
      };
    },
  };
}

async function infoStep({ session, target, own, options, address, mail }: Wish): Promise<Step> {
  const { conferencing } = session.services;
  await conferencing.info(target, { own });
  return {
    ...{
      kind: 'send-conference-info',
      target,
      input: { ...mail, ...(options.sendEmailToAddress === undefined ? {} : { address }) },
    },
    will: `Email the conferencing info of ${shownPerson(target)} to ${address}${fromWords(mail.from)}.`,
    run: async (click) => {
      await conferencing.sendInfo(click);
      return {};
    },
  };
}

/** Whether one of the changes mails the same to that address anyway. */
const isMailedAnyway = ({ address }: Wish, steps: readonly (Mailing | undefined)[]): boolean =>
  steps.some((step) => step?.mailOutcome?.kind === 'queued' && step.mailOutcome.address === address);

/** What helps depends on what was asked for: an option that was given already is not named. */
function reachesNobody(
  { target, options, session }: Wish,
  { hidden, mailOutcome }: { hidden: boolean; mailOutcome: MailOutcome },
): Refusal {
  const mailed =
    options.sendEmail === false
      ? 'leave --no-send-email out'
      : target.mail === undefined
        ? 'have it emailed with --send-email-to-address <address>'
        : 'have it emailed with --send-email';
  // Such a mail goes out, but without the PIN: another option changes nothing about that.
  const canBeMailed = mailOutcome.kind !== 'queued';
  const seen =
    options.output === 'none' ? 'Choose another --output than none' : 'Run it in a terminal, or add --show-pin';
  const ways = hidden
    ? `Only its owner may see it, and has no chat with the bot: ${mailed}, or have them say hello to the bot.`
    : `${session.showsPin ? '' : seen}${canBeMailed ? `; or ${mailed}` : '; emails carry no PIN here'}.`;
  return new Refusal({
    code: 'pin-reaches-nobody',
    what: 'nobody would get the new PIN',
    wayOut: `${ways} Nothing was changed.`,
    exit: exitCodes.refused,
  });
}

const labels: Record<PersonChange['field'], string> = {
  tollNumber: 'serviceNumber',
  tollFreeNumber: 'tollFreeServiceNumber',
  mails: 'automaticMails',
  callersMayStart: 'allowPstnOnlyMeetings',
};
/** A field of a person, before and after, as data. */
export const changedOf = ({ field, before, after }: PersonChange): Changed => ({
  name: labels[field],
  ...(isNumber(field)
    ? { before: before || null, after: after || null }
    : { before: before === 'on', after: after === 'on' }),
});

/** Takes the words of PowerShell and those of the bot. @throws Refusal */
function onOrOff(text: string, allowed = '--allow-pstn-only-meetings takes true or false'): string {
  const meaning = switchText(text);
  if (meaning === undefined) throw usageError(allowed);
  return meaning;
}

import { Problem } from '../base/problem';
import type { Secret } from '../base/secret';
import { assertNotBlocked, type ConferenceInfo, type Held, infoOf } from '../conferencing/records';
import { automaticMailOutcome, hidesPin, type MailOutcome } from '../mail/mail-outcome';
import type { Click } from '../offers/offers';
import { contactOf, type Person } from '../people/person';
import type { Parties } from './change';
import type { ConferencingDependencies } from './dependencies';

/** The result of resetting a PIN. */
export interface PinReset {
  person: Person;
  own: boolean;
  info: ConferenceInfo;
  mail: MailOutcome;
  /** The new PIN, if the person who reset it may see it. */
  pin?: Secret;
  /** Teams made a new PIN, and did not tell it. */
  untold?: { microsoftMayMail: boolean };
  /** If there is no PIN here: whether it waits in the owner's chat, and whether the old one has stopped working. */
  waiting?: { inChat: boolean; stopped: boolean };
  /** Whether a card in the owner's chat says that somebody else reset it. */
  toldInChat?: boolean;
}

/** What a reset of a PIN will do, as far as it is known before its transaction. */
export interface PinResetPlan extends Held, Omit<Parties<'reset-pin'>, 'request'> {
  click: Click;
  /** Whether only the owner may see the PIN. It then waits for the owner. */
  hidden: boolean;
  /** Whether the old PIN stops at once, although the new one waits. */
  stopped: boolean;
  mail: MailOutcome;
  info: ConferenceInfo;
}

/** @throws Problem when the offer is no longer open, or the person cannot have a PIN or has objected */
export async function planPinReset(
  click: Click,
  { change, records, mongo, backend }: Pick<ConferencingDependencies, 'change' | 'records' | 'mongo' | 'backend'>,
): Promise<PinResetPlan> {
  const parties = await change.look(click, 'reset-pin');
  const { offer, target, own } = parties;
  const held = await records.of(target, { own });
  const { record, tenantSettings } = held;
  assertNotBlocked(record, target, { own, at: await mongo.now() });
  const { address, old, noMail, microsoft } = offer.input ?? {};
  // If the offer promised to hide the PIN, it stays hidden, even if the tenant has since chosen to show PINs.
  const hidden = hidesPin(tenantSettings, target, { own }) || old !== undefined;
  if (hidden && old === undefined) throw new Problem('offer-outdated', { command: 'reset-pin' });
  const mailOutcome = automaticMailOutcome('pin-reset', target, {
    settings: tenantSettings,
    personMails: record.mails,
    own,
    address,
    noMail,
    // A mail about a PIN that waits has none, and is ours.
    microsoft: hidden ? undefined : microsoft ? 'asked' : backend.pinMailer === 'microsoft' ? 'usual' : undefined,
  });
  // No screen shows a PIN that a bulk job makes, so it must be hidden or mailed. The mail about a hidden PIN
  // needs no reason for being without it.
  const mailed = mailOutcome.kind === 'microsoft' || (mailOutcome.kind === 'queued' && !mailOutcome.withheld);
  if (offer.job !== undefined && !hidden && !mailed)
    throw new Problem('bulk-unreachable', { person: contactOf(target) });
  const mail = hidden && mailOutcome.kind === 'queued' ? { ...mailOutcome, withheld: undefined } : mailOutcome;
  return { ...parties, ...held, click, hidden, stopped: old === 'stops', mail, info: infoOf(record, tenantSettings) };
}

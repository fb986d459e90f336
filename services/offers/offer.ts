import type { ChangeAction } from '../audit/changes';
import type { Scope } from '../audit/trail';
import type { Guarded } from './guarded';
import type { Sender } from '../base/mail-address';
import { Problem } from '../base/problem';

/** An offer that somebody may accept once, by pressing its button. Each kind defines what it needs. */
export type Offer<Kind extends OfferKind = OfferKind> = {
  [One in Kind]: OfferCommon & { kind: One } & WithInput<One>;
}[Kind];

interface OfferCommon {
  /**
   * 128 random bits. They reach only the chat that the offer was made in, and never a log, a mail or the trail. Its
   * button carries them with a signature (`services/pins/button-ids.ts`).
   */
  _id: string;
  /** Whether its button carries a signature. Absent for an offer from before there were any. */
  signed?: true;
  tenant: string;
  actor: string;
  target: string;
  /** The 1:1 chat in which it was offered, and the only one in which it can be accepted. */
  conversation: string;
  /**
   * `other`: another button of its card was pressed. `lapsed`: it expired, and the person concerned was told.
   * `restored`: it was open in a backup, and nobody knows what became of it since.
   */
  state: 'offered' | 'done' | 'cancelled' | 'superseded' | 'other' | 'lapsed' | 'restored';
  createdAt: Date;
  expiresAt: Date;
  /** When it ended: when it left the state `offered`. */
  endedAt?: Date;
  /** Which call ended it. After a lost connection this tells whether the commit was ours. */
  claimedBy?: string;
  /**
   * What happened to the answer to its click. `shown` is noted only if the click made a new PIN. Absent while nobody
   * knows.
   */
  display?: 'shown' | 'mailed' | 'lost' | 'kept';
  /** Where Teams was asked to do it: what became of that. Absent where the change was part of the transaction. */
  call?: OfferCall;
  /** When a newer PIN replaced the one that its card shows or masks. */
  retiredAt?: Date;
  /** The same for all buttons of a card, if it has several. */
  card?: string;
  /**
   * Distinguishes it from other offers of the same actor, target and kind. Absent for the first button of a card that
   * answers a typed command.
   */
  slot?: string;
  /** The notice that brought it. The notice then knows the message. */
  notice?: string;
  /** The message that shows the offer, to be edited to its final state. */
  message?: { id: string; timeZone: string };
  /** The bulk job, if it carries out one of its rows. */
  job?: string;
  /** When the message is due for its final state. Absent once the message shows it. */
  tidyAt?: Date;
}

/** How a call to Teams stands. `untold`: Teams made a new PIN and did not tell it. */
export type OfferCall = 'asked' | 'done' | 'untold' | 'refused' | 'unknown';

/** Whether a mail goes out about a change, and which sender it has, if the command said so. */
export interface MailWish {
  /** No automatic mail goes out about it, whatever the switches say. */
  noMail?: true;
  /** The sender of its mails, instead of the tenant's. */
  from?: Sender;
}

/** A change that another administrator may have asked for. */
interface Decision {
  /** The request that it decides. */
  request?: string;
}

/** Fields by name, each with its text before and after. */
type Edits = Record<string, { before: string; after: string }>;

/** The new position of a switch. */
type Position = 'on' | 'off';

/** Nothing but the actor, the target and the kind. */
type Nothing = Record<never, never>;

/**
 * What an offer of each kind holds apart from the actor, the target and the kind, so that it cannot change between the
 * offer and the click. A kind of change that is not here cannot be offered.
 */
export interface OfferInputs {
  'reset-pin': MailWish &
    Decision & {
      /** A mail address instead of the person's own. */
      address?: string;
      /** For a PIN that only its owner may see: whether the old one works until the new one is picked up. */
      old?: 'works' | 'stops';
      /** Microsoft mails the new PIN, whoever mails usually. Only where Teams keeps the PINs. */
      microsoft?: true;
    };
  'reset-conference-id': MailWish & Decision;
  'pick-up-pin': Nothing;
  /** The offer whose PIN came too late for the answer to its click. */
  'show-late-pin': { of: string };
  /** `version`: the version of the PIN that it is about. */
  'not-me': { version?: number };
  'enable': Pick<MailWish, 'noMail'> & Decision;
  'disable': Pick<MailWish, 'noMail'> & Decision;
  /** The new default number to dial, E.164. */
  'change-number': Decision & { number: string };
  'change-person': MailWish & Decision & { settings: Edits };
  'switch-mails': Decision & { position: Position };
  'switch-automatic-mails': { position: Position };
  'switch-pins-by-mail': Decision & { position: Position };
  'change-settings': Decision & { settings: Edits };
  'restore-defaults': Decision & { settings: Edits };
  'make-role': Decision & { role: string };
  'protect': Nothing;
  'unprotect': Decision;
  'forget': Decision;
  'send-conference-info': MailWish & { address?: string };
  /** The mail to send again: its `_id` in the outbox. */
  'resend-mail': { mail: string };
  'ask-admin': Nothing;
  'ask-pin-reset': Nothing;
  'nudge': Nothing;
  'lift-lock': Decision;
  'ask-second-admin': AskedFor;
  'decline-request': { request: string };
  /**
   * The job that it starts, how many people the job is for, the name of the command that it carries out for them,
   * and the number that they get, if that is the change.
   */
  'bulk': Decision & { job: string; people?: number; action?: string; number?: string };
}

/** What can be offered, by the name of the command that does it. Each kind is a change of the trail. */
export type OfferKind = InTrail<keyof OfferInputs>;
type InTrail<Kind extends ChangeAction> = Kind;

/** What a second administrator is asked to approve: the change, with its own input. */
export type AskedFor = { [Kind in Guarded]: OfferInputs[Kind] & { action: Kind } }[Guarded];

/** Everything that an offer may hold, for texts that cover all kinds. */
export type AnyInput = Flat<OfferInputs[Exclude<OfferKind, 'ask-second-admin'>]> & { action?: string };
type Flat<Union> = {
  [Key in Union extends unknown ? keyof Union : never]?: Union extends unknown
    ? Key extends keyof Union
      ? Union[Key]
      : never
    : never;
};

/** The input of a kind. It may be absent if every part of it may be. */
export type WithInput<Kind extends OfferKind> = Nothing extends OfferInputs[Kind]
  ? { input?: OfferInputs[Kind] }
  : { input: OfferInputs[Kind] };

/** What a click proves: who pressed which button, and where. */
export interface Click {
  offer: string;
  /** The button carried the bare id, as buttons did before ids were signed: good only for an offer from then. */
  unsigned?: true;
  tenant: string;
  actor: string;
  conversation: string;
  from: Scope;
}

/** Whether the offer can still be accepted. */
export const isOpen = ({ state, expiresAt }: Offer, now: Date): boolean => state === 'offered' && expiresAt > now;

/** @throws Problem that says why the offer can no longer be accepted, if so */
export function assertOpen(offer: Offer, now: Date): void {
  const { state, endedAt, expiresAt, kind, target } = offer;
  if (state === 'done') throw new Problem('operation-used', { at: endedAt ?? expiresAt, kind, target });
  if (state === 'cancelled') throw new Problem('operation-cancelled', {});
  if (state === 'superseded') throw new Problem(offer.notice ? 'notice-over' : 'operation-superseded', {});
  if (state === 'other') throw new Problem('operation-other', { at: endedAt ?? expiresAt });
  if (state === 'restored') throw new Problem('operation-restored', {});
  if (state === 'lapsed' || expiresAt <= now)
    throw new Problem('operation-expired', { command: kind, again: againOf(offer) });
}

/** The words that lead to the same offer again: the person it was for, and the rest of its input. */
function againOf({ target, input }: Offer): Record<string, string> {
  const { address, position, number, role, mail }: AnyInput = input ?? {};
  const said = Object.entries({ address, position, number, role, mail }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { person: target, ...Object.fromEntries(said) };
}

/**
 * The words that lead to the same offer again; undefined if it is about more than words can say, such as the fields of
 * a form.
 */
export function madeByWords(offer: Offer): Record<string, string> | undefined {
  const sayable = ['address', 'position', 'number', 'role', 'mail', 'old'];
  const said = Object.entries(offer.input ?? {}).every(
    ([name, value]) => value === undefined || sayable.includes(name),
  );
  return said && !unsayable.includes(offer.kind) ? againOf(offer) : undefined;
}

/** Kinds that no words make: they come with a notice, or from a form. */
const unsayable: readonly OfferKind[] = [
  'not-me',
  'pick-up-pin',
  'show-late-pin',
  'bulk',
  'decline-request',
  'ask-second-admin',
  'ask-admin',
  'ask-pin-reset',
  'nudge',
];

/** A change with its input, without the actor and the target. */
export type Wanted = { [Kind in OfferKind]: { kind: Kind } & WithInput<Kind> }[OfferKind];

/** An offer to be made. */
export type NewOffer = Wanted & Pick<OfferCommon, 'tenant' | 'actor' | 'target' | 'conversation'>;

/** The request that an offer decides, if there is one. */
export const requestOf = ({ input }: Offer): string | undefined => (input as Decision | undefined)?.request;

/**
 * Whether the answer to the click on this offer is a new PIN. Nobody has a row of a bulk job on the screen, and a PIN
 * that only its owner may see comes on a separate card.
 */
export const answersPin = (offer: Offer): boolean =>
  (offer.call === undefined || offer.call === 'done') &&
  (offer.kind === 'pick-up-pin' ||
    offer.kind === 'show-late-pin' ||
    (offer.kind === 'reset-pin' &&
      offer.job === undefined &&
      (offer.input as AnyInput | undefined)?.old === undefined));

import type { Scope } from '../audit/trail';
import type { Guarded } from './guarded';
import type { Sender } from '../base/mail-address';
import { Problem } from '../base/problem';

/** An offer that somebody may accept once, by pressing its button. Each kind says what it needs. */
export type Offer<Kind extends OfferKind = OfferKind> = {
  [One in Kind]: OfferCommon & { kind: One } & WithInput<One>;
}[Kind];

interface OfferCommon {
  /** 128 random bits. They reach only the chat that the offer was made in, and never a log, a mail or the trail. */
  _id: string;
  tenant: string;
  actor: string;
  target: string;
  /** The 1:1 chat in which it was offered, and the only one in which it can be accepted. */
  conversation: string;
  /** `other`: another button of its card was pressed. `lapsed`: it expired, and whom it concerns was told. */
  state: 'offered' | 'done' | 'cancelled' | 'superseded' | 'other' | 'lapsed';
  createdAt: Date;
  expiresAt: Date;
  /** When it left the state `offered`. */
  endedAt?: Date;
  /** Which call ended it: tells after a lost connection whether the commit was ours. */
  claimedBy?: string;
  /**
   * What became of the answer to its click: `shown` is noted only where a new PIN came of it. Absent while nobody
   * knows.
   */
  display?: 'shown' | 'lost';
  /** What it has in common with the other buttons of its card, where there are several. */
  card?: string;
  /**
   * Sets it apart from other offers of the same actor, target and kind: absent for the first button of what words made.
   */
  slot?: string;
  /** The notice that brought it, which then holds its message. */
  notice?: string;
  /** Where the offer's message stands, to be edited to its final state. */
  message?: { id: string; timeZone: string };
  /** The bulk job that it carries out a row of. */
  job?: string;
  /** When that message is due for its final state; absent once it is there. */
  tidyAt?: Date;
}

/** Whether a mail goes out about a change, and whom it comes from, where that was said with it. */
export interface MailWish {
  /** No automatic mail goes out about it, whatever the switches say. */
  noMail?: true;
  /** Whom its mails come from, instead of the tenant's sender. */
  from?: Sender;
}

/** A change that another administrator may have asked for. */
interface Decision {
  /** The request that it decides. */
  request?: string;
}

/** Fields by name, each as the text of before and after. */
type Edits = Record<string, { before: string; after: string }>;

/** The new position of a switch. */
type Position = 'on' | 'off';

/** Nothing besides who, whom and what. */
type Nothing = Record<never, never>;

/**
 * What an offer of each kind says besides who, whom and what, so that it cannot change between the offer and the
 * click. A kind of change that is not here cannot be offered.
 */
export interface OfferInputs {
  'reset-pin': MailWish &
    Decision & {
      /** A mail address instead of the person's own. */
      address?: string;
      /** A PIN that only its owner may see: whether the old one works until the new one is picked up. */
      old?: 'works' | 'stops';
    };
  'reset-conference-id': MailWish & Decision;
  'pick-up-pin': Nothing;
  /** `version`: which of the person's PINs it is about. */
  'not-me': { version?: number };
  'enable': Pick<MailWish, 'noMail'> & Decision;
  'disable': Pick<MailWish, 'noMail'> & Decision;
  /** The new default number to dial, E.164. */
  'change-number': Decision & { number: string };
  'change-person': MailWish & Decision & { settings: Edits };
  'switch-mails': Decision & { position: Position };
  'switch-automatic-mails': { position: Position };
  'switch-pins-by-mail': { position: Position };
  'change-settings': { settings: Edits };
  'restore-defaults': { settings: Edits };
  'make-role': Decision & { role: string };
  'protect': Nothing;
  'unprotect': Decision;
  'forget': Decision;
  'send-conference-info': MailWish & { address?: string };
  /** The mail to send again: its `_id` in the outbox. */
  'resend-mail': { mail: string };
  'ask-admin': Nothing;
  'ask-second-admin': AskedFor;
  'decline-request': { request: string };
  /** The job that it starts, how many people it is for, and what it does to them: the name of its command. */
  'bulk': Decision & { job: string; people?: number; action?: string };
}

/** What can be offered: the name of the command that does it. */
export type OfferKind = keyof OfferInputs;

/** What a second administrator is asked to approve: the change, with what it says itself. */
export type AskedFor = { [Kind in Guarded]: OfferInputs[Kind] & { action: Kind } }[Guarded];

/** What any offer may say, for words that are about all of them. */
export type AnyInput = Flat<OfferInputs[Exclude<OfferKind, 'ask-second-admin'>]> & { action?: string };
type Flat<Union> = {
  [Key in Union extends unknown ? keyof Union : never]?: Union extends unknown
    ? Key extends keyof Union
      ? Union[Key]
      : never
    : never;
};

/** The input of a kind: absent where all of it may be. */
export type WithInput<Kind extends OfferKind> = Nothing extends OfferInputs[Kind]
  ? { input?: OfferInputs[Kind] }
  : { input: OfferInputs[Kind] };

/** What a click proves: who pressed which button where. */
export interface Click {
  offer: string;
  tenant: string;
  actor: string;
  conversation: string;
  from: Scope;
}

/** @throws Problem that says why the offer cannot be accepted any more, if so */
export function assertOpen(offer: Offer, now: Date): void {
  const { state, endedAt, expiresAt, kind } = offer;
  if (state === 'done') throw new Problem('operation-used', { at: endedAt ?? expiresAt, kind });
  if (state === 'cancelled') throw new Problem('operation-cancelled', {});
  if (state === 'superseded') throw new Problem(offer.notice ? 'notice-over' : 'operation-superseded', {});
  if (state === 'other') throw new Problem('operation-other', { at: endedAt ?? expiresAt });
  if (state === 'lapsed' || expiresAt <= now)
    throw new Problem('operation-expired', { command: kind, again: againOf(offer) });
}

/** The words that the same offer takes: who it was for, and what was said besides. */
function againOf({ target, input }: Offer): Record<string, string> {
  const { address, position, number, role, mail }: AnyInput = input ?? {};
  const said = Object.entries({ address, position, number, role, mail }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { person: target, ...Object.fromEntries(said) };
}

/** A change with what it says besides who and whom. */
export type Wanted = { [Kind in OfferKind]: { kind: Kind } & WithInput<Kind> }[OfferKind];

/** An offer that is to be made. */
export type NewOffer = Wanted & Pick<OfferCommon, 'tenant' | 'actor' | 'target' | 'conversation'>;

/** The request that an offer decides, if it does. */
export const requestOf = ({ input }: Offer): string | undefined => (input as Decision | undefined)?.request;

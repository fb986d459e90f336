import type { Scope } from '../audit/trail';
import type { Sender } from '../base/mail-address';
import { Problem } from '../base/problem';

/** An offer that somebody may accept once, by pressing its button. */
export interface Offer {
  /** 128 random bits. They reach only the chat that the offer was made in, and never a log, a mail or the trail. */
  _id: string;
  /** The name of the command that made it. */
  kind: string;
  tenant: string;
  actor: string;
  target: string;
  /** What else the offer says, so that it cannot change between the offer and the click. */
  input?: OperationInput;
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

/** The particulars of an offer. */
export interface OperationInput {
  /** A mail address instead of the person's own. */
  address?: string;
  /** No automatic mail goes out about it, whatever the switches say. */
  noMail?: true;
  /** Whom its mails come from, instead of the tenant's sender. */
  from?: Sender;
  /** The mail to send again: its `_id` in the outbox. */
  mail?: string;
  /** The new position of a switch. */
  position?: 'on' | 'off';
  /** Settings by name, each as the text of before and after. */
  settings?: Record<string, { before: string; after: string }>;
  /** The new role. */
  role?: string;
  /** A PIN that only its owner may see: whether the old one works until the new one is picked up. */
  old?: 'works' | 'stops';
  /** Which of the person's PINs it is about. */
  version?: number;
  /** The request that it decides. */
  request?: string;
  /** What a second administrator is asked to approve, or what a bulk job does: the name of its command. */
  action?: string;
  /** The bulk job that it starts, and how many people it is for. */
  job?: string;
  people?: number;
  /** The new default number to dial, E.164. */
  number?: string;
}

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
  const { address, position, number, role, mail } = input ?? {};
  const said = Object.entries({ address, position, number, role, mail }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { person: target, ...Object.fromEntries(said) };
}

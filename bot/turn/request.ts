import type { ListSource } from '../../services/bulk/list';
import type { InPlace } from '../show/excuses';
import type { Card } from '../../cards/card';
import type { Scope } from '../../services/audit/trail';
import type { FileConsent } from './file';
import type { Slots } from './utterance';
import type { Offer } from '../../services/offers/offers';
import type { ProblemCode } from '../../services/base/problem';

/** How a turn ended. `offered`: a card with a button asks first. `late`: the person was told that it takes longer. */
export type TurnOutcome =
  | 'done'
  | 'offered'
  | 'changed'
  | 'cancelled'
  | 'refused'
  | 'which-person'
  | 'not-understood'
  | 'unavailable'
  | 'late'
  | 'silenced'
  | 'failed'
  | 'other';

/** What came of a turn, for whoever counts: names of the program's own, and nothing that somebody typed. */
export interface TurnEnd {
  /** The command, or the kind of the offer that was pressed. Absent where none was understood. */
  command?: string;
  outcome: TurnOutcome;
  /** Why it was refused. */
  reason?: ProblemCode;
}

/** What somebody said or pressed, without anything specific to Teams. */
export interface Request {
  tenant: string;
  /** The object id that the channel vouches for; never a display name. */
  actor: string;
  scope: Scope;
  /** The conversation it came from. */
  conversation: string;
  /** The message whose button was pressed. */
  message?: string;
  /** An IANA name, or UTC if the client sent none. */
  timeZone: string;
  /** The address that opens the 1:1 chat with us in Teams, if the bot's id is known. */
  chatLink?: string;
  /** The 1:1 chat with this person. Opens one if need be. @throws Problem `not-installed` */
  privateChat(): Promise<string>;
  /** Hears what came of it; the last word counts. */
  became?(end: TurnEnd): void;
}

/** A message. Its text holds a mark from `mentionMark` where somebody was mentioned. */
export interface Message extends Request {
  text: string;
  /** The files that came with it. @throws Problem when one cannot be read */
  files: readonly (() => Promise<ListSource>)[];
  /** What came with it besides and is no list, such as a picture: the name of each. */
  unread: readonly string[];
  /** The object id of the person behind a mark, as the Connector gives it. @throws Problem `person-mention-unknown` */
  mentioned(mark: string): Promise<string>;
  /** How Teams shows the person behind a mark. It proves nothing. */
  shownAs(mark: string): string;
}

/** One message to send: a card, which may show an offer, or the question whether to save a file. */
export type Reply = { to: 'here' | 'private' } & Shown;
export type Shown =
  | { card: Card; offer?: Pick<Offer, '_id' | 'card'>; file?: undefined }
  | { file: FileConsent; card?: undefined; offer?: undefined };

/** What a problem is about, for the buttons of its card. */
export interface Explained {
  command?: string;
  slots?: Slots;
  offer?: string;
  inPlace?: InPlace;
}

/** The answer to a click: a card that takes the place of the one that was pressed, or a line that leaves it alone. */
export type Answer =
  | {
      card: Card;
      note?: undefined;
      /** Gets whether the card has left us: no other card shows the outcome of the change. */
      answered?: (left: boolean) => Promise<void>;
      /** Tells the person what came of it, if this is too late to be the answer. */
      late?: () => Promise<void>;
    }
  | { note: string; card?: undefined; answered?: undefined; late?: undefined };

/** Stands in a text for the mention with this index. Private-use characters, which are removed from typed texts. */
export const mentionMark = (index: number): string => `\uE000${index}\uE001`;
export const markPattern = /\uE000\d+\uE001/g;
export const isMentionMark = (text: string): boolean => /^\uE000\d+\uE001$/.test(text);
export const stripMarks = (text: string): string => text.replace(/[\uE000\uE001]/g, '');

import type { Card } from '../../cards/card';
import type { Services } from '../../services';
import type { Scope } from '../../services/audit/trail';
import type { Person } from '../../services/people/person';
import type { Steering } from '../../services/bulk';
import type { Click, Offer, OfferInputs, OfferKind, WithInput } from '../../services/offers/offers';
import type { Action } from '../../services/people/rights';
import type { SlotName, Slots, SlotsOf } from './utterance';

/** What a command may ask of the place that it was said in. */
interface Surroundings {
  services: Services;
  /** An instant as hours and minutes where the person is: `14:02`. */
  time(at: Date): string;
  /** The same with its day: `22 Nov 2026, 14:02`. */
  day(at: Date): string;
  /** The person's time zone: an IANA name; UTC where it is not known. */
  zone: string;
}

/** One use of a command: who says it, about whom, and with which words. */
export interface Turn<Slot extends SlotName = SlotName> extends Surroundings {
  actor: Person;
  /** The person meant; the actor when nobody was named. */
  target: Person;
  own: boolean;
  /** What the words left open; a button may say which mail or which page as well. */
  slots: Slots<Slot | 'mail' | 'page' | 'job' | 'bulk'>;
  /** What was filled into the inputs of a card, as text; the inputs are the command's `inputs`. */
  inputs: Readonly<Record<string, string>>;
  /** The text without mentions and politeness; for a button the command's title. */
  said: string;
  scope: Scope;
  /** All commands, for the one that explains them. */
  commands: readonly Command[];
  conversation: string;
}

/**
 * A file instead of a card. What is in it is written when the person has accepted it: until then `query` alone is kept.
 */
export interface FileOffer {
  file: {
    name: string;
    /** What Teams shows beside the name. */
    description: string;
    /** About how large it will be. Bytes. */
    size: number;
    /** Short texts; as slots they ask for the same file again. */
    query: Record<string, string>;
  };
}

/** The acceptance of a file. */
export interface FileTurn {
  actor: Person;
  target: Person;
  query: Readonly<Record<string, string>>;
  zone: string;
  services: Services;
}

/** The acceptance of an offer. */
export interface Acceptance extends Surroundings {
  click: Click;
  /** What was filled into the inputs of the offer, as text. It may be anything at all. */
  inputs: Readonly<Record<string, string>>;
}

/** What a change is answered with where a PIN is on it: whether that has left us is noted. */
export interface CardWithPin {
  card: Card;
  showsPin: true;
}

/** What the card of an offer needs besides its person. */
export interface OfferFacts {
  offer: string;
  /** The offer of the second way to accept it, where there is one. */
  other?: string;
  minutes: number;
}

/** An offer that can be made. */
export type Offered<Kind extends OfferKind = OfferKind> = WithInput<Kind> & {
  /** A second way to accept it, with what is agreed on then. */
  other?: { input: OfferInputs[Kind] };
  draw(facts: OfferFacts): Card;
};

interface Common<Phrase extends string> {
  /** Stable for ever: the audit entry, the log field, the verb of its buttons, the file's name. */
  name: string;
  /** What it is called in help and in the Teams menu; always understood, because Teams types it for the person. */
  title: string;
  /** One sentence for the help card and the menu. */
  help: string;
  /** The phrases that mean it, each matched against the whole text. */
  utterances: readonly Phrase[];
  /** What people say instead when they are stuck: whole sentences without slots. */
  symptoms?: readonly string[];
  /** The ids of inputs that come along with its button. */
  inputs?: readonly string[];
  /** How long the longest of them may be, in characters, where that is not the usual length. */
  longestInput?: number;
  /**
   * The command that gets a list of people or a file that comes with these words, as its inputs `people` and `file`.
   */
  takesList?: string;
  /** The entry in `rights` that says which role it takes. */
  right: Action;
  /** Where it answers. Said elsewhere, its answer goes to the 1:1 chat. */
  scopes: readonly Scope[];
  /** False keeps it out of help, and so out of the Teams menu, whose commands stand in manifest/menus.ts. */
  listed?: false;
}

/** A command that answers at once. */
interface Asking<Phrase extends string> extends Common<Phrase> {
  minutes?: undefined;
  offer?: undefined;
  run(turn: Turn<SlotsOf<Phrase>>): Promise<Card | FileOffer> | Card;
  /** The text of the file that `run` offers; whoever accepts it was checked again. */
  write?(turn: FileTurn): AsyncIterable<string>;
}

/** A command that changes something: words make an offer, its button runs it. */
interface Changing<Phrase extends string, Kind extends OfferKind = OfferKind> extends Common<Phrase> {
  name: Kind;
  /** How long the offer is good for. */
  minutes: number;
  /** Checks that it is possible, and returns how to draw the offer. */
  offer(turn: Turn<SlotsOf<Phrase>>): Promise<Offered<Kind>>;
  run(acceptance: Acceptance): Promise<Card | CardWithPin>;
  /** The buttons of what it has started. */
  steer?(acceptance: Omit<Acceptance, 'inputs'>, verb: Steering): Promise<Card>;
  /** What its offer's message shows in place of a final state; undefined leaves it at that. */
  final?(about: Surroundings & { offer: Offer }): Promise<Card | undefined>;
  /** What the offer's message finally says after the change; a plain sentence unless given. */
  ended?(about: { target: Person; own: boolean; time: string; input: OfferInputs[Kind] }): Card;
}

export type Command = Asking<string> | Changing<string>;
export type ChangingCommand = Changing<string>;
export type AskingCommand = Asking<string>;

export const isChanging = (command: Command): command is ChangingCommand => command.offer !== undefined;

export const isAsking = (command: Command): command is AskingCommand => !isChanging(command);

/** Everything that means this command. */
export const phrasesOf = ({ title, utterances, symptoms = [] }: Command): string[] => [
  title,
  ...utterances,
  ...symptoms,
];

/** Declares a command; the phrases give `slots` their type. */
export function defineCommand<const Phrase extends string, const Kind extends OfferKind>(
  command: Asking<Phrase> | Changing<Phrase, Kind>,
): Command {
  return command as Command;
}

import type { Card } from '../../cards/card';
import type { Services } from '../../services';
import type { Scope } from '../../services/audit/trail';
import type { ListSource } from '../../services/bulk/list';
import type { Person } from '../../services/people/person';
import type { NotWithTeams } from '../../services/base/problem';
import type { Steering } from '../../services/bulk';
import type { Click, Offer, OfferInputs, OfferKind, WithInput } from '../../services/offers/offers';
import type { Action } from '../../services/people/rights';
import type { SlotName, Slots, SlotsOf } from './utterance';

/** What a command can use from the place where it was said. */
interface Surroundings {
  services: Services;
  /** An instant as hours and minutes in the person's time zone: `14:02`. */
  time(at: Date): string;
  /** The same with its day: `22 Nov 2026, 14:02`. */
  day(at: Date): string;
  /** The day alone: `22 Nov 2026`. */
  date(at: Date): string;
  /** The person's time zone: an IANA name, or UTC if it is not known. */
  zone: string;
}

/** One use of a command: who says it, about whom, and with which words. */
export interface Turn<Slot extends SlotName = SlotName> extends Surroundings {
  actor: Person;
  /** The person it is about: the actor if nobody was named. */
  target: Person;
  own: boolean;
  /** What filled the slots of the phrase. A button may also say which mail or which page. */
  slots: Slots<Slot | 'mail' | 'page' | 'job' | 'bulk'>;
  /** What was typed into the inputs of a card, as text. The inputs are the command's `inputs`. */
  inputs: Readonly<Record<string, string>>;
  /** The lists of people that came with the words: further lines, and files. */
  lists: readonly ListSource[];
  /** The text without mentions and politeness. For a button, the command's title. */
  said: string;
  scope: Scope;
  /** All commands, for the one that explains them. */
  commands: readonly Command[];
  conversation: string;
  /** The address that opens the 1:1 chat with the desk; empty when it is not known. */
  chatLink?: string;
}

/** A file instead of a card. It is written once the person has accepted it: until then only `query` is kept. */
export interface FileOffer {
  file: {
    name: string;
    /** What Teams shows beside the name. */
    description: string;
    /** About how large it will be. Bytes. */
    size: number;
    /** Short texts. Given as slots, they ask for the same file again. */
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
  /** What was typed into the inputs of the offer, as text. It may be anything at all. */
  inputs: Readonly<Record<string, string>>;
}

/** The answer to a change, as a card that shows a PIN. Whether it has left us is noted. */
export interface CardWithPin {
  card: Card;
  showsPin: true;
  /** Where Teams makes PINs: keeps this one when the answer is too late. False when it cannot be kept. */
  keep?(): Promise<boolean>;
}

/** What the card of an offer needs in addition to its person. */
export interface OfferFacts {
  offer: string;
  /** The offer for the second way to accept it, if there is one. */
  other?: string;
  /** The last moment at which it can be accepted, as the reader's clock shows it. */
  until: string;
}

/** An offer that can be made. */
export type Offered<Kind extends OfferKind = OfferKind> = WithInput<Kind> & {
  /** A second way to accept it, with what is agreed to in that way. */
  other?: { input: OfferInputs[Kind] };
  draw(facts: OfferFacts): Card;
};

interface Common<Phrase extends string> {
  /** Stable for ever: the audit entry, the log field, the verb of its buttons, the file's name. */
  name: string;
  /** Its name in help and in the Teams menu. It is always understood, because Teams types it for the person. */
  title: string;
  /** One sentence for the help card and the menu. */
  help: string;
  /** The phrases that mean it, each matched against the whole text. */
  utterances: readonly Phrase[];
  /** What people say instead when they are stuck. These are whole sentences without slots. */
  symptoms?: readonly string[];
  /** The ids of inputs that come along with its button. */
  inputs?: readonly string[];
  /** That one of its inputs into which somebody types whom it is about, as a name or an address. */
  namedIn?: string;
  /** How long each input may be, in characters, if not the usual length. */
  longestInput?: number;
  /** If a list of people or a file comes with these words, this command gets it, among its `lists`. */
  takesList?: string;
  /** The entry in `rights` that says which role may use it. */
  right: Action;
  /** Where it answers. If it was said elsewhere, its answer goes to the 1:1 chat. */
  scopes: readonly Scope[];
  /** Whether the name of somebody alone means this command. */
  takesName?: true;
  /** What the backend must be able to do. Where it cannot, the command is not shown, and is answered with why. */
  needs?: NotWithTeams;
  /** False keeps it out of help, and so out of the Teams menu, whose commands are in manifest/menus.ts. */
  listed?: false;
}

/** A command that answers at once. */
interface Asking<Phrase extends string> extends Common<Phrase> {
  minutes?: undefined;
  offer?: undefined;
  run(turn: Turn<SlotsOf<Phrase>>): Promise<Card | FileOffer> | Card;
  /** Another command whose offer is made in place of its answer, and what fills its slots. */
  standsFor?(turn: Turn<SlotsOf<Phrase>>): Promise<{ command: OfferKind; slots: Slots } | undefined>;
  /** The text of the file that `run` offers. The person who accepts it has been checked again. */
  write?(turn: FileTurn): AsyncIterable<string>;
}

/** A command that changes something: words make an offer, its button runs it. */
interface Changing<Phrase extends string, Kind extends OfferKind = OfferKind> extends Common<Phrase> {
  name: Kind;
  /** How long the offer can be accepted. */
  minutes: number;
  /** Checks that it is possible, and returns how to draw the offer. */
  offer(turn: Turn<SlotsOf<Phrase>>): Promise<Offered<Kind>>;
  run(acceptance: Acceptance): Promise<Card | CardWithPin>;
  /** Answers the buttons of what it has started. */
  steer?(acceptance: Omit<Acceptance, 'inputs'>, verb: Steering): Promise<Card>;
  /** What its offer's message shows in place of a final state. Undefined means that it shows the final state. */
  final?(about: Surroundings & { offer: Offer }): Promise<Card | undefined>;
  /** What the offer's message finally says after the change. By default, a plain sentence. */
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

/** Declares a command. The phrases give `slots` their type. */
export function defineCommand<const Phrase extends string, const Kind extends OfferKind>(
  command: Asking<Phrase> | Changing<Phrase, Kind>,
): Command {
  return command as Command;
}

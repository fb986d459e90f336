import { cleanedLine } from '../../services/base/cleaned';
import { periodPattern } from '../../words/period';

/**
 * The slots that a phrase can have: `{person}` is the name or address of somebody here, `{number}` a conference ID or a
 * phone number, `{conferenceId}` digits alone, `{topic}` a word about help, `{address}` where a mail goes, `{position}`
 * on or off, `{role}` a role, `{period}` a time, `{show}` what of the trail, `{format}` a kind of file, `{bulk}` what
 * to do for many. `mail`, `page` and `job` come only from a button.
 */
export const slotNames = [
  'person',
  'number',
  'conferenceId',
  'topic',
  'address',
  'position',
  'role',
  'period',
  'show',
  'format',
  'bulk',
  'mail',
  'page',
  'job',
] as const;
export type SlotName = (typeof slotNames)[number];

/** The slots that occur in a phrase: `'reset pin for {person}'` has `person`. */
export type SlotsOf<Phrase extends string> = Phrase extends `${string}{${infer Slot extends SlotName}}${infer Rest}`
  ? Slot | SlotsOf<Rest>
  : never;

/** What was understood: the values of the slots, as typed. */
export type Slots<Name extends SlotName = SlotName> = Partial<Record<Name, string>>;

/** A text longer than this is no command, whatever can be taken away from it. Characters. */
export const longestLooked = 2_000;

/** No command is longer than this, even with the longest name. Characters. */
const longestText = 300;

/** Takes away what does not change the meaning: extra spaces, a leading slash, a final full stop, "please". */
export function tidyText(text: string): string {
  const plain = cleanedLine(text).replace(/^\/(?=\p{L})/u, '');
  const ended = plain.length > 1 ? plain.replace(/[\s.!?…]+$/u, '') : plain;
  const bare = ended.replace(/^please,? /i, '').replace(/,? please$/i, '');
  return withApostrophe(oneMail(bare));
}

/** "wasnt" is "wasn't": on a phone the apostrophe is left out. A name that looks like it is found without it. */
const withApostrophe = (text: string): string => text.replace(/\b(was|did|do|does|ca|is)nt\b/giu, "$1n't");

/** "email", "e-mail" and "mail" are one word. Only the word itself, not part of an address. */
const oneMail = (text: string): string => text.replace(/(?<![@.\w-])e-?mail(s?)(?![@.\w-])/giu, 'mail$1');

/**
 * Whether the whole text is this phrase, in upper or lower case. "do not reset my pin" is not "reset my pin".
 * @returns the slots' values, or undefined when it is something else
 */
export const matchPhrase = (phrase: string, text: string): Slots | undefined => matcherOf(text)(phrase);

/** The same for many phrases: the text is tidied once. */
export function matcherOf(text: string): (phrase: string) => Slots | undefined {
  if (text.length > longestLooked) return () => undefined;
  const tidy = tidyText(text);
  if (tidy.length > longestText) return () => undefined;
  // Regular expressions ignore the case of the long s, too.
  const folded = tidy.toLowerCase().replaceAll('ſ', 's');
  return (phrase) => {
    const { literals, pattern } = patternOf(phrase);
    const found = literals.every((words) => folded.includes(words)) ? pattern().exec(tidy) : undefined;
    if (!found) return undefined;
    const slots = Object.entries(found.groups ?? {}).map(([name, value]) => [
      name,
      value.replace(/^["'](.+)["']$/u, '$1').trim(),
    ]);
    return Object.fromEntries(slots) as Slots;
  };
}

/** Whether a phrase has slots. A phrase without slots goes first: "reset pin for me" names nobody else. */
export const hasSlots = (phrase: string): boolean => phrase.includes('{');

/** Slots that hold one of a few words. With any other words there, the text is not this phrase. */
const exactly: Record<string, string> = {
  '{conferenceId}': '\\d[\\d -]{5,}#?',
  '{position}': 'on|off',
  '{role}': 'user|helpdesk|admin|administrator|auditor',
  '{format}': 'csv|json|jsonl|json lines',
  '{bulk}':
    '(?:reset )?(?:pins?|conference ids?)|enable|disable|(?:(?:change|set) )?numbers?(?: to (?:tel:)?[+\\d][\\d ().-]*)?',
  '{period}': periodPattern,
  '{show}': '(?:only )?(?:changes|refus(?:ed|als)|fail(?:ed|ures)|everything)(?: only)?',
};

/**
 * How many characters of a text are words that we know: those of the phrase, and those in slots that hold one of a few
 * words.
 */
export const knownLength = (phrase: string, slots: Slots): number =>
  Object.entries(slots).reduce(
    (sum, [name, value]) => sum + (exactly[`{${name}}`] ? value.length : 0),
    phrase.replace(/\{\w+\}/g, '').length,
  );

/** How a phrase is recognised. */
interface Pattern {
  /** What stands between its slots, in lower case. A text that lacks one of them is not this phrase. */
  literals: string[];
  /** Made when it is first needed: most phrases have a word that most messages lack. */
  pattern: () => RegExp;
}

const patterns = new Map<string, Pattern>();

function patternOf(phrase: string): Pattern {
  const known = patterns.get(phrase);
  if (known) return known;
  const parts = oneMail(phrase).split(/(\{\w+\})/);
  let made: RegExp | undefined;
  const pattern = {
    literals: parts.filter((part) => !part.startsWith('{')).map((part) => part.toLowerCase()),
    pattern: () => (made ??= expressionOf(parts)),
  };
  patterns.set(phrase, pattern);
  return pattern;
}

function expressionOf(parts: readonly string[]): RegExp {
  const source = parts.map((part) =>
    part.startsWith('{')
      ? `(?<${part.slice(1, -1)}>${exactly[part] ?? '.+?'})`
      : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 'iu');
}

import { domainToASCII } from 'node:url';
import removeAccents from 'remove-accents';
import { cleanedLine } from '../base/cleaned';

/** Raised whenever a name or an identity is folded in another way: the directory then folds everybody anew. */
export const foldingVersion = 3;

/** Letters without an accent to take away, and what they are written as on other keyboards. */
const plainLetters: Record<string, string> = { ß: 'ss', þ: 'th', ð: 'd', ŋ: 'n', ı: 'i', ĸ: 'k' };
/** The other way to write a letter: Müller as Mueller, Søren as Soeren, Åse as Aase. */
const doubleLetters: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa', ð: 'dh' };
/** Scripts in which a full name is also written without a space. */
const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** How an address or an id is compared: as it looks, in any case, and its domain in the form that mail servers know. */
export function foldIdentity(text: string): string {
  const folded = cleanedLine(text).toLowerCase();
  const at = folded.lastIndexOf('@');
  const domain = at > 0 ? domainToASCII(folded.slice(at + 1)) : '';
  return domain === '' ? folded : `${folded.slice(0, at)}@${domain}`;
}

/**
 * How a name is compared: in any case, accents folded (also ł, ø, ß), apostrophes dropped, hyphens, commas, dots and
 * brackets read as spaces. "Zoë O'Brien-Łukasz" and "zoe obrien lukasz" are then the same.
 */
export const foldName = (text: string): string => folded(cleanedLine(text).toLowerCase());

const folded = (text: string): string =>
  removeAccents(text.replace(/[ßþðŋıĸ]/gu, (letter) => plainLetters[letter]!))
    .toLowerCase()
    .replace(/['·]/gu, '')
    .replace(/[\s\-.,_()[\]{}"/]+/gu, ' ')
    .trim();

/**
 * Every way in which a name may have been written down, the first one as `foldName` has it. Letters that fold to two
 * are folded both ways, so that "Müller", "Muller" and "Mueller" are found by one another.
 */
export function nameForms(text: string): string[] {
  const line = cleanedLine(text).toLowerCase();
  const plain = folded(line);
  const double = folded(line.replace(/[äöüøåð]/gu, (letter) => doubleLetters[letter]!));
  const joined = withoutSpaces.test(plain) ? [plain.replaceAll(' ', '')] : [];
  return [...new Set([plain, double, ...joined])].filter((form) => form !== '');
}

interface Named {
  name: string;
  givenName: string;
  surname: string;
}

/** A display name without what an organization puts into brackets behind it: "D'Arcy, Finn (IT)". */
const withoutBrackets = (name: string): string => name.replace(/\([^()]*\)|\[[^[\]]*\]/gu, ' ');

/** The two halves of a display name: "Smith, Alice" the other way round, anything else with one given name. */
export function partsOfName(name: string): { given: string; surname: string } {
  const bare = withoutBrackets(name).replace(/\s+/gu, ' ').trim();
  const [last, first, ...more] = bare.split(',').map((part) => part.trim());
  if (last && first && more.length === 0) return { given: first, surname: last };
  const [given = '', ...rest] = bare.split(' ');
  return { given, surname: rest.join(' ') };
}

/** The names by which somebody is found in full: as shown, without brackets, and both ways round. */
export function fullNameKeys({ name, givenName, surname }: Named): string[] {
  const bare = withoutBrackets(name);
  const halves = partsOfName(name);
  const turned = bare.includes(',') ? [`${halves.given} ${halves.surname}`] : [];
  const parts = givenName.trim() && surname.trim() ? [`${givenName} ${surname}`, `${surname} ${givenName}`] : [];
  return formsOf([name, bare, ...turned, ...parts]);
}

/**
 * The names by which somebody is found: in full; each word alone (a first or last name, or half a double one); and some
 * of the words together, in any order and wherever the spaces are.
 */
export function nameKeys(person: Named): string[] {
  const { name, givenName, surname } = person;
  const bare = withoutBrackets(name);
  const words = nameForms(bare).flatMap((form) => form.split(' '));
  return [
    ...new Set([
      ...fullNameKeys(person),
      ...formsOf([givenName, surname, ...words]),
      ...[bare, `${givenName} ${surname}`, surname].flatMap((text) => together(text, { some: true })),
    ]),
  ];
}

const formsOf = (names: string[]): string[] => [...new Set(names.flatMap(nameForms))];

/** How many words of a name have keys. */
const mostWords = 6;

/**
 * What a typed name is looked for as: as it is, and by its words together. "o brien", "zoe obrien" and "Lukasz, Zoe"
 * all mean Zoë O'Brien-Łukasz.
 */
export const typedNameKeys = (text: string): string[] => [
  ...new Set([...nameForms(text), ...together(text, { some: false })]),
];

/**
 * Keys for the words of a name together: all of them without spaces, and joined in alphabetical order by `+`, which no
 * key of a single word has. Two neighbours also count as one word, because "O Brien" is "OBrien" to somebody else.
 * @param options.some whether to have keys for each of the words, and for two or three of them, as well
 */
function together(text: string, { some }: { some: boolean }): string[] {
  return nameForms(text).flatMap((form) => {
    const words = form.split(' ').slice(0, mostWords);
    const readings = [words, ...words.slice(1).map((_, at) => neighboursJoined(words, at))];
    const sets = readings.flatMap((reading) => [
      reading,
      ...(some ? [...reading.map((word) => [word]), ...partsOf(reading)] : []),
    ]);
    return [words.join(''), ...sets.map((set) => [...set].sort().join('+'))].filter((key) => key !== '');
  });
}

/** These words with the one at `at` and the next one as a single word. */
const neighboursJoined = (words: string[], at: number): string[] => [
  ...words.slice(0, at),
  `${words[at]}${words[at + 1]}`,
  ...words.slice(at + 2),
];

/** Every two and every three of these words: what people type when they do not type all of a name. */
const partsOf = (words: string[]): string[][] =>
  words.flatMap((one, first) =>
    words
      .slice(first + 1)
      .flatMap((two, second) => [[one, two], ...words.slice(first + second + 2).map((three) => [one, two, three])]),
  );

/**
 * By what a name with a slip of the fingers is found, the most telling first: the beginnings of two words together; and
 * of each word its beginning and its first consonants. "Smyth" and "Simth" for "Smith" have at least one of these
 * right. Each key is shared by few people, also in a large company.
 */
export function nearKeys(text: string): { pairs: string[]; words: string[] } {
  const words = [...new Set(nameForms(text).flatMap((form) => form.split(/[ @]/)))]
    .filter((word) => [...word].length > 1)
    .slice(0, mostWords);
  const start = (word: string, length: number): string => [...word].slice(0, length).join('');
  const pairs = words.flatMap((one, index) =>
    words.slice(index + 1).map((other) => [start(one, 2), start(other, 2)].sort().join('+')),
  );
  const consonants = (word: string): string => {
    const [first = '', ...rest] = [...word];
    return (
      first +
      rest
        .filter((letter) => !/[aeiouy]/.test(letter))
        .slice(0, 2)
        .join('')
    );
  };
  return {
    pairs: [...new Set(pairs)],
    words: [...new Set(words.flatMap((word) => [`^${start(word, 3)}`, `~${consonants(word)}`]))],
  };
}

/** The addresses and ids by which somebody is found. */
export function identityKeys(person: { id: string; upn: string; mail?: string; aliases: string[] }): string[] {
  const keys = [person.id, person.upn, person.mail ?? '', ...person.aliases].map(foldIdentity);
  return [...new Set(keys)].filter((key) => key !== '');
}

/**
 * What a typed identity means: `sip:x@y`, `DOMAIN\x`, `{x}` and `<x@y>` mean x. An address beside a name, as mail
 * programs and this desk write people ("Alice Smith (alice@x.y)"), is the identity.
 */
export function plainIdentity(text: string): string {
  const line = withoutEnd(cleanedLine(text.slice(0, longestIdentity)));
  const addresses = line.match(/[^\s<>()[\]"',;]*[^\s<>()[\]"',;@]@[^\s<>()[\]"',;@]+/g) ?? [];
  const [only = line] = addresses.length === 1 && /[\s<([]/.test(line) ? addresses : [line];
  return foldIdentity(
    withoutEnd(only)
      .replace(/^["']+|["']+$/g, '')
      .replace(/^(?:sip|mailto|smtp|upn):/i, '')
      .replace(/^[<{](.*)[>}]$/, '$1')
      .replace(/^[a-z0-9._-]+\\(?=.)/i, ''),
  );
}

/** Longer than any name with an address beside it. Characters. */
const longestIdentity = 1_000;

/** A separator at the end is no part of a name or an address. */
const withoutEnd = (text: string): string => text.replace(/[\s,;|]+$/u, '');

/** A typed name without what lists and sentences put around it. */
export const plainName = (text: string): string => withoutEnd(cleanedLine(text)).replace(/^["'](.*)["']$/u, '$1');

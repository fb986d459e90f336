import { nameForms, partsOfName } from '../people/names';
import { type Person } from '../people/person';
import { Problem, type ProblemCode } from '../base/problem';
import type { ListLine, ListPart } from './list';
import { isWord } from './parts';

/** One person of a list. */
export interface ListEntry {
  /** The line of what was given, from 1. */
  line: number;
  /** The file, for a list among several. */
  source?: string;
  /** What names the person. */
  text: string;
  /** Whether only an identity or a full name is enough, because it stands in its line with others. */
  inFull?: boolean;
  /** Why it is left out, if the list alone shows that. */
  leftOut?: ProblemCode;
}

/** Looks up many texts, each an identity or a full name. */
export type Find = (texts: string[]) => Promise<Map<string, Person | Problem>>;

/**
 * Who is meant by each line. What may name several people is held against the directory: "Smith, Alice" is one person
 * if there is one of that name, and "Alice Smith, Alex Wilber" are two. Never is a part of a name taken for a person.
 * What nobody is called by becomes an entry of its own, which the dry run then leaves out, so that nothing is dropped.
 */
export async function entriesOf(lines: readonly ListLine[], find: Find): Promise<ListEntry[]> {
  const several = lines.filter(({ parts }) => parts.length > 1);
  const texts = [
    ...new Set(several.flatMap(({ parts }) => parts.flatMap((part, index) => readings(part, parts[index + 1])))),
  ];
  const found = texts.length > 0 ? await find(texts) : new Map<string, Person | Problem>();
  const entries = lines.flatMap((line) => {
    const { line: number, source, parts } = line;
    const from = { line: number, ...(source !== undefined && { source }) };
    if (parts.length === 1) return [{ ...from, text: parts[0]!.text }];
    return meantBy(line, found).map((meant): ListEntry => ({ ...from, ...meant, inFull: true }));
  });
  assertAnybody(lines, [...found.values()]);
  return entries;
}

/**
 * Refuses a table with headings that are not known, instead of calling every cell of it an unknown person.
 * @throws Problem `bulk-columns-unknown` with the headings
 */
function assertAnybody(lines: readonly ListLine[], found: (Person | Problem)[]): void {
  const [first] = lines;
  if (!first || lines.length < 2 || lines.some(({ parts }) => parts.length < 2 || parts.some(({ sure }) => sure)))
    return;
  if (found.some((one) => !(one instanceof Problem && one.is('person-unknown')))) return;
  throw new Problem('bulk-columns-unknown', {
    columns: first.parts.slice(0, 10).map(({ text }) => text.slice(0, 40)),
    file: first.source,
  });
}

/** What a part may mean: itself, or a name together with the next one. */
const readings = (part: ListPart, next: ListPart | undefined): string[] => [
  part.text,
  ...(next && !part.sure && !next.sure ? [pair(part, next)] : []),
];
const pair = (one: ListPart, other: ListPart): string => `${one.text}, ${other.text}`;

/** The texts of a line with several parts, each of which names one person or nobody. */
function meantBy(
  { parts, table }: ListLine,
  found: ReadonlyMap<string, Person | Problem>,
): Pick<ListEntry, 'text' | 'leftOut'>[] {
  const isFound = (text: string): boolean => {
    const one = found.get(text);
    // Several people of one full name are an answer, too: the dry run then asks for more.
    return one !== undefined && (!(one instanceof Problem) || one.is('person-ambiguous'));
  };
  const idOf = (text: string): string | undefined => {
    const one = found.get(text);
    return one === undefined || one instanceof Problem ? undefined : one.id;
  };
  const sure = new Set(parts.filter((part) => part.sure).map(({ text }) => text));
  const byAddress = new Set([...sure].flatMap((text) => idOf(text) ?? []));
  const told = new Set<string>();
  const meant: Pick<ListEntry, 'text' | 'leftOut'>[] = [];
  /** A comma stands between a surname and a given name, and in no other name. */
  const isName = (part: ListPart, next: ListPart): boolean => {
    const one = found.get(pair(part, next));
    return isFound(pair(part, next)) && (next.before === ';' || one instanceof Problem || isSurname(part.text, one));
  };
  for (const { text, known } of bestReading(parts, { isFound, isName })) {
    const id = idOf(text);
    // A name beside the address of the same person is not a second one.
    const again = id !== undefined && (told.has(id) || (byAddress.has(id) && !sure.has(text)));
    if (id !== undefined) told.add(id);
    if (again) continue;
    // Cells of a table that name nobody are what it says about the person; those that do may be the manager.
    if (!table || sure.has(text)) meant.push({ text });
    else if (known) meant.push({ text, leftOut: 'bulk-beside' });
  }
  return meant;
}

/** What the directory knows. */
interface Known {
  isFound(text: string): boolean;
  /** Whether two parts are one name. */
  isName(part: ListPart, next: ListPart): boolean;
}

/** One step of a reading, and what follows. */
interface Reading {
  text: string;
  known: boolean;
  /** How many parts from here on belong to somebody who is found. */
  covered: number;
  /** How many steps there are from here on. */
  steps: number;
  next?: Reading;
}

/**
 * The reading in which the most parts belong to somebody who is found. Two words next to one another that nobody is
 * called by stay together, as a name the other way round.
 */
function bestReading(parts: readonly ListPart[], known: Known): Reading[] {
  // From the end, the best reading of what comes after this part, and after the next one.
  let [after, afterNext]: (Reading | undefined)[] = [];
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const best = bestFrom(parts[index]!, parts[index + 1], { after, afterNext, ...known });
    [after, afterNext] = [best, after];
  }
  const steps: Reading[] = [];
  for (let step = after; step; step = step.next) steps.push(step);
  return steps;
}

function bestFrom(
  part: ListPart,
  next: ListPart | undefined,
  { after, afterNext, isFound, isName }: Known & { after: Reading | undefined; afterNext: Reading | undefined },
): Reading {
  const known = isFound(part.text);
  const alone: Reading = {
    text: part.text,
    known,
    covered: (after?.covered ?? 0) + (known ? 1 : 0),
    steps: (after?.steps ?? 0) + 1,
    next: after,
  };
  if (!next || part.sure || next.sure) return alone;
  const text = pair(part, next);
  const bothKnown = isName(part, next);
  const asName = next.before === ',' && isWord(part.text) && isWord(next.text);
  const both: Reading = {
    text,
    known: bothKnown,
    covered: (afterNext?.covered ?? 0) + (bothKnown ? 2 : 0),
    steps: (afterNext?.steps ?? 0) + 1,
    next: afterNext,
  };
  if (!bothKnown && !asName) return alone;
  const asGood = both.covered === alone.covered && both.steps <= alone.steps;
  return both.covered > alone.covered || (asName && asGood) ? both : alone;
}

function isSurname(text: string, person: Person | undefined): boolean {
  if (!person) return false;
  const forms = nameForms(text);
  return [person.surname, partsOfName(person.name).surname].flatMap(nameForms).some((form) => forms.includes(form));
}

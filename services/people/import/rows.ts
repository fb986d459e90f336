import { parseAddress } from '../../base/mail-address';
import { cleanedLine } from '../../base/cleaned';
import { singleLine } from '../../base/one-line';
import { type Heading, headingOf, truthOf } from '../headings';
import { isObjectId, isUpn, type Person } from '../person';

/** What a row says about a person. What it does not say is undefined: it stays, or has its usual value. */
export interface IncomingPerson {
  id: string;
  upn: string;
  name: string;
  givenName?: string;
  surname?: string;
  /** Empty: there is no mailbox. */
  mail?: string;
  aliases?: string[];
  kind?: Person['kind'];
  accountEnabled?: boolean;
  licensed?: boolean;
  /** Empty: not known. */
  language?: string;
  /** What could not be read, and is left as it is. The rest of the row counts. */
  unread?: RowFault;
  /** Only compared: an import gives no role and no protection. */
  role?: string;
  protected?: boolean;
}

/** What is wrong with a row: the field, and what is allowed there. What was typed is no part of it. */
export interface RowFault {
  field: string;
  allowed: string;
}

/** A row's texts by field. */
export type Cells = Partial<Record<PersonColumn, string>>;

/** A row of a file, with its line in it, from 1. */
export type FileRow = { line: number } & ({ cells: Cells } | { fault: RowFault });

/** The file is not one of people: what it lacks. */
export class NotPeople extends Error {
  override name = 'NotPeople' as const;
  constructor(readonly missing: readonly PersonColumn[]) {
    super('a column is missing');
  }
}

/** Longer than any row of a person. Characters. */
export const longestRow = 100_000;

/** The fields of a person, in the order of an export. Files name them by the headings in `../headings`. */
export const personColumns = [
  'id',
  'upn',
  'name',
  'givenName',
  'surname',
  'mail',
  'aliases',
  'kind',
  'accountEnabled',
  'licensed',
  'language',
  'role',
  'protected',
] as const satisfies readonly Heading[];
export type PersonColumn = (typeof personColumns)[number];

/** Nobody can be identified without these. */
export const requiredColumns: readonly PersonColumn[] = ['id', 'upn', 'name'];

/** What a column holds, and how its cells are read. */
export interface Column {
  field: PersonColumn;
  read(cell: string): string;
}

/** What a column of this heading holds, if anything. Asked once for each heading, and not for each cell. */
export function columnOf(text: string): Column | undefined {
  const heading = headingOf(text);
  // It says whether an account is blocked, which is the opposite of its field.
  if (heading === 'accountBlocked') return { field: 'accountEnabled', read: opposite };
  const field = personColumns.find((column) => column === heading);
  return field && { field, read: (cell) => cell };
}

function opposite(cell: string): string {
  const said = truthOf(cell);
  return said === undefined ? cell : String(!said);
}

/** Between aliases in one cell. */
export const aliasSeparator = ';';

const kinds: Record<string, Person['kind']> = {
  member: 'member',
  guest: 'guest',
  resource: 'resource',
  room: 'resource',
};
/** Reads a row. @returns the person, or the first thing that is wrong with it */
export function readPerson(cells: Cells): IncomingPerson | RowFault {
  try {
    // What a wrong encoding leaves where a letter was. If it were saved, the letter would be lost.
    if (Object.values(cells).some((cell) => cell.includes('\uFFFD')))
      throw new Wrong({ field: 'row', allowed: 'text in UTF-8, as Excel saves it under "CSV UTF-8"' });
    const mail = mailOf(cells.mail);
    return {
      id: checked(
        'id',
        cleanedLine(cells.id ?? '')
          .toLowerCase()
          .replace(/^\{(.*)\}$/, '$1'),
        isObjectId,
        'an object id such as 00000000-0000-4000-8000-0000000000aa',
      ),
      upn: checked('upn', cleanedLine(cells.upn ?? ''), isUpn, 'a user principal name such as alice@contoso.example'),
      name: checked('name', collapsed(cells.name ?? ''), (text) => text !== '' && isName(text), '1 to 256 characters'),
      givenName: optional(cells.givenName, (text) =>
        checked('givenName', collapsed(text), isName, 'at most 256 characters'),
      ),
      surname: optional(cells.surname, (text) => checked('surname', collapsed(text), isName, 'at most 256 characters')),
      ...mail,
      aliases: optional(cells.aliases, aliasesOf),
      kind: filled('kind', cells.kind, (text) => kinds[text.toLowerCase()], 'member, guest or resource'),
      accountEnabled: filled('accountEnabled', cells.accountEnabled, truthOf, 'true or false'),
      licensed: filled('licensed', cells.licensed, truthOf, 'true or false'),
      language: optional(cells.language, languageOf),
      role: cells.role?.trim().toLowerCase() || undefined,
      protected: filled('protected', cells.protected, truthOf, 'true or false'),
    };
  } catch (error) {
    if (error instanceof Wrong) return error.fault;
    throw error;
  }
}

class Wrong extends Error {
  constructor(readonly fault: RowFault) {
    super(fault.field);
  }
}

function checked(field: string, text: string, isRight: (text: string) => boolean, allowed: string): string {
  if (!isRight(text)) throw new Wrong({ field, allowed });
  return text;
}

/** The row says it, even if it says that it is empty. */
const optional = <Value>(text: string | undefined, read: (text: string) => Value): Value | undefined =>
  text === undefined ? undefined : read(text.trim());

/** Where an empty cell says nothing. */
function filled<Value>(
  field: string,
  text: string | undefined,
  read: (text: string) => Value | undefined,
  allowed: string,
): Value | undefined {
  const plain = cleanedLine(text ?? '');
  if (plain === '') return undefined;
  const value = read(plain);
  if (value === undefined) throw new Wrong({ field, allowed });
  return value;
}

/** A name as it is shown: in one line, without characters that nobody sees. Its quotes stay as they are. */
const collapsed = (text: string): string => singleLine(text).normalize('NFC');
const isName = (text: string): boolean => text.length <= 256 && !/\p{Cc}|\p{Cs}/u.test(text);

/** An address that is none does not keep its person out of the directory. */
function mailOf(text: string | undefined): Pick<IncomingPerson, 'mail' | 'unread'> {
  if (text === undefined || text.trim() === '') return { mail: text === undefined ? undefined : '' };
  try {
    return { mail: parseAddress(text) };
  } catch {
    return {
      unread: { field: 'mail', allowed: 'one mail address, or nothing. The rest of the row is taken, without it' },
    };
  }
}

function aliasesOf(text: string): string[] {
  const aliases = [
    ...new Set(
      text
        .split(aliasSeparator)
        .map(cleanedLine)
        .filter((one) => one !== ''),
    ),
  ];
  const right = aliases.length <= 20 && aliases.every((one) => one.length <= 254 && !/[\s\p{C}]/u.test(one));
  if (!right)
    throw new Wrong({
      field: 'aliases',
      allowed: `at most 20 names without spaces, with ${aliasSeparator} between them`,
    });
  return aliases;
}

function languageOf(text: string): string {
  if (text === '') return '';
  try {
    return Intl.getCanonicalLocales(cleanedLine(text).replaceAll('_', '-'))[0] ?? '';
  } catch {
    throw new Wrong({ field: 'language', allowed: 'a language tag such as de-DE, or nothing' });
  }
}

/** Rows in batches; the last one may be shorter. */
export async function* batchesOf(rows: AsyncIterable<FileRow>, size: number): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

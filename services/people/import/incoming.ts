import { parseAddress } from '../../base/mail-address';
import { cleanedLine } from '../../base/cleaned';
import { singleLine } from '../../base/one-line';
import { looksDecodedTwice } from '../../base/text-encoding';
import { truthOf } from '../headings';
import { isObjectId, isUpn, type Person } from '../person';
import { knownLanguage } from './languages';
import { aliasSeparator, type Cells, type FileRow, type RowFault } from './rows';

/** What a row says about a person. What it does not say is undefined: it stays, or has its usual value. */
export interface IncomingPerson {
  id: string;
  upn: string;
  name: string;
  givenName?: string;
  surname?: string;
  /** Empty: there is no mailbox. */
  mail?: string;
  /** All aliases. */
  aliases?: string[];
  /** Those without a domain, such as the alias of a mailbox: they leave the addresses among the aliases as they are. */
  nicknames?: string[];
  /** Those that are addresses: they leave the others as they are. */
  addresses?: string[];
  /** The address for calls, by which people are found as well. */
  sip?: string;
  kind?: Person['kind'];
  accountEnabled?: boolean;
  licensed?: boolean;
  /** Empty: not known. */
  language?: string;
  /** The account was deleted in Microsoft Entra. */
  deleted?: boolean;
  /** What could not be read, and is left as it is. The rest of the row counts. */
  unread: RowFault[];
  /** Only compared: an import gives no role and no protection. */
  role?: string;
  protected?: boolean;
}

/** More than any mailbox has addresses. */
const mostAliases = 400;

const kinds: Record<string, Person['kind']> = {
  member: 'member',
  guest: 'guest',
  resource: 'resource',
  room: 'resource',
};
/**
 * The person that a row describes, with what could not be read of it.
 * @param options.licencesAsked whether the row says who is licensed, and no option does
 * @returns the person, or the first thing that is wrong
 */
export function incomingOf(
  row: Exclude<FileRow, { leftOut: string }>,
  { licencesAsked }: { licencesAsked: boolean },
): IncomingPerson | RowFault {
  if ('fault' in row) return row.fault;
  const person = readPerson(row.cells);
  if ('allowed' in person) return person;
  const { warning, products, deleted } = row;
  // A cell that is missing and another one that makes no sense: the cells stand in the wrong columns.
  if (warning && person.unread.length > 0) return warning;
  if (warning) person.unread.push(warning);
  if (products && licencesAsked) person.unread.push({ field: 'licensed', allowed: knownProducts, products });
  return deleted ? { ...person, deleted, accountEnabled: false } : person;
}

const knownProducts =
  'products of which it is known whether they have Audio Conferencing. The rest of the row is taken, and the licence ' +
  'stays as it was';

/** Reads a row. @returns the person, or the first thing that is wrong with it */
function readPerson(cells: Cells): IncomingPerson | RowFault {
  try {
    for (const cell of Object.values(cells)) {
      // What a wrong encoding leaves where a letter was. If it were saved, the letter would be lost.
      if (cell.includes('\uFFFD'))
        throw new Wrong({ field: 'row', allowed: 'text in UTF-8, as Excel saves it under "CSV UTF-8"' });
      if (looksDecodedTwice(cell))
        throw new Wrong({
          field: 'row',
          allowed:
            'text as it was: this was UTF-8 and was opened as Windows-1252 and saved again ("Ã¼" for "ü"). Export it ' +
            'once more, and open it in Excel with Data > From Text/CSV and 65001: Unicode (UTF-8)',
        });
    }
    const unread: RowFault[] = [];
    return {
      id: checked(
        'id',
        cleanedLine(cells.id ?? '')
          .toLowerCase()
          .replace(/^\{(.*)\}$/, '$1'),
        isObjectId,
        /^CN=/i.test(cells.id ?? '')
          ? 'an object id. A distinguished name, as Get-CsOnlineUser writes it under Identity before version 3.0 of ' +
              'the Teams PowerShell module, is none: export ObjectId as well'
          : 'an object id such as 00000000-0000-4000-8000-0000000000aa',
      ),
      upn: checked('upn', cleanedLine(cells.upn ?? ''), isUpn, 'a user principal name such as alice@contoso.example'),
      name: checked('name', collapsed(cells.name ?? ''), (text) => text !== '' && isName(text), '1 to 256 characters'),
      givenName: optional(cells.givenName, (text) =>
        checked('givenName', collapsed(text), isName, 'at most 256 characters'),
      ),
      surname: optional(cells.surname, (text) => checked('surname', collapsed(text), isName, 'at most 256 characters')),
      mail: optional(cells.mail, (text) => mailOf(text, unread)),
      aliases: optional(cells.aliases, aliasesOf),
      nicknames: optional(cells.alias, aliasesOf),
      addresses: optional(cells.addresses, aliasesOf),
      sip: cells.sip && isUpn(cells.sip) ? cells.sip : undefined,
      kind: filled('kind', cells.kind, (text) => kinds[text.toLowerCase()], 'member, guest or resource'),
      accountEnabled: filled('accountEnabled', cells.accountEnabled, truthOf, 'true or false'),
      licensed: filled('licensed', cells.licensed, truthOf, 'true or false'),
      language: optional(cells.language, (text) => languageOf(text, unread)),
      role: cells.role?.trim().toLowerCase() || undefined,
      protected: filled('protected', cells.protected, truthOf, 'true or false'),
      unread,
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
function mailOf(text: string, unread: RowFault[]): string | undefined {
  if (text === '') return '';
  try {
    return parseAddress(text);
  } catch {
    unread.push({ field: 'mail', allowed: 'one email address, or nothing. The rest of the row is taken, without it' });
    return undefined;
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
  const right = aliases.length <= mostAliases && aliases.every((one) => one.length <= 254 && !/[\s\p{C}]/u.test(one));
  if (!right)
    throw new Wrong({
      field: 'aliases',
      allowed: `at most ${mostAliases} names without spaces, with ${aliasSeparator} between them`,
    });
  return aliases;
}

function languageOf(text: string, unread: RowFault[]): string | undefined {
  const language = text === '' ? '' : knownLanguage(cleanedLine(text).replaceAll('_', '-'));
  if (language === undefined)
    unread.push({
      field: 'language',
      allowed: 'a language tag such as de-DE, or nothing. The rest of the row is taken, without it',
    });
  return language;
}

import { cleanedLine } from '../../base/cleaned';
import { foldHeading, type Heading, headingOf, truthOf } from '../headings';
import { othersOf, primaryOf, sipOf } from './addresses';
import { type Decision, mayDecide } from './deciding';
import { type Holds, ofAnyLicence, ofDevices, ofFeatures, ofPlans, ofProducts } from './licences';
import { nobody, ofAccountType, ofKind, ofRecipientType, ofResourceType, ofUserType } from './kinds';
import { notUnderstood, type Reading, saying } from './reading';
import {
  aliasSeparator,
  type CellField,
  type Cells,
  NotPeople,
  requiredColumns,
  type RowContent,
  UnclearColumns,
} from './rows';

/** How the columns of a file are taken. */
export interface ColumnOptions {
  /** Headings of columns that somebody wants left out. */
  ignored: readonly string[];
  holds: Holds;
  /** Whether the columns without which nobody can be identified must be there. Of JSON, each row may have others. */
  complete: boolean;
}

/** One column that says something of a field. A column may say something of two. */
interface Column {
  heading: string;
  index: number;
  field: CellField | 'deleted';
  read(cell: string): Reading | undefined;
  /** The cell is the text as it is. */
  plain: boolean;
}

/** The columns of a file, by the field that they speak of. */
export interface Columns {
  fields: [field: Column['field'], columns: Column[]][];
}

/** Fields where an empty cell can mean that there is nothing. */
const erasable: readonly Column['field'][] = ['mail', 'alias', 'aliases', 'language', 'givenName', 'surname'];

/** Columns that Teams PowerShell writes: there, Enabled is not about the account. */
const ofTeams = ['sipaddress', 'hostingprovider', 'interpretedusertype', 'featuretypes', 'lineuri', 'registrarpool'];

type Take = (heading: Heading, folded: string, holds: Holds) => Pick<Column, 'field' | 'read' | 'plain'>[];
const plain = (field: Column['field'], rank = 0): ReturnType<Take> => [
  { field, plain: rank === 0, read: (cell) => (cell.trim() === '' ? undefined : saying(cell, rank)) },
];
/** What decides something has few values, each of them in many rows. */
const read = (field: Column['field'], reader: (cell: string) => Reading | undefined): ReturnType<Take> => [
  { field, plain: false, read: remembering(reader) },
];
const text = (field: Column['field'], reader: (cell: string) => string, rank = 0): ReturnType<Take> => [
  {
    ...{ field, plain: false },
    read: (cell) => {
      const found = reader(cell);
      return found === '' ? undefined : saying(found, rank);
    },
  },
];

const mostRemembered = 1_000;
function remembering(reader: Column['read']): Column['read'] {
  const before = new Map<string, Reading | undefined>();
  return (cell) => {
    if (before.has(cell)) return before.get(cell);
    const reading = reader(cell);
    if (before.size < mostRemembered) before.set(cell, reading);
    return reading;
  };
}

/** Other names under which the second-best column of an export goes. */
const secondBest = ['id', 'username', 'userlogin', 'loginname', 'signinname', 'benutzername', 'windowsemailaddress'];

/** What a column of each heading says. */
function taken(heading: Heading, folded: string, holds: Holds): ReturnType<Take> {
  switch (heading) {
    case 'displayName':
      return plain('name');
    // Exchange writes the alias or a number under Name.
    case 'name':
      return plain('name', 1);
    // Teams writes the object id there, Exchange a name.
    case 'identity':
      return folded === 'identity' ? plain('id', 2) : [];
    case 'addresses':
      return [...text('mail', primaryOf, 1), ...text('addresses', othersOf)];
    case 'sip':
      return text('sip', sipOf);
    case 'kind':
      return read('kind', ofKind);
    case 'userType':
      return read('kind', ofUserType);
    case 'recipientType':
      return read('kind', ofRecipientType);
    case 'accountType':
      return read('kind', ofAccountType);
    case 'resourceType':
      return read('kind', ofResourceType);
    case 'isResource':
      return read('kind', (cell) => (truthOf(cell) ? saying('resource') : undefined));
    case 'accountEnabled':
    case 'enabled':
      return read('accountEnabled', (cell) => truth(cell, false));
    case 'accountBlocked':
      return read('accountEnabled', (cell) => truth(cell, true));
    case 'accountStatus':
      return read('accountEnabled', ofStatus);
    case 'userAccountControl':
      return read('accountEnabled', ofControl);
    case 'deleted':
      return read('deleted', (cell) => (cell.trim() === '' ? undefined : saying(String(truthOf(cell) ?? true))));
    case 'licensed':
      return read('licensed', (cell) => truth(cell, false));
    case 'anyLicence':
      return read('licensed', ofAnyLicence);
    case 'licences':
      return [
        ...read('licensed', (cell) => ofProducts(cell, holds)),
        ...read('kind', (cell) => ofDevices(cell, holds)),
      ];
    case 'plans':
      return read('licensed', ofPlans);
    case 'features':
      return read('licensed', ofFeatures);
    default:
      return plain(heading, secondBest.includes(folded) ? 1 : 0);
  }
}

function truth(cell: string, opposite: boolean): Reading | undefined {
  if (cleanedLine(cell) === '') return undefined;
  const said = truthOf(cell);
  return said === undefined ? notUnderstood('true or false') : saying(String(said !== opposite));
}

function ofStatus(cell: string): Reading | undefined {
  const status = cleanedLine(cell).toLowerCase();
  if (status === '') return undefined;
  if (
    /block|disabled|inactive|denied|gesperrt|deaktiviert|inaktiv|bloqu|désactiv|desactiv|deshabilit|無効/.test(status)
  )
    return saying('false');
  return /allowed|enabled|zugelassen|aktiv|activ|actif|autoris|permitid|habilitad|有効/.test(status)
    ? saying('true')
    : notUnderstood('enabled or disabled');
}

/** The flags of an account in Active Directory, as a number or by name. */
function ofControl(cell: string): Reading | undefined {
  const flags = cleanedLine(cell);
  if (flags === '') return undefined;
  const disabled = /^\d+$/.test(flags) ? (Number(flags) & 2) !== 0 : /AccountDisabled/i.test(flags);
  return saying(String(!disabled));
}

/**
 * Finds out once what each column says, and not for every cell.
 * @param unread gets the headings that mean nothing here
 * @throws NotPeople when there is no column for an id, a user principal name or a name
 * @throws UnclearColumns when a column that is not known may decide something
 */
export function columnsOf(
  given: readonly string[],
  { ignored, holds, complete }: ColumnOptions,
  unread: (headings: string[]) => void,
): Columns {
  const left = new Set(ignored.map(foldHeading));
  const folded = given.map(foldHeading);
  const teams = folded.some((one) => ofTeams.includes(one));
  const known = given.map((heading, index) => (left.has(folded[index]!) ? undefined : headingOf(heading)));
  const columns = known.flatMap((heading, index) =>
    heading === undefined || (heading === 'enabled' && teams)
      ? []
      : taken(heading, folded[index]!, holds).map((one): Column => ({ ...one, heading: given[index]!, index })),
  );
  const licencesKnown = columns.some(({ field }) => field === 'licensed');
  const others = given.filter((_, index) => known[index] === undefined && !left.has(folded[index]!));
  const unclear = others.flatMap((column): { column: string; decides: Decision }[] => {
    const decides = mayDecide(column, { licencesKnown });
    return decides ? [{ column, decides }] : [];
  });
  const missing = requiredColumns.filter((field) => !columns.some((column) => column.field === field));
  if (complete && missing.length > 0) throw new NotPeople(missing, given);
  if (unclear.length > 0) throw new UnclearColumns(unclear);
  const shown = others.filter((heading) => heading.trim() !== '');
  if (shown.length > 0) unread(shown);
  const byField = new Map<Column['field'], Column[]>();
  for (const column of columns) byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  return { fields: [...byField] };
}

/**
 * What the cells of a row say.
 * @param values the texts by column, undefined where the row has no such cell
 * @param plainly takes away what a file adds to a text
 */
export function contentOf(
  { fields }: Columns,
  values: readonly (string | undefined)[],
  plainly: (cell: string) => string,
): RowContent {
  const cells: Cells = {};
  let [deleted, products]: [boolean, readonly string[] | undefined] = [false, undefined];
  for (const [field, columns] of fields) {
    const filled = columns.length === 1 ? columns : columns.filter(({ index }) => (values[index] ?? '') !== '');
    const [only] = filled;
    if (!only || (values[only.index] ?? '') === '') {
      if (erasable.includes(field) && values[columns[0]!.index] !== undefined) cells[field as CellField] = '';
      continue;
    }
    if (filled.length === 1 && only.plain) {
      const cell = plainly(values[only.index]!);
      if (cell.trim() !== '') cells[field as CellField] = cell;
      continue;
    }
    const said = agreed(
      field,
      filled.flatMap((column) => {
        const reading = column.read(plainly(values[column.index]!));
        return reading ? [{ ...reading, heading: column.heading }] : [];
      }),
    );
    if (!said) continue;
    if (said.products) products = said.products;
    else if (said.value === undefined) return { fault: { field, allowed: said.allowed! } };
    else if (field === 'deleted') deleted = said.value === 'true';
    else if (said.value === nobody) return { leftOut: whoIsNobody };
    else cells[field] = said.value;
  }
  return { cells, ...(deleted && { deleted }), ...(products && { products }) };
}

const whoIsNobody = 'no person, but a contact, a group or a mailbox of the system';

/** What several columns say together: those of the best rank must agree. */
function agreed(field: Column['field'], said: readonly (Reading & { heading: string })[]): Reading | undefined {
  if (said.length === 0) return undefined;
  const best = Math.min(...said.map(({ rank }) => rank));
  const top = said.filter(({ rank }) => rank === best);
  if (field === 'alias' || field === 'addresses')
    return saying([...new Set(top.map(({ value }) => value!))].join(aliasSeparator));
  const wrong = top.find(({ allowed }) => allowed !== undefined);
  const other = top.find(({ value }) => value?.toLowerCase() !== top[0]!.value?.toLowerCase());
  if (wrong || !other) return wrong ?? top[0];
  return notUnderstood(
    `the same in the columns "${top[0]!.heading}" and "${other.heading}"; leave one of them out with --ignore-column`,
  );
}

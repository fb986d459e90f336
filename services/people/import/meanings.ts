import { cleanedLine } from '../../base/cleaned';
import { type Heading, truthOf } from '../headings';
import { othersOf, primaryOf, sipOf } from './addresses';
import { ofAccountType, ofKind, ofRecipientType, ofResourceType, ofUserType } from './kinds';
import { type Holds, ofAnyLicence, ofDevices, ofFeatures, ofPlans, ofProducts } from './licences';
import { notUnderstood, type Reading, saying } from './reading';
import type { CellField } from './rows';

/** What a column says of one field, and how its cells are read. */
export interface Meaning {
  field: CellField | 'deleted';
  read(cell: string): Reading | undefined;
  /** The cell is the text as it is. */
  plain: boolean;
}

const plain = (field: Meaning['field'], rank = 0): Meaning[] => [
  { field, plain: true, read: (cell) => (cell.trim() === '' ? undefined : saying(cell, rank)) },
];
/** What decides something has few values, each of them in many rows. */
const read = (field: Meaning['field'], reader: (cell: string) => Reading | undefined): Meaning[] => [
  { field, plain: false, read: remembering(reader) },
];
const text = (field: Meaning['field'], reader: (cell: string) => string, rank = 0): Meaning[] => [
  {
    ...{ field, plain: false },
    read: (cell) => {
      const found = reader(cell);
      return found === '' ? undefined : saying(found, rank);
    },
  },
];

const mostRemembered = 1_000;
function remembering(reader: Meaning['read']): Meaning['read'] {
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

/** What a heading means that is not simply the field of that name. */
type Special = Exclude<Heading, CellField & keyof typeof fieldsByName>;
const fieldsByName = {
  ...{ id: 'id', upn: 'upn', mail: 'mail', alias: 'alias', aliases: 'aliases', givenName: 'givenName' },
  ...{ surname: 'surname', language: 'language', role: 'role', protected: 'protected' },
} as const satisfies Partial<Record<Heading, CellField>>;

const special: Record<Special, (folded: string, holds: Holds) => Meaning[]> = {
  displayName: () => plain('name'),
  // Exchange writes the alias or a number under Name.
  name: () => plain('name', 1),
  // Teams writes the object id there, Exchange a name.
  identity: (folded) => (folded === 'identity' ? plain('id', 2) : []),
  addresses: () => [...text('mail', primaryOf, 1), ...text('addresses', othersOf)],
  sip: () => text('sip', sipOf),
  kind: () => read('kind', ofKind),
  userType: () => read('kind', ofUserType),
  recipientType: () => read('kind', ofRecipientType),
  accountType: () => read('kind', ofAccountType),
  resourceType: () => read('kind', ofResourceType),
  isResource: () => read('kind', (cell) => (truthOf(cell) ? saying('resource') : undefined)),
  accountEnabled: () => read('accountEnabled', (cell) => truth(cell)),
  enabled: () => read('accountEnabled', (cell) => truth(cell)),
  accountBlocked: () => read('accountEnabled', (cell) => truth(cell, { opposite: true })),
  accountStatus: () => read('accountEnabled', ofStatus),
  userAccountControl: () => read('accountEnabled', ofControl),
  deleted: () => read('deleted', (cell) => (cell.trim() === '' ? undefined : saying(String(truthOf(cell) ?? true)))),
  licensed: () => read('licensed', (cell) => truth(cell)),
  anyLicence: () => read('licensed', ofAnyLicence),
  licences: (_folded, holds) => [
    ...read('licensed', (cell) => ofProducts(cell, holds)),
    ...read('kind', (cell) => ofDevices(cell, holds)),
  ],
  plans: () => read('licensed', ofPlans),
  features: () => read('licensed', ofFeatures),
};

/** What a column of this heading says. @param folded the heading as headings are compared */
export const meaningsOf = (heading: Heading, folded: string, holds: Holds): Meaning[] =>
  heading in fieldsByName
    ? plain(fieldsByName[heading as keyof typeof fieldsByName], secondBest.includes(folded) ? 1 : 0)
    : special[heading as Special](folded, holds);

function truth(cell: string, { opposite = false } = {}): Reading | undefined {
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

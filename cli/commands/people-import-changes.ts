import type { ImportChange } from '../../services/people/import/import';
import type { ImportedField } from '../../services/people/import/merge';
import type { Person } from '../../services/people/person';
import { shownPerson } from '../../words/people';

/** Somebody who would be added or changed, as data. Of somebody new, `fields` is empty: everything is. */
export function changeRow({ before, after, fields }: ImportChange) {
  return {
    change: before ? 'change' : 'add',
    ...{ id: after.id, upn: after.upn, name: after.name, kind: after.kind },
    ...{ accountEnabled: after.accountEnabled, licensed: after.licensed },
    disables: disables({ before, after }),
    fields: fields.map((field) => ({ field, before: valueOf(before!, field), after: valueOf(after, field) })),
  };
}

const disables = ({ before, after }: Pick<ImportChange, 'before' | 'after'>): boolean =>
  before?.accountEnabled === true && !after.accountEnabled;

/** The value as `people export` has it in JSON; null if there is none. */
const valueOf = (person: Person, field: ImportedField | 'role') => person[field] ?? null;

/** The same as a sentence. */
export function changeWords({ before, after, fields }: ImportChange): string {
  if (!before)
    return (
      `Add ${shownPerson(after)}: ${after.kind}, account ${after.accountEnabled ? 'enabled' : 'disabled'}, ` +
      `${after.licensed ? 'licensed' : 'no licence'}`
    );
  const told = fields.map((field) => `${field} from ${shown(before, field)} to ${shown(after, field)}`);
  return `${disables({ before, after }) ? 'Disable' : 'Change'} ${shownPerson(before)}: ${told.join(', ')}`;
}

function shown(person: Person, field: ImportedField | 'role'): string {
  const value = person[field];
  const text = Array.isArray(value) ? value.join('; ') : String(value ?? '');
  return text === '' ? 'nothing' : typeof value === 'boolean' ? text : `"${text}"`;
}

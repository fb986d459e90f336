import { isBulkAction } from '../services/bulk/job';
import type { AnyInput } from '../services/offers/offers';
import { settingFields } from '../services/settings/fields';
import { peopleWords, wholeWords } from './bulk';
import { changeLine } from './settings';

/** A change in the middle of a sentence: `make, role admin`. */
export function changeWords(title: string, input: AnyInput = {}): string {
  const { address, position, role, number, old, people, action, settings = {} } = input;
  // The command that changes settings is called by the one that people type most.
  const what = title === 'set pin length' ? 'change settings' : title;
  const many = isBulkAction(action) && people !== undefined;
  const particulars = [
    role && `role ${role}`,
    position,
    many ? undefined : number,
    address && `email to ${address}`,
    old && (old === 'works' ? 'the old PIN works until the new one is picked up' : 'the old PIN stops at once'),
    many ? `${wholeWords({ action, number })} for ${peopleWords(people)}` : undefined,
    ...Object.entries(settings).map(([name, texts]) => settingWords(name, texts)),
  ];
  return [what, ...particulars.filter((one) => one !== undefined && one !== '')].join(', ');
}

/** A setting of the organization by its label, with what it is and would be; a field of a person by its name. */
export function settingWords(name: string, { before, after }: { before: string; after: string }): string {
  const field = settingFields.find((one) => one.name === name);
  return field ? changeLine({ field, before, after }) : `${name} ${after}`;
}

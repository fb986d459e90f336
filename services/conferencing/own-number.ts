import { type NumberField, theDefault } from '../settings/bridge-numbers';
import type { ConferencingRecord, RecordChange } from './records';

/** What a person was told last of a number: their own, or that they follow the default. */
export const chosenNumber = (record: ConferencingRecord, field: NumberField): string => record[field] ?? theDefault;

/** The record with this number, or `theDefault`, in place of the one it has. */
export const withNumber = (record: ConferencingRecord, field: NumberField, number: string): ConferencingRecord => ({
  ...record,
  [field]: number === theDefault ? undefined : number,
});

/** How that is written, as parts of a `RecordChange`. */
export const numberWrite = (
  field: NumberField,
  number: string,
): Pick<RecordChange, 'unset'> & Pick<RecordChange, 'set'> =>
  number === theDefault ? { set: {}, unset: [field] } : { set: { [field]: number, numbersChosen: true } };

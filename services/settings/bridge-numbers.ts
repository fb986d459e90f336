import type { Settings } from './settings';

/** The two numbers that everybody is told: the settings hold the default of each, a person may have another one. */
export const numberFields = ['tollNumber', 'tollFreeNumber'] as const;
export type NumberField = (typeof numberFields)[number];

/** Stands where a number would stand, for people who follow the bridge's default, whatever it is. */
export const theDefault = 'default';

/** Where the bridge's other numbers of each kind are kept, beside its default. */
const othersOf = { tollNumber: 'serviceNumbers', tollFreeNumber: 'tollFreeNumbers' } as const;

/** The numbers of the bridge, toll or toll-free: its default and the others. Each can be a person's own. */
export const numbersOf = (field: NumberField, settings: Settings): string[] =>
  [...new Set([settings[field] ?? '', ...settings[othersOf[field]]])].filter((number) => number !== '');

export const tollNumbersOf = (settings: Settings): string[] => numbersOf('tollNumber', settings);
export const tollFreeNumbersOf = (settings: Settings): string[] => numbersOf('tollFreeNumber', settings);

/**
 * What has to be saved for wanted settings so that a default which is replaced stays on the bridge: it stands in
 * invitations, and may be somebody's own. Where the other numbers are changed as well, they are as they are wanted.
 */
export function keepingNumbers(now: Settings, wanted: Partial<Settings>): Partial<Settings> {
  const kept: Partial<Settings> = {};
  for (const field of numberFields) {
    const [before = '', after = before, others] = [now[field], wanted[field], othersOf[field]];
    const changed = wanted[others] !== undefined && wanted[others].join() !== now[others].join();
    if (before === '' || after === '' || after === before || changed) continue;
    kept[others] = [...new Set([...now[others], before])].filter((number) => number !== after);
  }
  return { ...wanted, ...kept };
}

/** Which defaults are not the same. */
export const changedDefaults = (before: Settings, after: Settings): NumberField[] =>
  numberFields.filter((field) => (before[field] ?? '') !== (after[field] ?? ''));

/** The numbers that would no longer be on the bridge, of each kind. */
export const leavingNumbers = (now: Settings, next: Settings): Record<NumberField, string[]> => ({
  tollNumber: gone(tollNumbersOf(now), tollNumbersOf(next)),
  tollFreeNumber: gone(tollFreeNumbersOf(now), tollFreeNumbersOf(next)),
});

const gone = (before: string[], after: string[]): string[] => before.filter((number) => !after.includes(number));

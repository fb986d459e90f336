import { distance } from 'fastest-levenshtein';
import { type SettingField, settingFields } from '../../services/settings/fields';
import type { Settings } from '../../services/settings/settings';
import { usageError } from '../terminal/refusal';
import type { SettingValue } from '../terminal/results/settings';
import { cmdlets } from './cmdlets-table';

/** Names are the same in any case, and with hyphens. */
const folded = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * The setting with that name, in any case.
 * @throws Refusal that names the setting that was meant, if one is near, and else all of them
 */
export function settingNamed(name: string): SettingField {
  const field = settingFields.find((one) => folded(one.name) === folded(name));
  if (field) return field;
  const near = nearest(name);
  throw usageError(
    'there is no setting of that name',
    near ? `Did you mean ${near}?` : `There are: ${settingFields.map((one) => one.name).join(', ')}.`,
  );
}

/** The setting that Teams PowerShell calls so, or one that is spelt nearly so. */
function nearest(name: string): string | undefined {
  const typed = folded(name);
  const parameter = cmdlets.find(
    ({ powershell, desk }) =>
      desk.startsWith('tenant set ') &&
      powershell.split(' ').some((word) => word.startsWith('-') && folded(word) === typed),
  );
  if (parameter) return parameter.desk.split(' ')[2];
  const [best] = settingFields
    .map((field) => ({ name: field.name, far: distance(folded(field.name), typed) }))
    .filter(({ name: one, far }) => far <= Math.max(2, one.length / 3) || folded(one).startsWith(typed))
    .sort((one, other) => one.far - other.far);
  return typed === '' ? undefined : best?.name;
}

const switches: Record<string, string> = {
  ...{ on: 'on', true: 'on', $true: 'on', yes: 'on' },
  ...{ off: 'off', false: 'off', $false: 'off', no: 'off' },
};

/** `on` or `off` for what PowerShell and people write for it; undefined for anything else. */
export const switchText = (text: string): 'on' | 'off' | undefined =>
  switches[text.trim().toLowerCase()] as 'on' | 'off' | undefined;

/** What Teams PowerShell calls the choices (docs/audio-conferencing.md, section 4.3). */
const microsoft: Partial<Record<keyof Settings, Record<string, string>>> = {
  announceWith: { usenames: 'names', toneonly: 'tones' },
  maskNumbers: { maskedforexternalusers: 'external', maskedforallusers: 'all', nomasking: 'none' },
};

/** The text of a setting's value, from what somebody typed in the words of PowerShell or in another case. */
export function settingText({ name, input }: SettingField, text: string): string {
  if (input.kind === 'switch') return switchText(text) ?? text;
  if (input.kind !== 'choice') return text;
  const typed = folded(text);
  return Object.keys(input.choices).find((choice) => folded(choice) === typed) ?? microsoft[name]?.[typed] ?? text;
}

/** A setting's value as data. */
export function settingValue(field: SettingField, settings: Partial<Settings>): SettingValue {
  const value = settings[field.name];
  return value === undefined || value === '' ? null : value;
}

/** The same from the text that its card holds. */
export const valueOfText = (field: SettingField, text: string): SettingValue => settingValue(field, field.set(text));

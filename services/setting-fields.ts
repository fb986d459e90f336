import { domainToASCII } from 'node:url';
import { parseNumber, shownNumber } from './numbers';
import { pinLengths } from './pins';
import { Problem } from './problem';
import type { AddressReach, Settings } from './settings';

/** What a text of one setting looks like to people: the title of a choice, a word for nothing. */
export function shownSetting({ input }: Pick<SettingField, 'input'>, text: string): string {
  if (text === '') return 'none';
  return input.kind === 'choice' ? (input.choices[text] ?? text) : text;
}

/** What belongs together on a card. */
export const settingGroups = ['pins', 'mails', 'numbers', 'meetings', 'limits'] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** One setting as people see and change it: always as a text. */
export interface SettingField {
  name: string;
  group: SettingGroup;
  label: string;
  /** How it is asked for. `least` and `most` of a number, the titles of a choice by value. */
  input: { kind: 'switch' } | { kind: 'text' } | { kind: 'number'; least: number; most: number } | { kind: 'choice'; choices: Record<string, string> };
  /** Only a phone bridge could act on it, and none is attached. */
  needsBridge?: true;
  /** Whether "restore defaults" leaves it as it is: what an organization is called and can be dialled at has no default. */
  kept?: true;
  /** What it is now, as its input holds it. */
  get(settings: Settings): string;
  /** What has to be saved for a text. @throws Problem `setting-invalid` that says what is allowed */
  set(text: string): Partial<Settings>;
}

type Keys<Value> = { [Key in keyof Settings]-?: Settings[Key] extends Value ? Key : never }[keyof Settings];
type About = Pick<SettingField, 'group' | 'label' | 'needsBridge' | 'kept'>;

function refuse(label: string, allowed: string): never {
  throw new Problem('setting-invalid', { label, allowed });
}

function switchField(name: Keys<boolean>, about: About): SettingField {
  return {
    ...about,
    name,
    input: { kind: 'switch' },
    get: (settings) => (settings[name] ? 'on' : 'off'),
    set: (text) => (text === 'on' || text === 'off' ? { [name]: text === 'on' } : refuse(about.label, 'on or off')),
  };
}

function numberField(name: Keys<number>, about: About & { least: number; most: number }): SettingField {
  const { least, most, ...rest } = about;
  return {
    ...rest,
    name,
    input: { kind: 'number', least, most },
    get: (settings) => String(settings[name]),
    set(text) {
      // Digits of any script would be a number to some libraries; here it is what can be read back.
      const value = /^[0-9]{1,9}$/.test(text.trim()) ? Number(text.trim()) : NaN;
      return value >= least && value <= most ? { [name]: value } : refuse(about.label, `a whole number from ${least} to ${most}`);
    },
  };
}

function choiceField<Value extends string>(name: string, about: About & { choices: Record<Value, string>; get(settings: Settings): Value; set(value: Value): Partial<Settings> }): SettingField {
  const { choices, set, ...rest } = about;
  return {
    ...rest,
    name,
    input: { kind: 'choice', choices },
    set: (text) => (Object.hasOwn(choices, text) ? set(text as Value) : refuse(about.label, Object.keys(choices).join(', '))),
  };
}

function textField(name: string, about: About & { get(settings: Settings): string; set(text: string): Partial<Settings> }): SettingField {
  return { ...about, name, input: { kind: 'text' } };
}

const phoneNumber = (label: string, text: string): string => parseNumber(text) ?? refuse(label, 'a phone number with its country code, such as +1 555 010 0100');
const parts = (text: string): string[] => text.split(/[,;\s]+/u).filter((part) => part !== '');

const reaches: Record<AddressReach, string> = { 'any': 'Any address', 'own-domains': 'Addresses at our own domains', 'none': "Only the person's own address" };

function domainList(text: string): string[] {
  return parts(text).map((part) => {
    const domain = domainToASCII(part.replace(/^@/, '')).toLowerCase();
    if (!/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain)) refuse('Our mail domains', 'domains such as contoso.example, with commas between them');
    return domain;
  });
}

/** Every setting, in the order of the cards. The defaults are Microsoft's where it has them (audio-conferencing reference, section 4.3). */
export const settingFields: readonly SettingField[] = [
  numberField('pinLength', { group: 'pins', label: 'Digits of a new PIN', ...{ least: pinLengths.least, most: pinLengths.most } }),
  choiceField('whoSeesPin', {
    group: 'pins',
    label: 'Who sees a PIN that an administrator resets',
    choices: { operator: 'Whoever resets it, once, and the owner by mail', owner: 'Only its owner' },
    get: ({ whoSeesPin }) => whoSeesPin,
    set: (whoSeesPin) => ({ whoSeesPin }),
  }),
  switchField('bulkApproval', { group: 'pins', label: 'A bulk change takes a second administrator' }),
  switchField('selfServiceConferenceId', { group: 'pins', label: 'People may reset their own conference ID' }),

  switchField('automaticMails', { group: 'mails', label: 'Mails go out by themselves when something changes' }),
  switchField('pinsByMail', { group: 'mails', label: 'Mails may carry a PIN' }),
  choiceField('adminAddresses', {
    group: 'mails',
    label: 'Where administrators may have mails sent',
    choices: reaches,
    get: ({ adminAddresses }) => adminAddresses,
    set: (adminAddresses) => ({ adminAddresses }),
  }),
  choiceField('helpdeskAddresses', {
    group: 'mails',
    label: 'Where helpdesk may have mails sent',
    choices: reaches,
    get: ({ helpdeskAddresses }) => helpdeskAddresses,
    set: (helpdeskAddresses) => ({ helpdeskAddresses }),
  }),
  textField('mailDomains', {
    group: 'mails',
    label: 'Our mail domains',
    kept: true,
    get: ({ mailDomains }) => mailDomains.join(', '),
    set: (text) => ({ mailDomains: domainList(text) }),
  }),
  textField('tenantName', {
    group: 'mails',
    label: 'What our organization is called',
    kept: true,
    get: ({ tenantName }) => tenantName,
    set: (text) => (text.trim().length <= 100 ? { tenantName: text.trim() } : refuse('What our organization is called', 'at most 100 characters')),
  }),
  choiceField<string>('language', {
    group: 'mails',
    label: 'Language of mails to people whose own is not known',
    choices: { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' },
    get: ({ language }) => language,
    set: (language) => ({ language }),
  }),

  textField('tollNumber', {
    group: 'numbers',
    label: 'Default number to dial',
    kept: true,
    get: ({ tollNumber }) => shownNumber(tollNumber),
    set: (text) => ({ tollNumber: text.trim() === '' ? '' : phoneNumber('Default number to dial', text) }),
  }),
  textField('tollFreeNumber', {
    group: 'numbers',
    label: 'Toll-free number',
    kept: true,
    get: ({ tollFreeNumber = '' }) => shownNumber(tollFreeNumber),
    set: (text) => ({ tollFreeNumber: text.trim() === '' ? '' : phoneNumber('Toll-free number', text) }),
  }),
  textField('serviceNumbers', {
    group: 'numbers',
    label: 'Other numbers of the bridge',
    kept: true,
    get: ({ serviceNumbers }) => serviceNumbers.map(shownNumber).join(', '),
    set: (text) => ({ serviceNumbers: [...new Set(text.split(/[,;\n]+/u).filter((part) => part.trim() !== '').map((part) => phoneNumber('Other numbers of the bridge', part)))] }),
  }),
  textField('bridge', {
    group: 'numbers',
    label: 'Name of the bridge',
    kept: true,
    get: ({ bridge }) => bridge,
    set: (text) => (/^[\p{L}\p{N} ._-]{1,50}$/u.test(text.trim()) ? { bridge: text.trim() } : refuse('Name of the bridge', '1 to 50 letters, digits, spaces, dots and hyphens')),
  }),

  switchField('callersMayStart', { group: 'meetings', label: 'Callers may start a meeting without a PIN', needsBridge: true }),
  switchField('announcements', { group: 'meetings', label: 'Callers are announced when they come and go', needsBridge: true }),
  choiceField('announceWith', {
    group: 'meetings',
    label: 'How callers are announced',
    needsBridge: true,
    choices: { names: 'By name or number', tones: 'By a tone' },
    get: ({ announceWith }) => announceWith,
    set: (announceWith) => ({ announceWith }),
  }),
  switchField('nameRecording', { group: 'meetings', label: 'Callers are asked to record their name', needsBridge: true }),
  choiceField('maskNumbers', {
    group: 'meetings',
    label: 'Whose phone numbers are masked',
    needsBridge: true,
    choices: { external: 'From people outside', all: 'From everybody', none: 'From nobody' },
    get: ({ maskNumbers }) => maskNumbers,
    set: (maskNumbers) => ({ maskNumbers }),
  }),

  ...([
    ['limitOwn', 'Resets of one’s own in 24 hours'],
    ['limitPerTarget', 'Resets of one person by others in 24 hours'],
    ['limitPerActor', 'Resets by one administrator for others in an hour'],
    ['limitPerTenant', 'Resets for others in an hour, all together'],
  ] as const).map(([name, label]) => numberField(name, { group: 'limits', label: `${label} (0: no limit)`, least: 0, most: 100_000 })),
];

import { Problem } from '../base/problem';
import type { Settings } from './settings';

/** How a setting's text looks to people: the title of a choice, or a word for nothing. */
export function shownSetting({ input }: Pick<SettingField, 'input'>, text: string): string {
  if (text === '') return 'none';
  return input.kind === 'choice' ? (input.choices[text] ?? text) : text;
}

/** What belongs together on a card. */
export const settingGroups = ['pins', 'mails', 'numbers', 'meetings', 'limits'] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** One setting as people see and change it, always as a text. */
export type SettingField<Name extends keyof Settings = keyof Settings> = Field<Name> & Guard;

/** Whether a change of its text loosens a guard, which takes two administrators (threats E3), and what is lost then. */
type Guard =
  { loosens(before: string, after: string): boolean; lost: string } | { loosens?: undefined; lost?: undefined };

interface Field<Name extends keyof Settings> {
  name: Name;
  group: SettingGroup;
  label: string;
  /** How it is asked for. `least` and `most` of a number, the titles of a choice by value. */
  input:
    | { kind: 'switch' }
    | { kind: 'text' }
    | { kind: 'number'; least: number; most: number }
    | { kind: 'choice'; choices: Record<string, string> };
  /** Only a phone bridge could act on it, and none is attached. */
  needsBridge?: true;
  /**
   * Whether "restore defaults" leaves it as it is: what an organization is called and can be dialled at has no default.
   */
  kept?: true;
  /** What people should know when they type it. */
  hint?: string;
  /** Its present value, as its input holds it. */
  get(settings: Settings): string;
  /** What has to be saved for a text. @throws Problem `setting-invalid` that says what is allowed */
  set(text: string): Partial<Settings>;
}

type Keys<Value> = { [Key in keyof Settings]-?: Settings[Key] extends Value ? Key : never }[keyof Settings];
type About = Pick<SettingField, 'group' | 'label' | 'needsBridge' | 'kept' | 'hint'> & Guard;

/** @throws Problem `setting-invalid` */
export function refuse(label: string, allowed: string): never {
  throw new Problem('setting-invalid', { label, allowed });
}

/** A setting that is on or off. */
export function switchField<Name extends Keys<boolean>>(name: Name, about: About): SettingField<Name> {
  return {
    ...about,
    name,
    input: { kind: 'switch' },
    get: (settings) => (settings[name] ? 'on' : 'off'),
    set: (text) => (text === 'on' || text === 'off' ? { [name]: text === 'on' } : refuse(about.label, 'on or off')),
  };
}

/** A setting that is a whole number from `least` to `most`. */
export function numberField<Name extends Keys<number>>(
  name: Name,
  about: About & { least: number; most: number },
): SettingField<Name> {
  const { least, most, ...rest } = about;
  return {
    ...rest,
    name,
    input: { kind: 'number', least, most },
    get: (settings) => String(settings[name]),
    set(text) {
      // Some libraries take digits of any script for a number. Here only what can be read back counts.
      const value = /^[0-9]{1,9}$/.test(text.trim()) ? Number(text.trim()) : NaN;
      return value >= least && value <= most ? { [name]: value } : refuse(about.label, `${least} to ${most}`);
    },
  };
}

const oneOf = (values: readonly string[]): string => `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

/** A setting that is one of a few values; `choices` has their titles. */
export function choiceField<Name extends keyof Settings, Value extends string>(
  name: Name,
  about: About & {
    choices: Record<Value, string>;
    get(settings: Settings): Value;
    set(value: Value): Partial<Settings>;
  },
): SettingField<Name> {
  const { choices, set, ...rest } = about;
  return {
    ...rest,
    name,
    input: { kind: 'choice', choices },
    set: (text) =>
      Object.hasOwn(choices, text) ? set(text as Value) : refuse(about.label, oneOf(Object.keys(choices))),
  };
}

/** A setting that is a text; `set` says which texts are possible. */
export function textField<Name extends keyof Settings>(
  name: Name,
  about: About & { get(settings: Settings): string; set(text: string): Partial<Settings> },
): SettingField<Name> {
  return { ...about, name, input: { kind: 'text' } };
}

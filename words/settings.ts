import type { SettingChange } from '../services/changes/settings';
import { shownNumber } from '../services/base/phone-number';
import { tollFreeNumbersOf, tollNumbersOf } from '../services/settings/bridge-numbers';
import { type SettingField, settingFields, shownSetting, type SettingGroup } from '../services/settings/fields';
import { defaults, type Settings } from '../services/settings/settings';

/** What the groups of settings are called. */
export const groupTitles: Record<SettingGroup, string> = {
  pins: 'PINs',
  mails: 'Emails',
  numbers: 'Numbers',
  meetings: 'Meetings',
  limits: 'Limits',
};

/** A group in the middle of a sentence or on a button. */
export const groupWords = (group: SettingGroup): string =>
  group === 'pins' ? 'PINs' : groupTitles[group].toLowerCase();

/** For what only a phone bridge could act on, and none is attached. */
export const noBridge = 'No effect without a phone bridge.';

/**
 * What is set in a group, in one line.
 * @param about.domains the domains whose addresses are accepted as the organization's own
 */
export const summaries: Record<SettingGroup, (settings: Settings, about: { domains: readonly string[] }) => string> = {
  pins: ({ pinLength, whoSeesPin, bulkApproval, selfServiceConferenceId }) =>
    joined(
      `${pinLength} digits`,
      whoSeesPin === 'operator' ? 'admin sees it once' : 'only the owner sees it',
      bulkApproval ? 'bulk needs 2 admins' : 'bulk needs 1 admin',
      selfServiceConferenceId ? 'people reset their conference ID' : '',
    ),
  mails: ({ automaticMails, pinsByMail, senderAddress, senderName, tenantName }, { domains }) =>
    joined(
      `${automaticMails ? 'on' : 'off'}, ${pinsByMail ? 'with PIN' : 'without PIN'}`,
      `sender: ${[senderName, senderAddress].filter(Boolean).join(', ') || 'default'}`,
      tenantName === '' ? '' : `organization: ${tenantName}`,
      `our domains: ${domains.join(', ')}`,
    ),
  numbers(settings) {
    const [first, ...others] = [...tollNumbersOf(settings), ...tollFreeNumbersOf(settings)];
    if (first === undefined) return 'none yet: nobody can dial in';
    return `${shownNumber(first)}${others.length > 0 ? ` (+${others.length})` : ''}`;
  },
  meetings: () => 'no effect without a phone bridge',
  limits: ({ limitOwn, limitPerTarget, limitPerActor, limitPerTenant }) =>
    [`${limit(limitOwn)} own`, `${limit(limitPerTarget)} a person`, limit(limitPerActor), limit(limitPerTenant)].join(
      ' / ',
    ),
};

const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(' · ');
const limit = (count: number): string => (count === 0 ? 'unlimited' : String(count));

/** The settings of a group that are not as they come, each with what it is and would be. */
export const differing = (group: SettingGroup, settings: Settings): string[] =>
  settingFields
    .filter((field) => field.group === group && !field.kept && field.get(settings) !== field.get(defaults))
    .map(
      (field) =>
        `${field.label}: ${shownSetting(field, field.get(settings))} (default: ${shownSetting(field, field.get(defaults))})`,
    );

/** A setting and what it is. Of the domains it says all that are accepted, and not only those that were named. */
export const valueLine = (field: SettingField, settings: Settings, about: { domains: readonly string[] }): string =>
  `${field.label}: ${field.name === 'mailDomains' ? about.domains.join(', ') : shownSetting(field, field.get(settings))}`;

/** What stands below a setting where it is edited: what people should know, whether it has an effect, its default. */
export function hintOf(field: SettingField, settings: Settings, { domains }: { domains: readonly string[] }): string {
  const others = domains.filter((domain) => !settings.mailDomains.includes(domain));
  return [
    field.needsBridge ? noBridge : '',
    field.hint ?? '',
    field.name === 'mailDomains' && others.length > 0
      ? `Accepted in any case, because your people sign in with it: ${others.join(', ')}.`
      : '',
    !field.kept && field.get(settings) !== field.get(defaults)
      ? `Default: ${shownSetting(field, field.get(defaults))}.`
      : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Consequences of a change that people might not expect. */
const remarks: Record<string, string> = {
  pinLength: 'The number of digits holds for new PINs. Those that exist stay valid and keep their length.',
  senderAddress:
    'The mail server must let us send for that address, and the domain must trust the server (SPF, DKIM), or emails ' +
    'are refused or take the junk folder.',
  bridge: 'It holds for people who are enabled from now on. Others keep their bridge and their conference ID.',
};

/** One changed setting: its label, and what it was and is. */
export const changeLine = ({ field, before, after }: SettingChange): string =>
  `${field.label}: ${shownSetting(field, before)} → ${shownSetting(field, after)}`;

/** Changed settings, as offered or as saved: one line each, and whatever else has to be said. */
export function changeLines(changes: readonly SettingChange[]): string[] {
  const lines = changes.map(changeLine);
  const more = changes.flatMap(({ field }) => remarks[field.name] ?? []);
  const idle = changes.some(({ field }) => field.needsBridge)
    ? [
        'No phone bridge is attached to this installation, so what concerns calls has no effect here yet. It is ' +
          'kept for one.',
      ]
    : [];
  return [...lines, ...more, ...idle];
}

/** What is lost by changes that loosen a guard, a sentence for each guard. */
export const lostLines = (changes: readonly SettingChange[]): string[] => [
  ...new Set(changes.flatMap(({ field, before, after }) => (field.loosens?.(before, after) ? [field.lost] : []))),
];

/** The changes that an offer holds by name, as far as the settings are known. */
export const changesOf = (texts: Readonly<Record<string, { before: string; after: string }>>): SettingChange[] =>
  Object.entries(texts).flatMap(([name, change]) => {
    const field = settingFields.find((one) => one.name === name);
    return field ? [{ field, ...change }] : [];
  });

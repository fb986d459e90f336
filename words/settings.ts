import type { SettingChange } from '../services/changes/settings';
import { shownSetting, type SettingGroup } from '../services/settings/fields';

/** What the groups of settings are called. */
export const groupTitles: Record<SettingGroup, string> = {
  pins: 'PINs',
  mails: 'Mails',
  numbers: 'Numbers',
  meetings: 'Meetings',
  limits: 'Limits',
};

/** Consequences of a change that people might not expect. */
const remarks: Record<string, string> = {
  pinLength: 'The number of digits holds for new PINs. Those that exist stay valid and keep their length.',
  senderAddress:
    'The mail server must let us send for that address, and the domain must trust the server (SPF, DKIM), or mails ' +
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

import type { Role } from '../services/people/person';
import { type Action, mayAct } from '../services/people/rights';
import type { Settings } from '../services/settings/settings';

/** Something that somebody can do here, in words, and the right that it takes. */
interface Ability {
  text: string;
  right: Action;
  others: boolean;
}

const abilities: readonly Ability[] = [
  { text: 'Reset your own PIN', right: 'reset-pin', others: false },
  {
    text: 'See your numbers and your conference ID, and have them emailed',
    right: 'show-conference-info',
    others: false,
  },
  { text: 'Reset your own conference ID', right: 'reset-conference-id', others: false },
  { text: 'Look up everybody, and find out whose conference ID a number is', right: 'show-person', others: true },
  {
    text: 'Email people their conference info, and see whether it arrived',
    right: 'send-conference-info',
    others: true,
  },
  { text: 'Reset PINs and conference IDs of others', right: 'reset-pin', others: true },
  { text: 'Turn Audio Conferencing on and off, and change numbers and switches', right: 'change-person', others: true },
  { text: 'Do the same for many people at once', right: 'bulk', others: false },
  { text: 'Read the audit trail and the reports, and export them', right: 'report', others: false },
  { text: 'Change roles, protection and the settings', right: 'change-settings', others: false },
];

/** What a role can do, a sentence each, without what it may not. */
export function abilitiesOf(role: Role, settings: Settings): string[] {
  const may = abilities
    .filter(({ right, others }) => mayAct(role, right, { others, settings }))
    .map(({ text }) => text);
  const asks = !mayAct(role, 'reset-conference-id', { others: false, settings });
  const asksForOthers =
    mayAct(role, 'ask-pin-reset', { others: true, settings }) && !mayAct(role, 'reset-pin', { others: true, settings });
  return [
    ...may,
    ...(asksForOthers ? ['Ask an administrator for a new PIN or conference ID of others, or nudge them'] : []),
    ...(asks ? ['Ask an administrator for a new conference ID'] : []),
  ];
}

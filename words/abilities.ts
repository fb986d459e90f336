import type { Role } from '../services/people/person';
import { type Action, mayAct } from '../services/people/rights';
import type { Settings } from '../services/settings/settings';

/** Something that somebody can do here, in words, and the right that it takes. */
interface Ability {
  text: string;
  right: Action;
  others: boolean;
  /** What is said where Teams keeps conference IDs; null where it cannot be done there. */
  withTeams?: string | null;
}

const abilities: readonly Ability[] = [
  { text: 'Reset your own PIN', right: 'reset-pin', others: false },
  {
    text: 'See your numbers and your conference ID, and have them emailed',
    right: 'show-conference-info',
    others: false,
  },
  { text: 'Reset your own conference ID', right: 'reset-conference-id', others: false, withTeams: null },
  {
    text: 'Look up everybody, and find out whose conference ID a number is',
    right: 'show-person',
    others: true,
    withTeams: 'Look up everybody',
  },
  {
    text: 'Email people their conference info, and see whether it arrived',
    right: 'send-conference-info',
    others: true,
  },
  {
    text: 'Reset PINs and conference IDs of others',
    right: 'reset-pin',
    others: true,
    withTeams: 'Reset PINs of others',
  },
  {
    text: 'Turn Audio Conferencing on and off, and change numbers and switches',
    right: 'change-person',
    others: true,
    withTeams: 'Change numbers, and who gets automatic emails',
  },
  { text: 'Do the same for many people at once', right: 'bulk', others: false },
  { text: 'Read the audit trail and the reports, and export them', right: 'report', others: false },
  { text: 'Change roles, protection and the settings', right: 'change-settings', others: false },
];

/** What a role can do, a sentence each, without what it may not. */
export function abilitiesOf(role: Role, settings: Settings, backend: 'own' | 'teams' = 'own'): string[] {
  const may = abilities
    .filter(({ right, others }) => mayAct(role, right, { others, settings }))
    .flatMap(({ text, withTeams = text }) => (backend === 'own' ? [text] : withTeams === null ? [] : [withTeams]));
  const asks = backend === 'own' && !mayAct(role, 'reset-conference-id', { others: false, settings });
  const asksForOthers =
    mayAct(role, 'ask-pin-reset', { others: true, settings }) && !mayAct(role, 'reset-pin', { others: true, settings });
  return [
    ...may,
    ...(asksForOthers
      ? [`Ask an administrator for a new PIN${backend === 'own' ? ' or conference ID' : ''} of others, or nudge them`]
      : []),
    ...(asks ? ['Ask an administrator for a new conference ID'] : []),
  ];
}

import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import { mayAct, type Action } from '../../services/people/rights';
import type { Person } from '../../services/people/person';
import type { Settings } from '../../services/settings/settings';
import type { ConferencingBackend } from '../../services/conferencing/backend';
import { groupsFor } from '../../words/help-groups';
import { backendWords } from '../../words/teams';
import { helpTopics } from '../../words/help-topics';

const resetMyPin: Button = { title: 'Reset my PIN', verb: 'reset-pin', data: {} };
const myInfo: Button = { title: 'My conference info', verb: 'show-conference-info', data: {} };
const topicButton = (name: string): Button => ({
  title: helpTopics.find((topic) => topic.name === name)?.button ?? name,
  verb: 'help',
  data: { topic: name },
});
/** So many buttons Teams takes in a row. */
const inRow = 6;

/** Help on one screen, for what somebody may do here. The rest unfolds, and is there by words as well. */
export function helpCard({ role }: Person, settings: Settings, backend: ConferencingBackend): Card {
  const may = (action: Action, others: boolean) => mayAct(role, action, { others, settings });
  const looksUp = may('show-person', true);
  const groups = groupsFor(backend).filter(({ right }) => may(right, false) || may(right, true));
  const { paragraphs, primary, buttons } =
    groups.length > 0 ? forAdmins : looksUp ? forHelpdesk(backend) : forUsers({ role, settings });
  const shown = new Set([...primary, ...buttons].map(({ data }) => data.topic));
  const topics = helpTopics
    .filter(({ name, forAdmins }) => !shown.has(name) && (!forAdmins || groups.length > 0))
    .map(({ name }) => name);
  const more = [...topics.map(topicButton), { title: 'All commands', verb: 'help', data: { topic: 'commands' } }];
  return cards.help({
    backend: backendWords[backend.name],
    fieldButtons: looksUp
      ? [
          { title: 'Look up', verb: 'show-person', data: {} },
          ...(groups.length > 0 ? [] : [{ title: 'Did the email arrive?', verb: 'mail-status', data: {} }]),
        ]
      : [],
    paragraphs,
    groups: groups.map(({ name, title, lines }) => ({ id: name.replaceAll(' ', '-'), title, lines: [...lines] })),
    topicRows: rowsOf(more),
    primary,
    buttons,
  });
}

interface ForRole {
  paragraphs: string[];
  primary: Button[];
  buttons: Button[];
}

const forAdmins: ForRole = {
  paragraphs: [],
  primary: [],
  buttons: [
    { title: 'Bulk', verb: 'bulk-form', data: {} },
    { title: 'Report', verb: 'report', data: {} },
    { title: 'Audit', verb: 'audit', data: {} },
    { title: 'Settings', verb: 'settings', data: {} },
    { title: 'My own PIN', verb: 'reset-pin', data: {} },
  ],
};

const forHelpdesk = ({ can }: Pick<ConferencingBackend, 'can'>): ForRole => ({
  paragraphs: [
    ...(can['find-conference-id'] ? ['Find a conference ID: "find 7946598".'] : []),
    'A caller forgot the PIN? Tell them: "Open the chat with Dial-in Desk in Teams, type: reset my pin".',
  ],
  primary: [],
  buttons: [
    { title: 'Ask an admin', verb: 'ask-admin', data: {} },
    { title: 'My own PIN', verb: 'reset-pin', data: {} },
    myInfo,
  ],
});

function forUsers({ role, settings }: { role: Person['role']; settings: Settings }): ForRole {
  const reads = mayAct(role, 'report', { others: false });
  const idIsTheirs = mayAct(role, 'reset-conference-id', { others: false, settings });
  return {
    paragraphs: [
      'A new PIN, when you have forgotten yours.',
      'Your numbers to dial and your conference ID, here or by email.',
      reads
        ? 'The audit trail and the reports: "audit since monday", "report last month".'
        : 'You can just ask, for example "why am I in the lobby?"',
    ],
    primary: [resetMyPin],
    buttons: [
      myInfo,
      topicButton('phone'),
      ...(reads
        ? [
            { title: 'Report', verb: 'report', data: {} },
            { title: 'Audit', verb: 'audit', data: {} },
          ]
        : [
            topicButton('lobby'),
            idIsTheirs
              ? { title: 'Reset my conference ID', verb: 'reset-conference-id', data: {} }
              : { title: 'Ask an admin', verb: 'ask-admin', data: {} },
          ]),
    ],
  };
}

const rowsOf = (buttons: Button[]): { buttons: Button[] }[] =>
  buttons.flatMap((_, at) => (at % inRow === 0 ? [{ buttons: buttons.slice(at, at + inRow) }] : []));

/** Help where others read along: how to be answered, and the way into our own chat. */
export const helpHereCard = (chat: string): Card =>
  cards.helpHere({
    paragraphs: [
      'Mention me and say what you need, for example "reset my pin".',
      'What concerns a PIN or a person is answered in our private chat.',
    ],
    chat,
    buttons: [{ title: 'Open our chat', verb: 'open-chat', data: {} }],
  });

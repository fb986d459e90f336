import type { NotWithTeams } from '../services/base/problem';
import type { ConferencingBackend } from '../services/conferencing/backend';
import type { Action } from '../services/people/rights';

/** A line of help: what somebody types, as it stands, and what comes of it. */
interface Example {
  phrase: string;
  help: string;
  /** What the backend must be able to do. */
  needs?: NotWithTeams;
}

/** What administrators do, by what it is about: the folded parts of their help, and each by its name behind "help". */
export interface HelpGroup {
  name: string;
  title: string;
  /** Other words that mean it. */
  words: readonly string[];
  /** The right that somebody has who gets this group. */
  right: Action;
  lines: readonly Example[];
}

const line = (phrase: string, help: string, needs?: NotWithTeams): Example => ({ phrase, help, needs });

export const helpGroups: readonly HelpGroup[] = [
  {
    name: 'people',
    title: 'People',
    words: ['person', 'others', 'users'],
    right: 'change-person',
    lines: [
      line('alex wilber', 'a name alone: everything about this person'),
      line('reset pin for alex', 'a new PIN; the old one stops working'),
      line('reset conference id for alex', 'a new ID; meetings have to be sent again', 'reset-conference-id'),
      line('enable alex', 'turns Audio Conferencing on; "disable alex" turns it off', 'enable'),
      line('change number of alex to +1 555 010 0200', 'another number to dial'),
      line('make adele helpdesk', 'a role: user, helpdesk, admin or auditor'),
    ],
  },
  {
    name: 'many at once',
    title: 'Many at once',
    words: ['many', 'bulk', 'lists', 'list', 'csv', 'file'],
    right: 'bulk',
    lines: [
      line('bulk reset pins', 'with people in the next lines, or a CSV file'),
      line('bulk enable', 'turns Audio Conferencing on for all of them', 'enable'),
      line('bulk disable', 'turns it off', 'enable'),
      line('bulk change numbers to +1 555 010 0200', 'one number for all of them'),
      line('bulk status', 'how far it is, and its result as a file'),
    ],
  },
  {
    name: 'emails',
    title: 'Emails',
    words: ['email', 'mails', 'mail'],
    right: 'failed-mails',
    lines: [
      line('send conference info to alex', 'ID and numbers, never the PIN'),
      line('email status for alex', 'what became of the last emails'),
      line('failed emails', 'all that could not be delivered'),
      line('resend email to alex', 'the last one that failed'),
      line('turn emails off for alex', 'no automatic emails to this person'),
      line('automatic emails off', 'none to anybody'),
    ],
  },
  {
    name: 'audit and settings',
    title: 'Audit and settings',
    words: ['audit', 'settings', 'reports', 'report', 'trail'],
    right: 'change-settings',
    lines: [
      line('audit alex since monday', 'who did what for whom'),
      line('export audit as csv', 'the same as a file'),
      line('report last month', 'resets, refusals and failed emails'),
      line('settings', 'everything that can be set'),
      line('set pin length to 6', 'one setting in words', 'pin-length'),
      line('protect alex', 'changes then take two administrators'),
    ],
  },
];

/** The groups with the lines that a backend can carry out. */
export const groupsFor = ({ can }: Pick<ConferencingBackend, 'can'>): HelpGroup[] =>
  helpGroups.map((group) => ({
    ...group,
    lines: group.lines.flatMap(({ needs, ...shown }) => (!needs || can[needs] ? [shown] : [])),
  }));

/** The group that a word means, in upper or lower case, as a backend can carry it out. */
export const findGroup = (text: string, backend: Pick<ConferencingBackend, 'can'>): HelpGroup | undefined =>
  groupsFor(backend).find(({ name, words }) => [name, ...words].includes(text.trim().toLowerCase()));

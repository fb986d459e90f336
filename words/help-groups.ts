import type { Action } from '../services/people/rights';

/** A line of help: what somebody types, as it stands, and what comes of it. */
interface Example {
  phrase: string;
  help: string;
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

const line = (phrase: string, help: string): Example => ({ phrase, help });

export const helpGroups: readonly HelpGroup[] = [
  {
    name: 'people',
    title: 'People',
    words: ['person', 'others', 'users'],
    right: 'change-person',
    lines: [
      line('alex wilber', 'a name alone: everything about this person'),
      line('reset pin for alex', 'a new PIN; the old one stops working'),
      line('reset conference id for alex', 'a new ID; meetings have to be sent again'),
      line('enable alex', 'turns Audio Conferencing on; "disable alex" turns it off'),
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
      line('bulk enable', 'turns Audio Conferencing on for all of them'),
      line('bulk disable', 'turns it off'),
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
      line('set pin length to 6', 'one setting in words'),
      line('protect alex', 'changes then take two administrators'),
    ],
  },
];

/** The group that a word means, in upper or lower case. */
export const findGroup = (text: string): HelpGroup | undefined =>
  helpGroups.find(({ name, words }) => [name, ...words].includes(text.trim().toLowerCase()));

import { shownNumber } from '../../services/base/phone-number';
import type { ProblemCode, ProblemDetails, TwoAdmins } from '../../services/base/problem';
import { knownHeadings } from '../../services/people/headings';
import { counted, hoursWords } from '../../words/counted';
import { inUseWords, neededWords } from '../../words/numbers';
import { shownPeople, shownPerson } from '../../words/people';
import { correlationWords, notWithTeamsWords, refusalWords } from '../../words/teams';

/**
 * Problems of buttons, cards and files in Teams, which no command can meet. If one of them does come here, it is said
 * in the words of the trail.
 */
type InChatOnly =
  | 'person-missing'
  | 'person-mention-unknown'
  | 'operation-unknown'
  | 'operation-expired'
  | 'operation-superseded'
  | 'operation-cancelled'
  | 'operation-used'
  | 'operation-other'
  | 'operation-restored'
  | 'button-only'
  | 'file-gone'
  | 'file-place'
  | 'upload-unreadable'
  | 'upload-not-text'
  | 'upload-too-large'
  | 'position-missing'
  | 'number-missing'
  | 'conference-id-missing'
  | 'conference-id-malformed'
  | 'conference-id-unknown'
  | 'role-missing'
  | 'update-teams';

/** What went wrong, and the way out, each without its final full stop or with it as in `faultLine`. */
type Words = {
  [Code in Exclude<ProblemCode, InChatOnly>]: (details: ProblemDetails[Code]) => [what: string, wayOut: string];
};

/** What was typed, unless it may be a PIN that was pasted by mistake: the answer may get into a log. */
const quoted = (text: string): string => (/\d{4}/.test(text) ? 'that' : `"${text}"`);
const numbered = (numbers: readonly string[], kind = 'numbers'): string =>
  numbers.length > 0
    ? `The ${kind} of the bridge are: ${numbers.map(shownNumber).join(', ')}.`
    : 'No number of a bridge has been set yet: bridge set --default-service-number <number>.';
const moment = (at: Date): string => at.toISOString();
const unchanged = 'Nothing was changed.';
const anAdmin = 'An administrator can.';

const whyTwo: Record<TwoAdmins, string> = {
  'protected': 'this person is protected, so it takes a second administrator',
  'new-admin': 'making an administrator takes a second administrator',
  'admin-loses': 'taking the role or conferencing from an administrator takes a second administrator',
  'looser-guard': 'loosening a guard takes a second administrator',
};

/** The words for every problem that a command can meet. A code without words does not compile. */
export const problemWords: Words = {
  'actor-unknown': () => [
    'you are not in the directory',
    'Set DESK_ACT_AS to the user principal name, email address or object id of somebody who is.',
  ],
  'actor-disabled': () => ['your account is disabled', 'A user administrator can enable it in Microsoft Entra.'],
  'actor-guest': () => ['guests cannot use the desk', 'Set DESK_ACT_AS to a member of the organization.'],
  'not-for-others': () => ['your role does not permit this for other people', anAdmin],
  'not-your-role': () => ['your role does not permit this', anAdmin],
  'not-for-admins': () => ['helpdesk cannot change anything of an administrator', 'Another administrator can.'],

  'person-unknown': ({ text, nearest }) => [
    `nobody is called ${quoted(text)}`,
    nearest.length > 0
      ? `Did you mean: ${shownPeople(nearest)}?`
      : 'Try the user principal name, the email address or the object id.',
  ],
  'person-ambiguous': ({ text, matches, more }) => [
    `${quoted(text)} fits ${matches.length + more} people`,
    `Name one of them: ${shownPeople(matches)}${more > 0 ? `, and ${more} more` : ''}.`,
  ],
  'account-disabled': ({ person }) => [
    `the account of ${shownPerson(person)} is disabled`,
    'Enable it in Microsoft Entra, and bring the directory up to date: people import. To take conferencing away: user ' +
      `disable ${person.upn}. ${unchanged}`,
  ],
  'guest': ({ person }) => [
    `${shownPerson(person)} is a guest`,
    `Audio Conferencing is set up by the person's own organization. ${unchanged}`,
  ],
  'resource': ({ person }) => [
    `${shownPerson(person)} is a room, a resource or a shared mailbox`,
    'Those have no conference ID and no PIN. If this is a person, their kind is member: people import with a column ' +
      `"kind". ${unchanged}`,
  ],
  'not-licensed': ({ person }) => [
    `${shownPerson(person)} has no Audio Conferencing licence in the directory`,
    'Assign one in the Microsoft 365 admin center, and say so here: people import with a column "licensed" or with ' +
      `--licensed all, or "user set ${person.upn} --licensed true". ${unchanged}`,
  ],
  'not-enabled': ({ person }) => [
    `${shownPerson(person)} is not enabled for Audio Conferencing`,
    `Enable them: user enable ${person.upn}. ${unchanged}`,
  ],
  'already-enabled': ({ person }) => [
    `${shownPerson(person)} is enabled for Audio Conferencing already`,
    `A new PIN: user set ${person.upn} --reset-leader-pin. ${unchanged}`,
  ],

  'no-mailbox': () => ['this person has no mailbox', `Give an address with --send-email-to-address. ${unchanged}`],
  'address-malformed': () => ['that is not an email address', `It looks like alice@contoso.example. ${unchanged}`],
  'address-several': () => ['one address only', `Emails go to one address at a time. ${unchanged}`],
  'address-not-allowed': ({ domains }) => [
    'emails cannot go to that address',
    `Allowed are the person's own address${domains.length > 0 ? ` and those at ${domains.join(', ')}` : ''}. ${unchanged}`,
  ],
  'sender-not-allowed': ({ domains }) => [
    'emails cannot come from that address',
    `Allowed are those at ${domains.join(', ')}; "tenant set mailDomains" names other domains of the organization. ` +
      unchanged,
  ],
  'address-not-for-own-pin': () => [
    'your own PIN is not emailed',
    `Leave the email out: the PIN is shown here. ${unchanged}`,
  ],
  'mail-none-failed': ({ person }) => [
    `no email to ${shownPerson(person)} has failed`,
    `See "mail list --person ${person.upn}".`,
  ],
  'mail-not-failed': () => [
    'this email is on its way or was sent already',
    `Those that were given up: mail list --failed. ${unchanged}`,
  ],
  'mail-with-pin': ({ person }) => [
    'the PIN of that email was deleted when the email was given up, so it cannot be sent again',
    `Reset the PIN to have a new one emailed: user set ${person.upn} --reset-leader-pin --send-email. ${unchanged}`,
  ],

  'offer-outdated': () => ['who sees a new PIN has changed in the meantime', `Run the command again. ${unchanged}`],
  'notice-over': () => [
    'this was decided or replaced already',
    `See what became of it: requests list --all. ${unchanged}`,
  ],
  'request-open': () => [
    'this was asked already and is not decided yet',
    `See it with "requests list", and wait for the decision. ${unchanged}`,
  ],
  'request-needless': () => ['you can do this yourself', `Run the command without asking. ${unchanged}`],
  'ask-protected': ({ person }) => [
    `${shownPerson(person)} is protected, and a change takes two administrators`,
    `One of them has to start it. ${unchanged}`,
  ],
  'not-locked': ({ person, own }) => [
    `${own ? 'your account' : shownPerson(person)} is not locked`,
    `There is nothing to lift. ${unchanged}`,
  ],
  'lock-not-yours': ({ person }) => [
    `${shownPerson(person)} reported what you did, so you cannot lift that lock`,
    `The person can, or another administrator. ${unchanged}`,
  ],
  'nudged-already': ({ until }) => ['it was suggested already', `Again after ${moment(until)}. ${unchanged}`],
  'nudge-unreachable': ({ person }) => [
    `${shownPerson(person)} has neither a chat with the bot nor a mailbox`,
    `Tell them another way: typing "reset my pin" to the bot shows a new PIN. ${unchanged}`,
  ],
  'no-admin-reachable': () => [
    'no administrator has a chat with the bot or a mailbox, so nobody can be asked there',
    `Have an administrator say hello to the bot first. ${unchanged}`,
  ],
  'no-second-admin': ({ why, admins = [] }) => [
    `${whyTwo[why]}, and there is no other one`,
    admins.length > 0
      ? `Make a third one: role set <identity> admin, which ${shownPeople(admins)} can approve. ${unchanged}`
      : `Make somebody else an administrator first: role set <identity> admin. ${unchanged}`,
  ],
  'not-by-yourself': () => [
    'nobody approves what they asked for themselves, or what is about themselves',
    `Another administrator can: approve <id>. ${unchanged}`,
  ],
  'asker-not-admin': () => [
    'the one who asked may no longer ask for it',
    `Decline the request, and make the change yourself. ${unchanged}`,
  ],
  'protected': ({ why }) => [whyTwo[why], `Run the command again: then another administrator is asked. ${unchanged}`],
  'licence-protected': ({ person }) => [
    `${shownPerson(person)} is protected, and one administrator cannot take the licence away alone`,
    `End the protection first, which takes two: unprotect ${person.upn}. An import has what the tenant says. ${unchanged}`,
  ],
  'protected-same': ({ person, now }) => [
    `${shownPerson(person)} is ${now ? 'protected already' : 'not protected'}`,
    unchanged,
  ],
  'resets-blocked': ({ until }) => [
    `locked by the owner, who reported a reset; only the owner can reset before ${moment(until)}`,
    `Wait, or talk to the owner and lift the lock: user unlock <identity>. ${unchanged}`,
  ],
  'teams-refused': ({ reason, correlation }) => {
    const [why, wayOut] = refusalWords[reason];
    return [
      `Teams did not do it: ${why.replace(/\.$/, '')}`,
      [unchanged, wayOut, ...correlationWords(correlation)].join(' '),
    ];
  },
  'teams-unknown': () => [
    'it is not known whether Teams did it',
    'It is not tried again by itself. If the PIN does not work any more, or the number is still the old one, do it ' +
      'again.',
  ],
  'teams-at-it': ({ person }) => [
    `Teams is still at the change before for ${shownPerson(person)}`,
    `${unchanged} Try again in two minutes.`,
  ],
  'not-with-teams': ({ what }) => [notWithTeamsWords[what][0].replace(/\.$/, ''), notWithTeamsWords[what][1]],
  'limit-reached': ({ most, hours, until }) => [
    `${counted(most, 'reset')} in ${hoursWords(hours)} ${most === 1 ? 'was' : 'were'} made already`,
    `The next one is possible at ${moment(until)}. ${unchanged}`,
  ],
  'outcome-unknown': () => [
    'the database did not answer in time, so it is not known whether this was done',
    'Look with "audit list". A PIN that was reset cannot be shown any more: reset it again.',
  ],
  'busy': () => ['something else was being done at this moment', `Try again in a minute. ${unchanged}`],

  'bulk-empty': () => [
    'nobody stands on the list',
    `Put a name, user principal name, email address or object id in each line. ${unchanged}`,
  ],
  'bulk-columns-unknown': ({ columns }) => [
    `no column of the list is known: ${columns.map(quoted).join(', ')}`,
    `Name one of them ${knownHeadings}. ${unchanged}`,
  ],
  'bulk-too-many': ({ count, most }) => [
    `${count} people are on the list, and ${most} can be changed at a time`,
    `Split the list, for example with "split --lines=${most}", and repeat its headings. ${unchanged}`,
  ],
  'bulk-beside': () => ['it stands beside another person in its line', 'Put each person in a line of their own.'],
  'bulk-self': () => ['you are on the list yourself', 'Do it for yourself with "user set".'],
  'bulk-duplicate': () => ['the person is on the list twice', 'The first line counts.'],
  'bulk-unreachable': ({ person }) => [
    `${shownPerson(person)} can be reached neither by email nor in a chat, so nobody would get the PIN`,
    `Give an address: user set ${person.upn} --reset-leader-pin --send-email-to-address <address>.`,
  ],
  'bulk-broken': () => [
    'something went wrong with this row',
    'Run the list again: what is done already is left out or done once more. The log has the reason.',
  ],
  'bulk-over': () => [
    'that bulk change is over: it is done, or was stopped, declined, withdrawn or not confirmed in time',
    'Start a new one with the list: bulk run people.csv. "audit list" says what became of the old one.',
  ],
  'bulk-no-approver': ({ others }) => [
    'a bulk change takes a second administrator, and none can be asked',
    others.length > 0
      ? `None of them has a chat with the bot. Have them say hello to it: ${shownPeople(others)}. ${unchanged}`
      : `There is none. Make somebody else an administrator first. ${unchanged}`,
  ],
  'pin-try-later': ({ until }) => [
    `too many wrong PINs were tried; the next one is checked at ${moment(until)} at the earliest`,
    'Wait until then, or reset the PIN.',
  ],

  'setting-invalid': ({ label, allowed }) => [`${label} must be ${allowed}`, unchanged],
  'settings-same': () => ['everything is set like this already', unchanged],
  'settings-outdated': () => ['somebody else has changed this meanwhile', `Look at it and try again. ${unchanged}`],
  'period-unknown': () => [
    'that is no time that has come',
    'Give a date such as 2026-01-31, or words such as "last 7 days" or "last month".',
  ],
  'forget-self': () => ['nobody forgets themself', `Another administrator can. ${unchanged}`],
  'forget-active': ({ person }) => [
    `${shownPerson(person)} can still sign in`,
    `Disable the account in Microsoft Entra, and bring the directory up to date: people import. ${unchanged}`,
  ],
  'role-same': ({ person, role }) => [`${shownPerson(person)} has the role ${role} already`, unchanged],
  'role-not-for-guests': ({ person }) => [
    `${shownPerson(person)} is no member, and roles are for members only`,
    `Give the role to a member. ${unchanged}`,
  ],
  'last-admin': ({ person }) => [
    `${shownPerson(person)} is the last administrator`,
    `Make somebody else an administrator first. ${unchanged}`,
  ],
  'role-from-entra': ({ person }) => [
    `the role of ${shownPerson(person)} comes from Microsoft Entra`,
    `Change the directory role or the group there, then: sync. ${unchanged}`,
  ],
  'licence-from-entra': ({ person }) => [
    `the licence of ${shownPerson(person)} comes from Microsoft Entra`,
    `Assign it in the Microsoft 365 admin center, then: sync. ${unchanged}`,
  ],
  'people-from-entra': () => [
    'people come from Microsoft Entra, because DIRECTORY is entra',
    `Add and change them there, then: sync. ${unchanged}`,
  ],
  'forget-in-entra': ({ person }) => [
    `${shownPerson(person)} is still in Microsoft Entra, and would come back`,
    `Delete the account there, then: sync, and forget again. ${unchanged}`,
  ],
  'role-unchecked': () => [
    'Microsoft Entra did not say in time whether you still have your role, and what is known here is older than 15 minutes',
    `Try again in a minute; doctor says what is wrong. ${unchanged}`,
  ],
  'number-not-on-bridge': ({ numbers, tollFree }) => [
    `that is not a ${tollFree ? 'toll-free ' : ''}number of the bridge`,
    `${numbered(numbers, tollFree ? 'toll-free numbers' : undefined)} ${unchanged}`,
  ],
  'number-in-use': (details) => {
    const field = details.tollFree ? 'tollFreeServiceNumber' : 'serviceNumber';
    const another = details.tollFree
      ? 'user set <person> --toll-free-service-number default'
      : 'user set <person> --service-number default, or for many of them bulk run list.csv --action set-number ' +
        '--service-number <number>';
    return [
      inUseWords(details),
      `Give them another one first: ${another}. Who they are: user list --query ` +
        `"[?${field}=='${details.numbers[0] ?? ''}' && ${field}From=='person'].upn". ${unchanged}`,
    ];
  },
  'number-needed': (details) => [
    neededWords(details),
    `Set another one in its place: bridge set --default-service-number <number>. ${unchanged}`,
  ],
  'conference-ids-exhausted': () => [
    'no conference ID is free on this bridge',
    `Give the bridge another name, which begins a new range: bridge set --name <name>. ${unchanged}`,
  ],
  'not-installed': () => ['the app is not installed for this person', 'Install it for them in the Teams admin center.'],
};

import { reasonWords } from '../../words/trail';
import { isUnreachable } from '../../services/base/mongo';
import { shownNumber } from '../../services/base/phone-number';
import { Problem, type ProblemCode, type ProblemDetails, SetupError } from '../../services/base/problem';
import { printable } from './printable';
import { shownPeople } from '../../words/people';
import { counted, hoursWords } from '../../words/counted';

/** What the exit codes mean. The help lists them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notPermitted: 3,
  notFound: 4,
  refused: 5,
  notKnown: 6,
} as const;

/** A line on standard error: what went wrong, the way out, and the exit code that goes with it. */
export interface Fault {
  code: string;
  what: string;
  wayOut: string;
  exit: number;
}

/** Something that the command line itself refuses, because the services have no `Problem` for it. */
export class Refusal extends Error {
  override name = 'Refusal' as const;
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}

/** Arguments that make no sense. */
export const usageError = (what: string, wayOut = 'See --help.'): Refusal =>
  new Refusal({ code: 'usage', what, wayOut, exit: exitCodes.usage });

const exits: Partial<Record<ProblemCode, number>> = {
  'actor-unknown': exitCodes.notPermitted,
  'actor-disabled': exitCodes.notPermitted,
  'actor-guest': exitCodes.notPermitted,
  'not-for-others': exitCodes.notPermitted,
  'not-your-role': exitCodes.notPermitted,
  'not-for-admins': exitCodes.notPermitted,
  'person-unknown': exitCodes.notFound,
  'person-ambiguous': exitCodes.notFound,
  'outcome-unknown': exitCodes.notKnown,
};

/** What was typed, unless it may be a PIN that was pasted by mistake: the answer may get into a log. */
const quoted = (text: string): string => (/\d{4}/.test(text) ? 'that' : `"${text}"`);
const numbered = (numbers: readonly string[], kind = 'numbers'): string =>
  numbers.length > 0
    ? `The ${kind} of the bridge are: ${numbers.map(shownNumber).join(', ')}.`
    : 'No number of a bridge has been set yet.';
const moment = (at: Date): string => at.toISOString();

const notPermitted = 'An administrator can.';
type Words = { [Code in ProblemCode]?: (details: ProblemDetails[Code]) => [what: string, wayOut: string] };

/** For cases in which the words of the trail are not enough: what can be done about it on a command line. */
const words: Words = {
  'actor-unknown': () => [
    'you are not in the directory',
    'Set DESK_ACT_AS to the user principal name, mail address or object id of somebody who is.',
  ],
  'actor-disabled': () => ['your account is disabled', 'A user administrator can enable it in Microsoft Entra.'],
  'actor-guest': () => ['guests cannot use the desk', 'Set DESK_ACT_AS to a member of the organization.'],
  'not-for-others': () => ['your role does not permit this for other people', notPermitted],
  'not-your-role': () => ['your role does not permit this', notPermitted],
  'not-for-admins': () => ['helpdesk cannot change anything of an administrator', 'Another administrator can.'],
  'person-unknown': ({ text, nearest }) => [
    `nobody is called ${quoted(text)}`,
    nearest.length > 0
      ? `Did you mean: ${shownPeople(nearest)}?`
      : 'Try the user principal name, the mail address or the object id.',
  ],
  'person-ambiguous': ({ text, matches, more }) => [
    `${quoted(text)} fits ${matches.length + more} people`,
    `Name one of them: ${shownPeople(matches)}${more > 0 ? `, and ${more} more` : ''}.`,
  ],
  'protected': () => [
    'this change takes a second administrator',
    'Ask for it in the chat with the bot, where another administrator can approve it. Nothing was changed.',
  ],
  'resets-blocked': ({ until }) => [
    `the owner has objected to a reset; only the owner can reset before ${moment(until)}`,
    'Wait, or ask the owner. Nothing was changed.',
  ],
  'limit-reached': ({ most, hours, until }) => [
    `${counted(most, 'reset')} in ${hoursWords(hours)} ${most === 1 ? 'was' : 'were'} made already`,
    `The next one is possible at ${moment(until)}. Nothing was changed.`,
  ],
  'setting-invalid': ({ label, allowed }) => [`${label}: allowed is ${allowed}`, 'Nothing was changed.'],
  'settings-outdated': () => [
    'somebody else has changed this meanwhile',
    'Look at it and try again. Nothing was changed.',
  ],
  'number-not-on-bridge': ({ numbers, tollFree }) => [
    `that is not a ${tollFree ? 'toll-free ' : ''}number of the bridge`,
    `${numbered(numbers, tollFree ? 'toll-free numbers' : undefined)} Nothing was changed.`,
  ],
  'no-mailbox': () => [
    'this person has no mailbox',
    'Give an address with --send-email-to-address. Nothing was changed.',
  ],
  'address-malformed': () => [
    'that is not a mail address',
    'It looks like alice@contoso.example. Nothing was changed.',
  ],
  'address-several': () => ['one address only', 'Mails go to one address at a time. Nothing was changed.'],
  'address-not-allowed': ({ domains }) => [
    'mails cannot go to that address',
    `Allowed are the person's own address${domains.length > 0 ? ` and those at ${domains.join(', ')}` : ''}. ` +
      `Nothing was changed.`,
  ],
  'sender-not-allowed': ({ domains }) => [
    'mails cannot come from that address',
    `Allowed are those at ${domains.join(', ')}; "tenant set mailDomains" names other domains of the organization. ` +
      `Nothing was changed.`,
  ],
  'address-not-for-own-pin': () => [
    'your own PIN is not mailed',
    'Leave the mail out: the PIN is shown here. Nothing was changed.',
  ],
  'outcome-unknown': () => [
    'the database did not answer in time, so it is not known whether this was done',
    'Look with "audit list". A PIN that was reset cannot be shown any more: reset it again.',
  ],
  'busy': () => ['something else was being done at this moment', 'Try again in a minute. Nothing was changed.'],
};

/** The line and the exit code for an error. A bug gives only its kind, because its message may quote data. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refusal) return error.fault;
  if (error instanceof SetupError)
    return {
      code: 'setup',
      what: error.message.replaceAll('\n', '; ').replace(/\.$/, ''),
      wayOut: '',
      exit: exitCodes.failed,
    };
  if (isUnreachable(error))
    return {
      code: 'database',
      what: 'the database does not answer',
      wayOut: 'Check that MongoDB is running, and look with "audit list" what was done.',
      exit: exitCodes.failed,
    };
  if (!(error instanceof Problem))
    return {
      code: 'bug',
      what: `this is a fault of Dial-in Desk (${error instanceof Error ? error.name : typeof error})`,
      wayOut: 'Run it again with --verbose to see where.',
      exit: exitCodes.failed,
    };
  const code = error.code as ProblemCode;
  const say = words[code] as ((details: unknown) => [string, string]) | undefined;
  const [what, wayOut] = say ? say(error.details) : [reasonWords(code), 'Nothing was changed.'];
  return { code, what, wayOut, exit: exits[code] ?? exitCodes.refused };
}

/** The one line that a fault prints. */
export const faultLine = ({ code, what, wayOut }: Fault): string =>
  printable(`error ${code}: ${what}.${wayOut === '' ? '' : ` ${wayOut}`}`);

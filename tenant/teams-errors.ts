import type { LogFields } from '../services/base/log';
import type { TeamsRefusal } from '../services/base/problem';
import type { TeamsFault } from './teams-protocol';

/**
 * What the words of Microsoft's errors mean; the first that fits counts. worker.ps1 has the same list and names the
 * kind. It is read here, too, for a worker that names another one.
 */
const meanings: readonly (readonly [RegExp, TeamsRefusal | 'timeout'])[] = [
  [/disabled for Online Dial-In Conferencing/i, 'tenant-without-service'],
  [/\bAADSTS\d{4,9}\b/, 'sign-in'],
  [/^429$|too many requests|throttl/i, 'throttled'],
  [/^403$|access.{0,10}denied|forbidden|insufficient privileges/i, 'no-right'],
  [/^401$|unauthori[sz]ed|lifetime validation failed|Connect-MicrosoftTeams/i, 'sign-in'],
  [/token.{0,60}(?:expired|invalid)|expired.{0,30}token/i, 'sign-in'],
  [/^404$/, 'person-unknown'],
  // A number that is not found is not a person.
  [/^(?!.*\bnumber\b).*(?:not ?found|could not (?:be found|find)|does ?n.t exist|does not exist)/is, 'person-unknown'],
  [/^(?:408|502|504)$|timed? ?-?out|(?:task|operation) was cancell?ed|ended prematurely/i, 'timeout'],
];

const refusals: readonly string[] = [
  'unavailable',
  'tenant-without-service',
  'no-right',
  'sign-in',
  'person-unknown',
  'throttled',
] satisfies readonly TeamsRefusal[];
/** What the worker says of a request that was never put to Teams. */
const ownKinds = ['bad-request', 'unknown-verb', 'module'];

/** Why Teams refused a call. `timeout`: it may have done it all the same. */
export function meaningOf({ kind, code, message }: TeamsFault): TeamsRefusal | 'timeout' {
  if (kind === 'timeout') return kind;
  if (ownKinds.includes(kind)) return 'failed';
  if (refusals.includes(kind)) return kind as TeamsRefusal;
  const found = meanings.find(([words]) => words.test(code) || words.test(message));
  return found?.[1] ?? 'failed';
}

/** The id that Microsoft's support asks for. */
export const correlationOf = ({ correlation }: TeamsFault): string | undefined =>
  /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(correlation) ? correlation : undefined;

/** A word without digits, so that it is no PIN. */
export const plainWord = (text: string): string | undefined => /^[a-z][a-z-]{0,40}$/i.exec(text)?.[0];

/** What the log may have of an error: its kind, its type and Microsoft's code, and never its message. */
export function loggedFault(fault: TeamsFault): Pick<LogFields, 'reason' | 'error' | 'correlation'> {
  const type = /^[a-z][a-z.`_]{0,120}$/i.exec(fault.type)?.[0];
  const code = /^(?:AADSTS\d{4,9}|[45]\d\d)$/.exec(fault.code)?.[0];
  return {
    reason: plainWord(fault.kind),
    error: [type, code].filter((part) => part !== undefined).join(' ') || undefined,
    correlation: correlationOf(fault),
  };
}

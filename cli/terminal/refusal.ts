import { reasonWords } from '../../words/trail';
import { isUnreachable } from '../../services/base/mongo';
import { Problem, type ProblemCode, SetupError } from '../../services/base/problem';
import { printable } from './printable';
import { problemWords } from './problem-words';

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
  /** @param reason why, for the trail. Absent where nobody tried what is not theirs to do, such as wrong arguments. */
  constructor(
    readonly fault: Fault,
    readonly reason?: ProblemCode,
  ) {
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
  'not-by-yourself': exitCodes.notPermitted,
  'person-unknown': exitCodes.notFound,
  'person-ambiguous': exitCodes.notFound,
  'outcome-unknown': exitCodes.notKnown,
  'teams-unknown': exitCodes.notKnown,
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
  const say = (problemWords as Partial<Record<ProblemCode, (details: unknown) => [string, string]>>)[code];
  const [what, wayOut] = say ? say(error.details) : [reasonWords(code), 'Nothing was changed.'];
  return { code, what, wayOut, exit: exits[code] ?? exitCodes.refused };
}

/** The one line that a fault prints. */
export const faultLine = ({ code, what, wayOut }: Fault): string =>
  printable(`error ${code}: ${what}.${wayOut === '' ? '' : ` ${wayOut}`}`);

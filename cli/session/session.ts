import { type CommandLineConfig, readCommandLineConfig } from '../../setup/config';
import type { Services } from '../../services';
import type { Person } from '../../services/people/person';
import { describeError } from '../../services/base/log';
import { notNoted, Problem, type ProblemCode } from '../../services/base/problem';
import { type Action, permit, type Whom } from '../../services/people/rights';
import { whoActs, whoIsMeant } from './acting';
import { goAhead } from './confirming';
import { type Listing, mostOf, printList } from './listing';
import { noteRefused } from './note-refused';
import { withServices } from './opening';
import type { Format, Shown, Streams } from '../terminal/output';
import { parseQuery, type Query } from '../terminal/query';
import { exitCodes, faultLine, faultOf, Refusal } from '../terminal/refusal';
import { type HowShown, strangerWords, textShown } from '../terminal/shape';
import { shownPerson } from '../../words/people';

/** The values of the options that every command has. */
export interface CommonOptions {
  output?: Format;
  query?: string;
  verbose?: boolean;
  whatIf?: boolean;
  confirm?: boolean;
  showPin?: boolean;
  /** So many of a list, as it was typed. */
  most?: string;
}

/** What one command works with. */
export interface Session {
  services: Services;
  tenant: string;
  actor: Person;
  /** Whether a change is only described. */
  whatIf: boolean;
  /** Whether somebody will see a PIN on standard output. */
  showsPin: boolean;
  /** What `show` would print. @throws when the expression of --query does not fit */
  wouldShow(shown: Shown, how?: HowShown): string;
  /** Prints the result. Call it once per command, so that JSON stays one document. @returns the text */
  show(shown: Shown, how?: HowShown): string;
  /** Prints a list that may be longer than memory. Call it once per command, in place of `show`. */
  list(listing: Listing): Promise<void>;
  /** Prints a remark on standard error. */
  say(line: string): void;
  /** With `--confirm`, asks before these changes are made. @throws Refusal when the answer is not yes */
  goAhead(would: readonly string[]): Promise<void>;
  /** Says what is being done at the moment, for the trail. */
  doing(action: string, target?: Person): void;
  /** The person that the command names. The role is first checked for all that is wanted. */
  find(identity: string, action: Action, others?: readonly Action[]): Promise<Person>;
  /** Notes in the trail that something was looked at. */
  looked(action: string, target?: Person): Promise<void>;
}

/**
 * Runs one command: opens the services, finds out who acts, checks the role, and turns every failure into its line and
 * exit code. A refusal to a known person goes into the trail, but not with `--what-if`.
 * @param about.others whether it is about others, if no person is named
 * @returns the exit code
 */
export async function runSession(
  streams: Streams,
  options: CommonOptions,
  about: { action: Action; others?: boolean; named?: boolean },
  work: (session: Session) => Promise<number | void>,
): Promise<number> {
  try {
    const query = options.query === undefined ? undefined : await parseQuery(options.query);
    const most = mostOf(options.most);
    const config = readCommandLineConfig();
    return await withServices(config, (opened) => act({ ...opened, config, query, most }));
  } catch (error) {
    return failed(streams, options, error);
  }

  async function act({
    services,
    tenant,
    config,
    query,
    most,
  }: {
    services: Services;
    tenant: string;
    config: CommandLineConfig;
    query?: Query;
    most?: number;
  }): Promise<number> {
    const doing: { action: string; actor?: Person; target?: Person } = { action: about.action };
    try {
      const actor = await whoActs(services, { tenant, actAs: config.DESK_ACT_AS });
      doing.actor = actor;
      if (options.verbose) streams.err(`Acting as ${shownPerson(actor)}, ${actor.role}, in the tenant ${tenant}.\n`);
      if (!about.named)
        permit(actor, about.others ? 'others' : 'self', about.action, await services.settings.of(tenant));
      const format = options.output ?? (streams.terminal ? 'table' : 'json');
      let queryFailed = false;
      const wouldShow = (shown: Shown, how?: HowShown): string => textShown(shown, format, { ...how, query });
      const show = (shown: Shown, how?: HowShown): string => {
        let text: string;
        try {
          text = wouldShow(shown, how);
        } catch {
          // The change is already made, so we show the whole result rather than nothing.
          queryFailed = true;
          text = textShown(shown, format, how);
        }
        void streams.out(text);
        const stranger = strangerWords(query, how?.as);
        if (stranger !== undefined) streams.err(`${stranger}\n`);
        if (queryFailed) {
          streams.err(
            `${faultLine({
              code: 'usage',
              what: 'the expression of --query does not ' + 'fit the result',
              wayOut: 'All of it was shown. What the command does is done.',
              exit: exitCodes.usage,
            })}\n`,
          );
        }
        return text;
      };
      const code = await work({
        ...{ services, tenant, actor, whatIf: options.whatIf ?? false },
        showsPin: format !== 'none' && (streams.terminal || (options.showPin ?? false)),
        show,
        wouldShow,
        list: (listing) => printList(listing, { streams, format, most, asked: query !== undefined, show }),
        say: (line) => streams.err(`${line}\n`),
        goAhead: (would) => goAhead(streams, options, would),
        doing: (action, target) => void Object.assign(doing, { action, target }),
        async find(identity, action, others = []) {
          const settings = await services.settings.of(tenant);
          const permitted = (whom: Whom) => [action, ...others].forEach((one) => permit(actor, whom, one, settings));
          const target = await whoIsMeant(services, { actor, identity, permitted });
          Object.assign(doing, { target });
          permitted(target);
          return target;
        },
        looked: (action, target) =>
          services.audit.looked({
            tenant,
            action,
            from: 'commandLine',
            actor: { id: actor.id, role: actor.role },
            target: target && { id: target.id },
          }),
      });
      return code || (queryFailed ? exitCodes.usage : exitCodes.done);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason && doing.actor && !options.whatIf)
        await noteRefused(services, tenant, doing as Required<typeof doing>, reason);
      throw error;
    }
  }
}

/** Why something was refused, if the trail should say so. Whoever has to say whom they mean was refused nothing. */
function reasonOf(error: unknown): ProblemCode | undefined {
  if (error instanceof Refusal) return error.reason;
  if (!(error instanceof Problem) || error.is('person-ambiguous') || notNoted.includes(error.code)) return undefined;
  return error.code;
}

/** Prints what went wrong. @returns the exit code */
export function failed(streams: Streams, { verbose }: CommonOptions, error: unknown): number {
  const fault = faultOf(error);
  streams.err(`${faultLine(fault)}\n`);
  if (fault.code === 'bug' && verbose) streams.err(`${describeError(error).at ?? ''}\n`);
  return fault.exit;
}

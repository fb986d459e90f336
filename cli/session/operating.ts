import { readCommandLineConfig } from '../../setup/config';
import type { Action } from '../../services/people/rights';
import type { Streams } from '../terminal/output';
import { goAhead } from './confirming';
import { type CommonOptions, failed, runSession, type Session } from './session';
import { type Outcome, runWithoutRole } from './without-role';

/** What a command for operators works with. */
export interface Operating<Opened> extends Pick<Session, 'goAhead' | 'looked' | 'say'> {
  /** What the command works on, such as the rotation of the keys. */
  opened: Opened;
  /** The tenant in which somebody acts. Absent if nobody does: then it is about all tenants. */
  tenant?: string;
}

/**
 * Runs a command for people who operate an installation.
 *
 * If DESK_ACT_AS names somebody, it is a command like any other: the role is checked, it is about one tenant, and the
 * trail notes it. If not, nobody acts. It then takes no role and leaves no record: people who hold the database and the
 * keys could do the same without this program, and the services may be unable to start when it is needed most.
 * @param about.open opens what the command works on, without the services
 * @param about.from takes the same from the services
 * @returns the exit code
 */
export async function runOperating<Opened>(
  streams: Streams,
  options: CommonOptions,
  about: {
    action: Action;
    open: (work: (opened: Opened) => Promise<Outcome>) => Promise<Outcome>;
    from: (services: Session['services']) => Opened;
  },
  work: (operating: Operating<Opened>) => Promise<Outcome>,
): Promise<number> {
  try {
    if (readCommandLineConfig().DESK_ACT_AS === undefined) return await asOperator();
  } catch (error) {
    return failed(streams, options, error);
  }
  return runSession(streams, options, { action: about.action }, async ({ services, show, ...session }) => {
    const { shown, how, code } = await work({ ...session, opened: about.from(services) });
    show(shown, how);
    return code;
  });

  function asOperator(): Promise<number> {
    return runWithoutRole(streams, options, () =>
      about.open((opened) =>
        work({
          opened,
          goAhead: (would) => goAhead(streams, options, would),
          looked: () => Promise.resolve(),
          say: (line) => streams.err(`${line}\n`),
        }),
      ),
    );
  }
}

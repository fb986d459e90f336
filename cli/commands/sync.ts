import type { Command } from 'commander';
import type { Services } from '../../services';
import type { SyncOutcome } from '../../services/people/sync/sync';
import { readCommandLineConfig } from '../../setup/config';
import { missingWords } from '../../words/people';
import { withServices } from '../session/opening';
import { runSession, type Session } from '../session/session';
import { type Outcome, runWithoutRole } from '../session/without-role';
import type { Streams } from '../terminal/output';
import { exitCodes, Refusal } from '../terminal/refusal';
import { syncResult } from '../terminal/results/sync';
import { untilStopped } from '../terminal/stopping';
import { changingLeaf, type CommonOptions, type Shell } from './command';
import { createTeller } from './sync-changes';

interface SyncOptions extends CommonOptions {
  full?: boolean;
  accept?: boolean;
}

const help = [
  'bring people, roles and licences from Microsoft Entra',
  '',
  'The bot does it by itself every five minutes, and with everybody once a night. What it brings is what Microsoft ' +
    'Entra says, so it takes no role, and it is the first thing to try with a new app registration. People who have left ' +
    'are turned off, never deleted. If more than a tenth were missing at once (SYNC_MOST_GONE), nobody is turned off ' +
    'until an administrator says so with --accept.',
].join('\n');

/** `sync` */
export function addSync(program: Command, { streams, end }: Shell): void {
  changingLeaf(program, 'sync', {
    help,
    examples: ['sync --what-if', 'sync', 'sync --full', 'sync --accept --what-if'],
    result: syncResult,
  })
    .option('--full', 'everybody, and not only what has changed')
    .option('--accept', 'turn off the people who are missing in Microsoft Entra, however many they are')
    .action(async (options: SyncOptions) =>
      end(
        options.accept
          ? await runSession(streams, options, { action: 'import-people' }, accept)
          : await runWithoutRole(streams, options, () =>
              untilStopped((stopping) =>
                withServices(readCommandLineConfig(), ({ services }) => bring(services, streams, options, stopping)),
              ),
            ),
      ),
    );
}

type Sync = NonNullable<Services['sync']>;

/** @throws Refusal `directory-own` */
function syncOf({ sync }: Pick<Services, 'sync'>): Sync {
  if (sync) return sync;
  throw new Refusal({
    code: 'directory-own',
    what: 'people do not come from Microsoft Entra here, because DIRECTORY is not entra',
    wayOut: 'Set DIRECTORY=entra and what docs/real-tenant.md names, or bring people with people import.',
    exit: exitCodes.refused,
  });
}

async function bring(
  services: Services,
  streams: Streams,
  options: SyncOptions,
  stopping: AbortSignal,
): Promise<Outcome> {
  const sync = syncOf(services);
  const { tell, shown } = createTeller();
  const how = { ...(options.full && { full: true }), stopping, tell };
  if (options.whatIf) {
    const { full, totals, stops } = await sync.look(how).catch((error: unknown) => {
      throw faultOf(error);
    });
    if (stops) streams.err(`${missingWords(stops)} They would not be turned off without --accept.\n`);
    return shown({ whatIf: true, full, ...totals, missing: stops?.count ?? null });
  }
  const outcome = assertDone(
    await sync.run(how).catch((error: unknown) => {
      throw faultOf(error);
    }),
  );
  const { full, totals, stopped } = outcome;
  if (stopped)
    streams.err(`${missingWords(stopped)} Nobody of them was turned off: if they have left, use --accept.\n`);
  return {
    ...shown({ whatIf: false, full, ...totals, missing: stopped?.count ?? null }),
    code: stopped ? exitCodes.notKnown : exitCodes.done,
  };
}

async function accept(session: Session): Promise<void> {
  const { services, actor, tenant, whatIf, say, show, goAhead } = session;
  const sync = syncOf(services);
  const { stopped } = await sync.state();
  const { shown, nothing } = createTeller();
  const print = ({ shown: value, how }: Outcome) => void show(value, how);
  if (!stopped) {
    say('Nothing waits to be accepted.');
    return print(shown({ whatIf, full: false, ...nothing, missing: null }));
  }
  const would = `${missingWords(stopped)} Turn them off.`;
  if (whatIf) {
    say(would);
    return print(shown({ whatIf, full: false, ...nothing, missing: stopped.count }));
  }
  await goAhead([would]);
  session.doing('accept-sync');
  const outcome = await sync.accept();
  const totals = outcome ? assertDone(outcome).totals : nothing;
  await services.audit.append({
    ...{ tenant, action: 'accept-sync', outcome: 'done', from: 'commandLine' },
    actor: { id: actor.id, role: actor.role },
    change: { before: `${stopped.count} missing`, after: `${totals.changed} turned off` },
  });
  print(shown({ whatIf, full: false, ...totals, missing: null }));
}

/** @throws Refusal when nothing was brought */
function assertDone(outcome: SyncOutcome): Extract<SyncOutcome, { kind: 'done' }> {
  if (outcome.kind === 'done') return outcome;
  if (outcome.kind === 'failed') throw faultOf(new Error(outcome.why));
  throw new Refusal({
    code: 'busy',
    what: 'a bot or another command is bringing people at this moment',
    wayOut: 'Try again in a minute. Nothing was changed.',
    exit: exitCodes.refused,
  });
}

/** What Microsoft Graph or the sign-in said. Its words name no person. */
function faultOf(error: unknown): unknown {
  if (error instanceof Error && error.name === 'AbortError')
    return new Refusal({
      code: 'stopped',
      what: 'it was stopped before the end',
      wayOut: 'Run it again to go on: what was brought stays.',
      exit: exitCodes.notKnown,
    });
  if (!(error instanceof Error) || !['SourceFault', 'SourceLost', 'Error'].includes(error.name)) return error;
  return new Refusal({
    code: 'entra',
    what: error.message,
    wayOut: 'Nobody was turned off, and the next round goes on from here. See docs/real-tenant.md.',
    exit: exitCodes.failed,
  });
}

import type { Log } from '../services/base/log';
import { plainWord } from './teams-errors';
import type { TeamsProcess, TeamsProcessEvents } from './teams-process';
import type { TeamsLine, TeamsObstacle } from './teams-protocol';

/** After so many failed starts in a row nobody waits for the next one any more. Starting goes on. */
const mostFailedStarts = 3;

export interface TeamsKeeperOptions {
  start(events: TeamsProcessEvents): TeamsProcess;
  log: Log;
  times: {
    /** How long PowerShell may take to load the module. Milliseconds. */
    start: number;
    /** How long to wait before the next start, after so many setbacks in a row. Milliseconds. */
    restarts: readonly number[];
  };
  /** A process is there that takes calls. */
  ready(): void;
  /** What a process that takes calls has said. */
  line(line: TeamsLine): void;
  /** The process is gone, with the call that it had. */
  lost(): void;
}

/** Keeps one PowerShell running: it is started anew when it has ended, a little later each time. */
export function createTeamsKeeper({ start, log, times, ready, line: hear, lost }: TeamsKeeperOptions) {
  let state: 'idle' | 'starting' | 'ready' | 'down' | 'stopped' = 'idle';
  let current: TeamsProcess | undefined;
  let versions: { module?: string; powerShell?: string } = {};
  let obstacle: TeamsObstacle | undefined;
  let failedStarts = 0;
  let setbacks = 0;
  let restart: NodeJS.Timeout | undefined;

  return {
    open(): void {
      if (state === 'idle') begin();
    },
    /** The process, if it takes calls. */
    running: (): TeamsProcess | undefined => (state === 'ready' ? current : undefined),
    /** Whether nobody should wait for it. */
    isDown: (): boolean => state === 'down' || state === 'stopped',
    state: () => (state === 'idle' ? 'starting' : state === 'stopped' ? 'down' : state),
    versions: () => versions,
    /** Why it does not start, if it does not. */
    obstacle: (): TeamsObstacle | undefined => obstacle,
    /** It has answered a call, so that the next start is no longer put off. */
    answered: (): void => void (setbacks = 0),
    /** Ends a process that nobody can rely on any more. */
    drop(): void {
      current?.kill();
      lose();
    },
    /** Nothing is started any more. A call that is under way may still end. */
    finish(): void {
      state = 'stopped';
      clearTimeout(restart);
      current?.finish();
    },
    kill: (): void => current?.kill(),
  };

  function begin(): void {
    if (state === 'idle') state = 'starting';
    const startedAt = Date.now();
    const limit = setTimeout(() => giveUp({ kind: 'slow', found: [] }), times.start);
    let takesCalls = false;
    const mine = start({
      line(line) {
        if (mine !== current) return;
        if (takesCalls) return hear(line);
        if (line.kind === 'obstacle') return giveUp(line.obstacle);
        if (line.kind !== 'ready') return giveUp({ kind: 'garbled', found: [] });
        clearTimeout(limit);
        takesCalls = true;
        versions = { module: line.module, powerShell: line.powerShell };
        failedStarts = 0;
        obstacle = undefined;
        log.info('Teams PowerShell is ready', {
          milliseconds: Date.now() - startedAt,
          count: mine.noise() || undefined,
        });
        if (state === 'stopped') return;
        state = 'ready';
        ready();
      },
      ended(reason) {
        clearTimeout(limit);
        if (mine === current) lose({ kind: reason === 'missing' ? 'pwsh-missing' : 'ended', found: [] });
      },
    });
    current = mine;

    function giveUp(why: TeamsObstacle): void {
      clearTimeout(limit);
      mine.kill();
      if (mine === current) lose(why);
    }
  }

  /** @param why what stood in the way, if it had not started yet */
  function lose(why?: TeamsObstacle): void {
    const noise = current?.noise();
    current = undefined;
    if (state !== 'stopped') {
      if (state !== 'ready') {
        failedStarts += 1;
        obstacle = why;
      }
      const delay = times.restarts[Math.min(setbacks, times.restarts.length - 1)]!;
      setbacks += 1;
      state = failedStarts >= mostFailedStarts ? 'down' : 'starting';
      const reason = obstacle && plainWord(obstacle.kind);
      log.warn('Teams PowerShell is gone', { reason, count: noise, milliseconds: delay, outcome: state });
      restart = setTimeout(begin, delay);
    }
    lost();
  }
}

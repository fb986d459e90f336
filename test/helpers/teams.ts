import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLog } from '../../services/base/log';
import { Secret } from '../../services/base/secret';
import { readStandInTeams, standInPwsh, type StandInTeams, writeStandInTeams } from '../../tenant/stand-ins/teams';
import { openTeams as openRealTeams, type TeamsOptions } from '../../tenant/teams';

/** Short times, so that tests of what hangs and dies are quick. Milliseconds. */
const quick = { call: 3_000, start: 5_000, queue: 5_000, stop: 2_000, restarts: [10, 20, 30], throttled: 20 };

/**
 * The worker and what is built on it, with a stand-in for PowerShell.
 * @param teams what the stand-in knows, and what goes wrong in it
 */
export function openTeams(
  teams: StandInTeams = {},
  {
    tokens = () => Promise.resolve({ graph: new Secret('graph-token'), teams: new Secret('teams-token') }),
    upnOf,
    pwsh = standInPwsh,
    path = process.env.PATH,
    ...times
  }: Partial<Pick<TeamsOptions, 'tokens' | 'upnOf' | 'pwsh'>> & TeamsOptions['times'] & { path?: string } = {},
) {
  const home = mkdtempSync(join(tmpdir(), 'teams-'));
  writeStandInTeams(home, teams);
  const logged: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  const { worker, calls } = openRealTeams({
    ...{ pwsh, tokens, upnOf, cloud: 'global', tenant: '11111111-2222-4333-8444-555555555555' },
    environment: { ...process.env, PATH: path, HOME: home },
    log: createLog({ level: 'debug', destination }),
    times: { ...quick, ...times },
  });
  return {
    worker,
    calls,
    /** What the stand-in knows by now. */
    teams: () => readStandInTeams(home),
    /** What was logged so far, as one text. */
    log: () => logged.join(''),
    async close(): Promise<void> {
      await worker.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLog } from '../../services/base/log';
import { Secret } from '../../services/base/secret';
import { readStandInTeams, standInPwsh, type StandInTeams, writeStandInTeams } from '../../tenant/stand-ins/teams';
import { createTeamsConferencing } from '../../tenant/teams-conferencing';
import { startTeamsProcess } from '../../tenant/teams-process';
import { createTeamsWorker, type teamsTimes } from '../../tenant/teams-worker';

/** Short times, so that tests of what hangs and dies are quick. Milliseconds. */
const quick = { call: 3_000, start: 5_000, queue: 5_000, stop: 2_000, restarts: [10, 20, 30] };

/**
 * The worker and what is built on it, with a stand-in for PowerShell.
 * @param teams what the stand-in knows, and what goes wrong in it
 */
export function openTeams(
  teams: StandInTeams = {},
  {
    tokens = () => Promise.resolve({ graph: new Secret('graph-token'), teams: new Secret('teams-token') }),
    pwsh = standInPwsh,
    path = process.env.PATH,
    ...times
  }: Partial<typeof teamsTimes> & {
    tokens?: () => Promise<{ graph: Secret; teams: Secret }>;
    pwsh?: string;
    path?: string;
  } = {},
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
  const worker = createTeamsWorker({
    start: (events) =>
      startTeamsProcess(
        {
          pwsh,
          script: '/worker.ps1',
          environment: { ...process.env, PATH: path, HOME: home },
          tenant: '11111111-2222-4333-8444-555555555555',
        },
        events,
      ),
    tokens,
    log: createLog({ level: 'debug', destination }),
    times: { ...quick, ...times },
  });
  return {
    worker,
    calls: createTeamsConferencing(worker),
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

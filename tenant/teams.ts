import { join } from 'node:path';
import type { Log } from '../services/base/log';
import { clouds, type Cloud } from './clouds';
import { createCredentials, graphScope, teamsScope, type SignIn } from './credentials';
import { createTeamsConferencing } from './teams-conferencing';
import { startTeamsProcess } from './teams-process';
import { createTeamsWorker, type TeamsWorkerOptions } from './teams-worker';

/** What runs in PowerShell. */
const workerScript = join(__dirname, 'worker.ps1');

export interface TeamsOptions extends Pick<TeamsWorkerOptions, 'tokens' | 'log' | 'times'> {
  /** The program, `pwsh` or a path of it, and what stands before its other arguments. */
  pwsh: readonly [program: string, ...before: string[]];
  /** Where PowerShell finds things: its PATH, HOME and TMPDIR. */
  environment: Readonly<Record<string, string | undefined>>;
  tenant: string;
  cloud: Cloud;
  log: Log;
  /** The user principal name of an object id, for a Teams that does not take object ids. */
  upnOf?: (id: string) => Promise<string | undefined>;
}

/** Teams PowerShell, and what the services ask of it. Nothing is started before the first call, or `worker.open`. */
export function openTeams({ pwsh, environment, tenant, cloud, tokens, log, times, upnOf }: TeamsOptions) {
  const process = { pwsh, script: workerScript, environment, tenant, cloud: clouds[cloud].teams };
  const worker = createTeamsWorker({ start: (events) => startTeamsProcess(process, events), tokens, log, times });
  return { worker, calls: createTeamsConferencing(worker, upnOf) };
}

/**
 * Signs the app in for Teams PowerShell. It keeps no tokens, so that each sign-in begins with two that are new: one
 * that is kept may end before the next sign-in.
 */
export const freshTokens =
  (signIn: SignIn): TeamsOptions['tokens'] =>
  async () => {
    const tokenFor = createCredentials(signIn);
    const [graph, teams] = await Promise.all([tokenFor(graphScope(signIn.cloud)), tokenFor(teamsScope)]);
    return { graph, teams };
  };

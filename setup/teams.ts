import { resolve } from 'node:path';
import type { Log } from '../services/base/log';
import { SetupError } from '../services/base/problem';
import { Secret } from '../services/base/secret';
import type { TeamsCalls } from '../services/conferencing/teams-calls';
import { sampleTenant } from '../services/try-out/sample-people';
import { freshTokens, openTeams, type TeamsOptions } from '../tenant/teams';
import { standInPwsh } from '../tenant/stand-ins/teams';
import { rightsIn, type TeamsRights } from '../tenant/teams-rights';
import { tryTeams, type TriedVerb } from '../tenant/teams-try';
import { type ConferencingConfig, environmentFor } from './config';
import { entraAppOf } from './entra';

/** Teams PowerShell, as the environment variables say, and what a front does with it. */
export interface Teams {
  /** What the services are built on. */
  backend: { name: 'teams'; calls: TeamsCalls; mails: 'desk' | 'microsoft' };
  /** Starts PowerShell, so that nobody has to wait for it. */
  open(): void;
  stop(): Promise<void>;
  /** Why PowerShell does not start, if it does not: a word, and the versions that are there. */
  obstacle(): { kind: string; found: string[] } | undefined;
  /** How much memory PowerShell takes, in bytes. Undefined when it does not answer. */
  memory(): Promise<number | undefined>;
  /** What the app may do, as its token says. @throws when it cannot sign in */
  rights(): Promise<TeamsRights>;
  /** Runs each verb once, for somebody who gets a new PIN by that. */
  try(person: { id: string; upn: string }): Promise<TriedVerb[]>;
}

/**
 * Teams, where CONFERENCING says so; undefined where conferencing is our own.
 * @param upnOf the user principal name of an object id, for a Teams that takes no object ids
 * @throws SetupError with one line for every variable that is missing or wrong
 */
export function teamsOf(config: ConferencingConfig, log: Log, upnOf?: TeamsOptions['upnOf']): Teams | undefined {
  const { CONFERENCING, MAILS: mails } = config;
  if (CONFERENCING === 'own') {
    if (mails === 'microsoft')
      throw new SetupError('MAILS=microsoft takes CONFERENCING=teams: Microsoft does not know the PINs that we give.');
    return undefined;
  }
  const { tokens, ...place } = config.GRAPH_STAND_IN === undefined ? inCloud(config) : standIn(config);
  const { worker, calls } = openTeams({ ...place, tokens, log, upnOf });
  return {
    backend: { name: 'teams', calls, mails },
    open: worker.open,
    stop: worker.stop,
    obstacle: worker.obstacle,
    async memory() {
      const outcome = await worker.call('ping');
      const told = outcome.kind === 'answered' ? (outcome.value as { memory?: unknown } | null)?.memory : undefined;
      return typeof told === 'number' ? told : undefined;
    },
    rights: async () => rightsIn((await tokens()).teams),
    try: (person) => tryTeams(worker, person),
  };
}

type Place = Pick<TeamsOptions, 'pwsh' | 'environment' | 'tenant' | 'cloud' | 'tokens'>;

function inCloud(config: ConferencingConfig): Place {
  const { signIn } = entraAppOf(config);
  const { tenant, cloud } = signIn;
  return { pwsh: [config.PWSH ?? 'pwsh'], environment: environmentFor({}), tenant, cloud, tokens: freshTokens(signIn) };
}

/** The stand-ins of the try-out: no Microsoft, and no PowerShell. What they know lies beside the data. */
function standIn({ PWSH, DATA_DIR }: ConferencingConfig): Place {
  const token = new Secret('stand-in');
  return {
    pwsh: PWSH ? [PWSH] : standInPwsh,
    environment: environmentFor({ HOME: resolve(DATA_DIR) }),
    tenant: sampleTenant,
    cloud: 'global',
    tokens: () => Promise.resolve({ graph: token, teams: token }),
  };
}

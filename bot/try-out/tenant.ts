import { setTimeout as pause } from 'node:timers/promises';
import type { Services, ServicesOptions } from '../../services';
import type { Log } from '../../services/base/log';
import { makeFolder } from '../../services/base/make-folder';
import { SetupError } from '../../services/base/problem';
import { samplePeople, sampleTenant } from '../../services/try-out/sample-people';
import type { TryOutConfig } from '../../setup/config';
import { peopleOf } from '../../setup/entra';
import { teamsOf } from '../../setup/teams';
import { auditorsGroup, contoso } from '../../tenant/stand-ins/contoso';
import { startGraphStandIn } from '../../tenant/stand-ins/graph';
import { readStandInTeams, writeStandInTeams } from '../../tenant/stand-ins/teams';

/** How long the first round may take. Milliseconds. */
const patience = 60_000;

/** Microsoft 365 as the try-out has it: a stand-in for Microsoft Graph, and one for Teams PowerShell. */
export interface TenantTryOut {
  services: Pick<ServicesOptions, 'people' | 'backend'>;
  /** Waits until the sample people have come. @throws SetupError when they do not */
  ready(services: Services): Promise<void>;
  /** What it is, in plain words. */
  words: string;
  stop(): Promise<void>;
}

/** Starts the stand-ins. */
export async function startTenant(config: TryOutConfig, log: Log): Promise<TenantTryOut> {
  const graph = await startGraphStandIn(contoso());
  makeFolder(config.DATA_DIR);
  const people = samplePeople.filter(({ kind, licensed }) => kind === 'member' && licensed);
  writeStandInTeams(config.DATA_DIR, {
    pinLength: 5,
    ...known(config.DATA_DIR),
    people: people.map(({ id, upn }) => ({ id, upn })),
  });
  const variables = {
    DIRECTORY: 'entra' as const,
    CONFERENCING: 'teams' as const,
    GRAPH_STAND_IN: graph.address,
    ROLE_GROUPS: `${auditorsGroup}=auditor`,
  };
  const settings = { ...config, ...variables };
  let running: Services | undefined;
  const teams = teamsOf(settings, log, async (id) => (await running?.directory.byId(sampleTenant, id))?.upn);
  return {
    services: { people: peopleOf(settings, log), backend: teams?.backend },
    async ready(services) {
      running = services;
      const { tenantName } = await services.settings.of(sampleTenant);
      if (tenantName === '') await services.settings.save(sampleTenant, { tenantName: 'Contoso' });
      await arrival(services);
    },
    words: whatItIs(
      Object.entries({
        DATA_DIR: config.DATA_DIR,
        ...(config.MONGODB_URI && { DATABASE: config.DATABASE }),
        ...variables,
      })
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    ),
    async stop() {
      await teams?.stop();
      await graph.close();
    },
  };
}

/** What an earlier start has left, such as the PINs that were reset. */
function known(folder: string): ReturnType<typeof readStandInTeams> {
  try {
    return readStandInTeams(folder);
  } catch {
    return {};
  }
}

async function arrival({ sync, now }: Services): Promise<void> {
  const begun = await now();
  for (const deadline = Date.now() + patience; ;) {
    const { finishedAt, lastError, failedAt } = await sync!.state();
    if (finishedAt && finishedAt >= begun) return;
    // The loop of the bot may have begun before us; if not, this is the first round.
    if ((await sync!.run()).kind === 'done') return;
    if (Date.now() > deadline)
      throw new SetupError(`The sample people did not come: ${failedAt && lastError ? lastError : 'no answer'}.`);
    await pause(200);
  }
}

const whatItIs = (
  variables: string,
) => `People, licences and roles come from a STAND-IN for Microsoft Graph, and PINs from a STAND-IN for Teams PowerShell.
Both run on this machine: nothing here reaches Microsoft, and no PIN opens a real meeting.
The command line beside it, in another terminal:
  ${variables} DESK_ACT_AS=megan.bowen@contoso.example npm run desk -- sync --what-if
Ctrl-C stops everything.`;

import type { CommandLineConfig } from '../../setup/config';
import { credentialWords, entraAppOf, peopleOf } from '../../setup/entra';
import type { Services } from '../../services';
import { createLog } from '../../services/base/log';
import { peopleWords } from '../../words/bulk';
import { missingWords } from '../../words/people';
import { day } from '../terminal/dates';
import { type Finding, fault, ok, typed, warning } from './doctor-findings';

/** How long Microsoft may take to answer. Milliseconds. */
const patience = 15_000;
/** A bot brings people every five minutes: after this time none runs, or it cannot. Milliseconds. */
const longestPause = 900_000;

/** Where people come from. @throws SetupError when what is set for that is wrong */
export function directoryWords(config: CommandLineConfig): string {
  peopleOf(config, createLog({ level: 'silent' }));
  if (config.DIRECTORY === 'own') return `our own: bring people with ${typed('people import <file>')}`;
  if (config.GRAPH_STAND_IN) return 'a stand-in for Microsoft Graph on this machine: these people are not Microsoft’s';
  const { signIn } = entraAppOf(config);
  const app = signIn.client ? `the app ${signIn.client} signs in ` : 'signing in ';
  return `Microsoft Entra, cloud ${signIn.cloud}, tenant ${signIn.tenant}; ${app}${credentialWords[signIn.credential.kind]}`;
}

/** Whether Microsoft Entra answers, and what came from there. Nothing when the directory is our own. */
export async function checkDirectory({ sync, now }: Pick<Services, 'sync' | 'now'>): Promise<Finding[]> {
  if (!sync) return [];
  const state = await sync.state();
  const findings = [await connection(sync)];
  const since = (at: Date) => day(at);
  if (state.lastError)
    findings.push(
      fault('last round', `it failed${state.failedAt ? ` on ${since(state.failedAt)}` : ''}: ${state.lastError}`),
    );
  else if (!state.finishedAt)
    findings.push(warning('last round', `there was none yet. See what would come with ${typed('sync --what-if')}`));
  else if ((await now()).getTime() - state.finishedAt.getTime() > longestPause)
    findings.push(
      warning('last round', `on ${since(state.finishedAt)}: no bot is bringing people now. ${typed('sync')} does once`),
    );
  else
    findings.push(
      ok('last round', `on ${since(state.finishedAt)}; ${peopleWords(state.seen ?? 0)} in the last one with everybody`),
    );
  if (state.stopped)
    findings.push(
      warning('missing people', `${missingWords(state.stopped)} If they have left: ${typed('sync --accept')}`),
    );
  if (state.seen && !state.plansTold)
    findings.push(
      fault('licences', 'Microsoft Graph tells nobody’s: the app needs the application permission User.Read.All'),
    );
  findings.push(
    warning(
      'not tried',
      'reading people and roles was tried against a stand-in only, never against Microsoft Graph itself: look at ' +
        `${typed('sync --what-if')} before the first round (docs/real-tenant.md)`,
    ),
  );
  return findings;
}

async function connection({ source }: NonNullable<Services['sync']>): Promise<Finding> {
  const begun = performance.now();
  try {
    const holders = await source.roles(AbortSignal.timeout(patience));
    const took = Math.round(performance.now() - begun);
    const admins = [...holders.values()].filter((role) => role === 'admin').length;
    const what = `roles are read in ${took} ms: ${holders.size} hold one, ${admins} of them as administrators`;
    return admins > 0
      ? ok('Microsoft Graph', what)
      : warning('Microsoft Graph', `${what}. Nobody would be an administrator here: set ROLE_MAP or ROLE_GROUPS`);
  } catch (error) {
    const known = error instanceof Error && error.name === 'SourceFault';
    return fault('Microsoft Graph', known ? error.message : `no answer within ${patience / 1000} s`);
  }
}

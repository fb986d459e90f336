import type { TeamsRefusal } from '../../services/base/problem';
import { describeError, createLog } from '../../services/base/log';
import { type ConferencingConfig } from '../../setup/config';
import { type Teams, teamsOf } from '../../setup/teams';
import { type Finding, fault, ok, typed, warning } from './doctor-findings';

const powershell = 'Teams PowerShell';
const install = 'Install-Module MicrosoftTeams -RequiredVersion 7.8.0 -Scope AllUsers';
const role = 'Give the app the directory role Teams Administrator';

/** What stands in the way of PowerShell, and what helps. */
const obstacles: Record<string, (found: string[]) => string> = {
  'pwsh-missing': () => 'there is no pwsh here. Install PowerShell 7.2 or later, or name its path in PWSH.',
  'powershell-version': ([version]) =>
    `PowerShell ${version ?? ''} is too old. Install 7.2 or later, or name it in PWSH.`,
  'module-missing': () => `the module MicrosoftTeams is not installed: ${install}`,
  'module-version': (found) =>
    `the module MicrosoftTeams is here as ${found.join(', ')}, and 7.8.0 is needed: ${install}`,
  'module-failed': () => `the module MicrosoftTeams 7.8.0 is here and cannot be loaded. Install it anew: ${install}`,
  'slow': () => 'PowerShell took more than 90 seconds to load the module. Give this machine more to run on.',
  'garbled': () => 'what PWSH names does not answer as worker.ps1 does. Check that it is PowerShell.',
  'ended': () => 'PowerShell ends as soon as it is started. Run pwsh by hand to see why.',
};

/** Why a call was refused, and what helps. */
const refusals: Record<TeamsRefusal, string> = {
  'unavailable': 'Teams PowerShell did not answer. Try again, and look at the log of the bot.',
  'tenant-without-service': 'there is no Audio Conferencing in this tenant. It takes a licence.',
  'no-right': `Teams refuses the app. ${role}, and no permission application_access_custom_sba_appliance.`,
  'sign-in': 'the app cannot sign in. Check ENTRA_TENANT, ENTRA_CLIENT, CLOUD, and the certificate or secret.',
  'person-unknown': 'Teams answers that there is nobody. That is unexpected here: try again later.',
  'throttled': 'Teams asks us to wait. Try again in a few minutes.',
  'failed': 'Teams answered with an error that is not known.',
};

/** What conferencing with Teams needs; empty where it is our own. It starts PowerShell, and changes nothing. */
export async function checkTeams(config: ConferencingConfig): Promise<Finding[]> {
  const teams = teamsOf(config, createLog({ level: 'silent' }));
  if (!teams) return [];
  try {
    return [
      ok('conferencing', `${whatItIs(config)}; emails with a new PIN come from ${mailers[config.MAILS]}`),
      ...(await checkCalls(teams, config)),
      untried,
    ];
  } finally {
    await teams.stop();
  }
}

const whatItIs = ({ GRAPH_STAND_IN }: ConferencingConfig): string =>
  GRAPH_STAND_IN ? 'a stand-in for Teams on this machine, whose PINs open no meeting' : 'Microsoft Teams';

const mailers = { desk: 'this desk (MAILS=desk)', microsoft: 'Microsoft (MAILS=microsoft)' };

async function checkCalls(teams: Teams, config: ConferencingConfig): Promise<Finding[]> {
  const startedAt = Date.now();
  const memory = await teams.memory();
  const why = teams.obstacle();
  const { calls } = teams.backend;
  const { state, module, powerShell } = calls.health();
  if (why !== undefined || state !== 'ready')
    return [fault(powershell, (obstacles[why?.kind ?? 'ended'] ?? obstacles.ended!)(why?.found ?? []))];
  const size = memory === undefined ? 'of a size it does not tell' : `with ${Math.round(memory / 1_000_000)} MB`;
  const findings = [
    ok(
      powershell,
      `PowerShell ${powerShell}, MicrosoftTeams ${module}, ${size}; ready after ` +
        `${seconds(Date.now() - startedAt)}`,
    ),
    await checkRights(teams),
  ];
  const settings = await calls.tenant();
  if (settings.kind !== 'done') {
    const reason = settings.kind === 'refused' ? settings.reason : 'unavailable';
    const id = settings.kind === 'refused' && settings.correlation ? ` Correlation id: ${settings.correlation}` : '';
    return [...findings, fault('Teams', `${refusals[reason]}${id}`)];
  }
  const { pinLength, sendsMailsByItself } = settings.value;
  findings.push(
    ok(
      'Teams',
      `it answers in ${seconds(calls.health().lastMs ?? 0)}; PINs have ${pinLength ?? 'an unknown number of'} digits`,
    ),
    mails(config.MAILS, sendsMailsByItself),
  );
  return findings;
}

/** `0.3 s` */
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

async function checkRights(teams: Teams): Promise<Finding> {
  const check = 'rights of the app';
  try {
    const { roles, verdict, broken } = await teams.rights();
    if (broken)
      return fault(
        check,
        'take the permission application_access_custom_sba_appliance away: with it Teams refuses everything',
      );
    switch (verdict) {
      case 'enough':
        return ok(check, roles.join(', '));
      case 'perhaps':
        return warning(check, `${roles.join(', ')}: that may be enough. Teams Administrator surely is.`);
      case 'none':
        return fault(check, `no directory role that counts. ${role}.`);
      case 'untold':
        return warning(check, `its token does not tell its roles. It needs Teams Administrator.`);
    }
  } catch (error) {
    const { error: name } = describeError(error);
    return fault(
      check,
      `the app cannot sign in (${(error as { code?: string }).code ?? name}). ${refusals['sign-in']}`,
    );
  }
}

/** Where both would mail a new PIN, the one that comes second is taken for another reset. */
function mails(mailer: ConferencingConfig['MAILS'], byItself: boolean | undefined): Finding {
  const check = 'emails of Teams';
  if (byItself === undefined) return warning(check, 'Teams does not tell whether it mails by itself');
  if (!byItself) return ok(check, 'Teams mails nobody by itself');
  return mailer === 'desk'
    ? warning(
        check,
        'Teams mails people by itself when their conferencing changes, and so does this desk: they may get two. Turn ' +
          'it off in the Teams admin center (Meetings, Conference bridges, Bridge settings), or set MAILS=microsoft.',
      )
    : ok(check, 'Teams mails people by itself, and this desk sends no PIN');
}

/** Said in every installation until somebody has sent a report: see docs/real-tenant.md. */
const untried = warning(
  'never tried',
  'none of this has run against Microsoft: worker.ps1, the module MicrosoftTeams, whether LeaderPin is in clear text, ' +
    'object ids as identity, the least role, its automatic emails, time and memory, licences in the delta, tokens in ' +
    `other clouds. See docs/real-tenant.md, and try it: ${typed('tenant try --person <test user>')}`,
);

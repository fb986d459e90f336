import { readCommandLineConfig, readProductionConfig, type CommandLineConfig } from '../../setup/config';
import { failures } from '../../words/mails';
import { engines } from '../../package.json';
import type { Services } from '../../services';
import { smtpRoute } from '../../services/mail/route';
import { checkMailServer } from '../../services/mail/server-check';
import { Problem, SetupError } from '../../services/base/problem';
import { whoActs } from '../session/acting';
import { codeOf, notesOf } from './audit-verdict';
import { checkDirectory, directoryWords } from './doctor-directory';
import { fault, type Finding, ok, typed, warning } from './doctor-findings';
import { checkNumber, checkOwnNumbers } from './doctor-numbers';
import { checkTeams } from './doctor-teams';
import { senderOf, withServices } from '../session/opening';
import { readKeys } from '../../setup/pin-keys';
import { counted } from '../../words/counted';
import { shownPerson } from '../../words/people';

/** If a clock is wrong by more than this, tokens and offers get wrong dates. Milliseconds. */
const clockTolerance = 5_000;

/** Looks at everything that an installation needs, and changes nothing. Checks that depend on a fault are left out. */
export async function checkAll(): Promise<Finding[]> {
  const findings: Finding[] = [nodeVersion(process.versions.node)];
  const config = await attempt(
    findings,
    'settings',
    () => readCommandLineConfig(),
    () => 'every variable that is set can be read',
  );
  if (!config) return findings;
  findings.push(serving());
  const keys = await attempt(
    findings,
    'PIN keys',
    () => readKeys(config),
    ({ length, 0: first }) => `${length === 1 ? 'one key' : `${length} keys`}, "${first?.id ?? ''}" seals`,
  );
  findings.push(await mailServer(config));
  const directory = await attempt(
    findings,
    'directory',
    () => directoryWords(config),
    (words) => words,
  );
  findings.push(...(await teams(config)));
  if (!keys) return findings;
  // The mail route and the directory are checked above: a fault in them must not hide the rest.
  const opened = await attempt(
    findings,
    'database',
    () => withServices({ ...config, SMTP_URL: undefined, ...(!directory && { DIRECTORY: 'own' as const }) }, inside),
    () => 'it answers, commits transactions, and knows these keys',
  );
  return [...findings, ...(opened ?? [])];

  async function inside({ services, tenant }: { services: Services; tenant: string }): Promise<Finding[]> {
    return [
      await clock(services),
      ...(await people(services, tenant)),
      ...(await checkDirectory(services)),
      await acting(services, tenant, config!),
      // The numbers of Teams are not set here.
      ...(services.backend.can.numbers
        ? [await checkNumber(services, tenant), ...(await checkOwnNumbers(services, tenant))]
        : []),
      await mails(services, tenant),
      await trail(services, tenant),
    ];
  }
}

/** Notes how a step went. @returns its result, or undefined when the set-up is at fault */
async function attempt<Result>(
  findings: Finding[],
  check: string,
  work: () => Result | Promise<Result>,
  found: (result: Result) => string,
): Promise<Result | undefined> {
  try {
    const result = await work();
    findings.push(ok(check, found(result)));
    return result;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    findings.push(...error.message.split('\n').map((line) => fault(check, line)));
    return undefined;
  }
}

/** Whether `package.json` permits this version of Node. It uses the forms `^a.b` and `>=a.b`. */
export function nodeVersion(running: string): Finding {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const fits = engines.node.split('||').some((range) => {
    const [, kind, from, least] = /^(\^|>=)(\d+)\.(\d+)/.exec(range.trim())!;
    return kind === '^'
      ? major === Number(from) && minor >= Number(least)
      : major > Number(from) || (major === Number(from) && minor >= Number(least));
  });
  return fits ? ok('Node', running) : fault('Node', `${running} is not supported. Install one of ${engines.node}.`);
}

function serving(): Finding {
  try {
    readProductionConfig();
    return ok('serve', `everything is set that ${typed('serve')} needs`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return warning('serve', `${typed('serve')} would not start here: ${error.message.replaceAll('\n', ', ')}`);
  }
}

async function mailServer(config: CommandLineConfig): Promise<Finding> {
  const check = 'mail server';
  const { SMTP_URL } = config;
  const from = senderOf(config);
  if (!SMTP_URL)
    return warning(check, 'SMTP_URL is not set: from here emails are not sent, and land as files in a try-out');
  try {
    if (!from) return fault(check, 'MAIL_FROM is missing: SMTP_URL needs the sender that the bot has');
    const reason = await checkMailServer(smtpRoute(SMTP_URL, from));
    return reason ? fault(check, `${failures[reason]}. Check SMTP_URL.`) : ok(check, 'it lets us in');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return fault(check, error.message);
  }
}

async function teams(config: CommandLineConfig): Promise<Finding[]> {
  try {
    return await checkTeams(config);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return error.message.split('\n').map((line) => fault('conferencing', line));
  }
}

async function clock({ now }: Services): Promise<Finding> {
  const before = Date.now();
  const there = (await now()).getTime();
  const off = Math.max(before - there, there - Date.now(), 0);
  return off <= clockTolerance
    ? ok('clock', 'the same as that of the database')
    : warning('clock', `${Math.round(off / 1000)} s away from that of the database. Set both by NTP.`);
}

async function people({ directory }: Services, tenant: string): Promise<Finding[]> {
  const admins = await directory.everyAdmin(tenant);
  if (admins.length === 0)
    return [
      ok('tenant', tenant),
      fault('administrators', `there is none who can sign in. Make one with ${typed('bootstrap-admin <object id>')}.`),
    ];
  const what = `${admins.length} can sign in`;
  return [
    ok('tenant', tenant),
    admins.length === 1
      ? warning('administrators', 'only one can sign in: nobody could approve what takes two')
      : ok('administrators', what),
  ];
}

async function acting(services: Services, tenant: string, { DESK_ACT_AS }: CommandLineConfig): Promise<Finding> {
  try {
    const actor = await whoActs(services, { tenant, actAs: DESK_ACT_AS });
    return ok('who acts', `${shownPerson(actor)}, ${actor.role}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return warning(
      'who acts',
      'nobody: set DESK_ACT_AS to the user principal name, email address or object id of somebody with a role',
    );
  }
}

async function mails({ outbox }: Services, tenant: string): Promise<Finding> {
  const [held, dead] = [await outbox.heldUp(tenant), await outbox.dead(tenant, 1)];
  if (held.count > 0)
    return fault(
      'mails',
      `${held.count} wait because ${held.reason ? failures[held.reason] : 'the server takes none'}`,
    );
  return dead.total > 0
    ? warning('mails', `${dead.total} could not be delivered: ${typed('mail list --failed')}`)
    : ok('mails', 'none waits for the server, none was given up');
}

async function trail({ auditChain }: Services, tenant: string): Promise<Finding> {
  const verdict = await auditChain.verify(tenant);
  const code = codeOf(verdict);
  const right = `${counted(verdict.right, 'record')} right, ${verdict.waiting} to be chained`;
  if (code === 'fine') return ok('trail', right);
  // It says nothing about the trail that no bot runs: what waits is chained when one does, or by the next command.
  return code === 'not-chained-in-time' && !(await auditChain.isChaining())
    ? warning('trail', `${right}: that takes a running bot, and none runs on this database now`)
    : fault('trail', `${code}: ${notesOf(verdict).join('; ')}`);
}

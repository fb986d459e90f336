import type { Command } from 'commander';
import { version } from '../../package.json';
import { createLog } from '../../services/base/log';
import { contactOf } from '../../services/people/person';
import { Problem, SetupError } from '../../services/base/problem';
import { readCommandLineConfig } from '../../setup/config';
import { teamsOf } from '../../setup/teams';
import { shownPerson } from '../../words/people';
import { assertCanWrite, exportTo } from '../terminal/export-file';
import { exitCodes, Refusal } from '../terminal/refusal';
import { triedResult } from '../terminal/results/installation';
import { runSession } from '../session/session';
import { changingLeaf, type CommonOptions, type Shell } from './command';

interface Options extends CommonOptions {
  person: string;
  file: string;
  force?: boolean;
  yes?: boolean;
}

const help = [
  'run each call to Teams once, for a test user, and write a report without values',
  '',
  'With CONFERENCING=teams. The test user gets a new PIN that nobody is shown. The report has the names and types of ' +
    'what Teams returns, how long it took, and the codes of errors: no PIN, no number, no name, no id. It is for us: ' +
    'please send it back.',
].join('\n');

/** `tenant try` */
export function addTenantTry(tenant: Command, { streams, end }: Shell): void {
  changingLeaf(tenant, 'try', {
    help,
    examples: ['tenant try --person alice.smith@contoso.example --what-if'],
    result: triedResult,
  })
    .requiredOption('--person <identity>', 'a test user, who gets a new PIN')
    .option('--file <path>', 'write the report to this new file', 'teams-report.json')
    .option('--force', 'replace a file that is there')
    .option('--yes', 'do not ask first')
    .action(async (options: Options) => {
      const asking = { ...options, confirm: !options.yes && !options.whatIf };
      end(
        await runSession(streams, asking, { action: 'reset-pin', others: true, named: true }, async (session) => {
          const { services, tenant: id, actor, whatIf } = session;
          const target = await session.find(options.person, 'reset-pin');
          const teams = teamsOf(readCommandLineConfig(), createLog({ level: 'silent' }));
          if (!teams) throw new SetupError('CONFERENCING is not teams here, so that there is no Teams to try.');
          if (target.protected)
            throw new Problem('protected', { person: contactOf(target), command: 'tenant try', why: 'protected' });
          const would = [
            `${shownPerson(target)} gets a new PIN that nobody is shown, and keeps the number that is set.`,
            `${options.file} gets the report, without values.`,
          ];
          if (whatIf) {
            session.show({ whatIf, would, report: null, calls: [] }, { as: triedResult, table: { would } });
            return exitCodes.done;
          }
          if (asking.confirm && !streams.ask)
            throw new Refusal({
              code: 'nobody-to-ask',
              what: 'this changes the PIN of somebody, and there is no terminal to ask on',
              wayOut: 'Say --yes if that is meant. Nothing was changed.',
              exit: exitCodes.refused,
            });
          assertCanWrite(options);
          await session.goAhead(would);
          // Before it is done: afterwards the program may be gone.
          await services.audit.append({
            ...{ tenant: id, action: 'try-teams', outcome: 'done', from: 'commandLine' },
            ...{ actor: { id: actor.id, role: actor.role }, target: { id: target.id } },
          });
          try {
            const calls = await teams.try(target);
            const { module, powerShell } = teams.backend.calls.health();
            const about = { dialInDesk: version, node: process.version, platform: process.platform };
            const obstacle = teams.obstacle();
            const report = { ...about, powerShell, module, obstacle, calls };
            await exportTo(streams, options, pieces(report));
            const rows = calls.map((one) => ({
              call: one.verb,
              by: one.by ?? null,
              outcome: one.outcome === 'left out' ? ('leftOut' as const) : one.outcome,
              reason: one.reason ?? null,
              code: one.code ?? null,
              milliseconds: one.milliseconds ?? null,
              properties: Object.keys(one.properties ?? {}).length,
              note: one.note ?? null,
            }));
            session.show({ whatIf, would: [], report: options.file, calls: rows }, { as: triedResult, table: rows });
            return calls.every(({ outcome }) => outcome === 'done' || outcome === 'left out')
              ? exitCodes.done
              : exitCodes.failed;
          } finally {
            await teams.stop();
          }
        }),
      );
    });
}

async function* pieces(report: object): AsyncGenerator<string> {
  yield `${JSON.stringify(report, null, 2)}\n`;
}

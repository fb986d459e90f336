import type { Command } from 'commander';
import { auditLine, namesIn } from '../../words/trail';
import { day } from '../session/changes';
import { dateOf } from '../terminal/dates';
import { runSession } from '../session/session';
import { addAuditExport } from './audit-export';
import { addAuditVerify } from './audit-verify';
import { type CommonOptions, countOf, leaf, type Shell } from './command';

interface Options extends CommonOptions {
  person?: string;
  since?: string;
  most?: string;
}

/** `audit list`, `export`, `verify` and `head` */
export function addAudit(program: Command, { streams, end }: Shell): void {
  const audit = program.command('audit').description('the trail: who did what for whom');
  leaf(audit, 'list', {
    help: 'the newest records first',
    examples: ['audit list', 'audit list --person alice.smith@contoso.example --since 2026-01-31 --most 50'],
  })
    .option('--person <identity>', 'what this person did, and what was done for them')
    .option('--since <date>', 'from this day or instant on: 2026-01-31 or 2026-01-31T08:00:00Z')
    .option('--most <n>', 'so many records, 20 without it')
    .action(async (options: Options) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'audit', named: options.person !== undefined },
          async ({ services, tenant, find, show, looked }) => {
            const since = dateOf('--since', options.since);
            const size = countOf(options.most, { name: '--most', otherwise: 20, most: 1_000 });
            const person = options.person === undefined ? undefined : await find(options.person, 'audit');
            const { records } = await services.auditReading.page({ tenant, person: person?.id, since }, { size });
            const names = await namesIn(records, services);
            await looked('audit', person);
            show(
              records.map((record) => {
                const line = auditLine(record, { ...names, day });
                return {
                  when: line.when,
                  what: line.what,
                  outcome: line.outcome,
                  by: line.by,
                  for: line.for,
                  change: line.change,
                };
              }),
            );
          },
        ),
      ),
    );
  addAuditExport(audit, { streams, end });
  addAuditVerify(audit, { streams, end });
}

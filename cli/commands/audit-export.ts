import { type Command, Option } from 'commander';
import type { TrailShow } from '../../services/audit/changes';
import { type AuditFormat, auditFormats } from '../../services/views/audit-export';
import { periodFrom, type PeriodOptions, withPeriod } from '../terminal/dates';
import { exportTo } from '../terminal/export-file';
import { runSession } from '../session/session';
import { showOption } from './audit-show';
import { type CommonOptions, plainLeaf, type Shell } from './command';

interface Options extends CommonOptions, PeriodOptions {
  format: AuditFormat;
  show: TrailShow;
  person?: string;
  file?: string;
  force?: boolean;
}

const help = [
  'the trail as a file, the oldest record first',
  '',
  'csv is for spreadsheets, with the names of now. json is a record in each line, exactly as it was chained: it can ' +
    'be verified without the database.',
].join('\n');

/** `audit export` */
export function addAuditExport(audit: Command, { streams, end }: Shell): void {
  const exporting = plainLeaf(audit, 'export', {
    help,
    examples: [
      'audit export',
      'audit export --show changes --period "last month"',
      'audit export --format json --since 2026-01-31 --person alice.smith@contoso.example',
    ],
  })
    .addOption(new Option('--format <format>', 'what it is written in').choices(auditFormats).default('csv'))
    .option('--person <identity>', 'what this person did, and what was done for them')
    .addOption(showOption())
    .option('--file <path>', 'write to this new file instead of standard output')
    .option('--force', 'replace a file that is there');
  withPeriod(exporting).action(async (options: Options) =>
    end(
      await runSession(
        streams,
        options,
        { action: 'export-audit', named: options.person !== undefined },
        async ({ services, tenant, find, looked }) => {
          const period = await periodFrom(options, services.now);
          const person = options.person === undefined ? undefined : await find(options.person, 'export-audit');
          await looked('export-audit', person);
          await exportTo(
            streams,
            options,
            services.auditExport.write({ tenant, person: person?.id, show: options.show, ...period }, options.format),
          );
        },
      ),
    ),
  );
}

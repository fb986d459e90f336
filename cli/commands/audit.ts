import type { Command } from 'commander';
import type { TrailShow } from '../../services/audit/changes';
import type { AuditQuery } from '../../services/audit/reading';
import { namesIn } from '../../words/trail';
import { periodFrom, type PeriodOptions, withPeriod } from '../terminal/dates';
import { listOf } from '../terminal/results/kinds';
import { recordResult } from '../terminal/results/trail';
import { runSession, type Session } from '../session/session';
import { addAuditExport } from './audit-export';
import { recordData, recordInTable } from './audit-row';
import { addAuditVerify } from './audit-verify';
import { showOption } from './audit-show';
import { type CommonOptions, listLeaf, type Shell } from './command';

interface Options extends CommonOptions, PeriodOptions {
  person?: string;
  show: TrailShow;
}

const result = listOf(recordResult);
const inTable = 20;

/** `audit list`, `export`, `verify` and `head` */
export function addAudit(program: Command, { streams, end }: Shell): void {
  const audit = program.command('audit').description('the trail: who did what for whom');
  const list = listLeaf(audit, 'list', {
    help: 'the newest records first',
    examples: [
      'audit list',
      'audit list --person alice.smith@contoso.example --since 2026-01-31 --most 50',
      'audit list --show changes --period "last month"',
      `audit list --show refused --since "last 7 days" --query "[].[at, actorUpn, reason]" --output text`,
    ],
    ...{ result, noun: 'records', inTable },
  })
    .option('--person <identity>', 'what this person did, and what was done for them')
    .addOption(showOption());
  withPeriod(list).action(async (options: Options) =>
    end(
      await runSession(
        streams,
        options,
        { action: 'audit', named: options.person !== undefined },
        async ({ services, tenant, find, list: print, looked }) => {
          const period = await periodFrom(options, services.now);
          const person = options.person === undefined ? undefined : await find(options.person, 'audit');
          const query = { tenant, person: person?.id, show: options.show, ...period };
          await looked('audit', person);
          await print({
            ...{ as: result, inTable, noun: 'records' },
            batches: rowsOf(services, query),
            total: () => services.auditReading.count(query),
          });
        },
      ),
    ),
  );
  addAuditExport(audit, { streams, end });
  addAuditVerify(audit, { streams, end });
}

async function* rowsOf(services: Session['services'], query: AuditQuery) {
  for await (const records of services.auditReading.newestFirst(query)) {
    const names = await namesIn(records, services);
    yield records.map((record) => ({ data: recordData(record, names), table: recordInTable(record, names) }));
  }
}

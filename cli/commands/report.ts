import type { Command } from 'commander';
import { reasonWords } from '../../words/trail';
import { runSession } from '../session/session';
import { periodFrom, type PeriodOptions, withPeriod } from '../terminal/dates';
import { reportResult } from '../terminal/results/report';
import { type CommonOptions, leaf, type Shell } from './command';

const help = [
  'how much was reset, refused and emailed, and what people have now',
  '',
  'Days begin in UTC. What became of emails is known for as long as KEEP_HISTORY_DAYS of the bot says, usually 180 days.',
].join('\n');

/** `report` */
export function addReport(program: Command, { streams, end }: Shell): void {
  const report = leaf(program, 'report', {
    help,
    examples: [
      'report',
      'report --since "last 7 days"',
      'report --period "last month"',
      'report --query "resets[?kind==\'reset-pin\'].[day, count]" --output text',
    ],
    result: reportResult,
  });
  withPeriod(report, '; without any of them the last 30 days').action(async (options: CommonOptions & PeriodOptions) =>
    end(
      await runSession(streams, options, { action: 'report' }, async ({ services, tenant, show, looked }) => {
        const { since = new Date(0), until } =
          (await periodFrom(options, services.now)) ?? (await periodFrom({ period: 'last 30 days' }, services.now))!;
        const report = await services.reports.report(tenant, { since, until, zone: 'UTC' });
        const { resets, refused, mails, people } = report;
        await looked('report');
        show(
          {
            since: since.toISOString(),
            resets: resets.map(({ day, kind, role, own, count }) => ({ day, kind, role, own, count })),
            refused: refused.map(({ reason, count }) => ({ reason, count, text: reasonWords(reason) })),
            ...{ mailsSent: mails.sent, mailsFailed: mails.failed },
            ...{ enabled: people.enabled, neverMailed: people.neverMailed },
            ...{ pinLength: people.pinLength, shortPins: people.shortPins, unknownPins: people.unknownPins },
            until: until?.toISOString() ?? null,
          },
          {
            as: reportResult,
            table: {
              since: since.toISOString().slice(0, 10),
              ...(until && { until: until.toISOString().slice(0, 10) }),
              pinsReset: sum(resets.filter(({ kind }) => kind === 'reset-pin')),
              byTheirOwners: sum(resets.filter(({ kind, own }) => kind === 'reset-pin' && own)),
              conferenceIdsReset: sum(resets.filter(({ kind }) => kind === 'reset-conference-id')),
              refused: refused.map(({ reason, count }) => `${count}: ${reasonWords(reason)}`),
              ...{ mailsSent: mails.sent, mailsFailed: mails.failed },
              peopleEnabled: people.enabled,
              withoutAnyMail: people.neverMailed,
              [`pinsUnder${people.pinLength}Digits`]: people.shortPins,
            },
          },
        );
      }),
    ),
  );
}

const sum = (counts: readonly { count: number }[]): number => counts.reduce((all, { count }) => all + count, 0);

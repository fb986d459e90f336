import type { Command } from 'commander';
import { reasonWords } from '../../words/trail';
import { runSession } from '../session/session';
import { sinceHelp, sinceOf } from '../terminal/dates';
import { reportResult } from '../terminal/results/report';
import { type CommonOptions, leaf, type Shell } from './command';

const help = [
  'how much was reset, refused and emailed, and what people have now',
  '',
  'Days begin in UTC. What became of emails is known for 180 days.',
].join('\n');

/** `report` */
export function addReport(program: Command, { streams, end }: Shell): void {
  leaf(program, 'report', {
    help,
    examples: [
      'report',
      'report --since "last 7 days"',
      'report --query "resets[?kind==\'reset-pin\'].[day, count]" --output text',
    ],
    result: reportResult,
  })
    .option('--since <time>', `${sinceHelp}; without it the last 30 days`)
    .action(async (options: CommonOptions & { since?: string }) =>
      end(
        await runSession(streams, options, { action: 'report' }, async ({ services, tenant, show, looked }) => {
          const since = await sinceOf('--since', options.since ?? 'last 30 days', services.now);
          const report = await services.reports.report(tenant, { since: since!, zone: 'UTC' });
          const { resets, refused, mails, people } = report;
          await looked('report');
          show(
            {
              since: since!.toISOString(),
              resets: resets.map(({ day, kind, role, own, count }) => ({ day, kind, role, own, count })),
              refused: refused.map(({ reason, count }) => ({ reason, count, text: reasonWords(reason) })),
              ...{ mailsSent: mails.sent, mailsFailed: mails.failed },
              ...{ enabled: people.enabled, neverMailed: people.neverMailed },
              ...{ pinLength: people.pinLength, shortPins: people.shortPins, unknownPins: people.unknownPins },
            },
            {
              as: reportResult,
              table: {
                since: since!.toISOString().slice(0, 10),
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

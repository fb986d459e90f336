import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { sinceWhen } from '../../words/period';
import { reportWords } from '../show/report-charts';

/** Older mails, and what became of them, are forgotten. Milliseconds. */
const longestReport = 366 * 86_400_000;

export const report = defineCommand({
  name: 'report',
  title: 'report',
  help: 'See how much was reset, refused and mailed: report, report last 7 days.',
  utterances: [
    'reports',
    'show report',
    'statistics',
    'report {period}',
    'show report {period}',
    'statistics {period}',
  ],
  right: 'report',
  scopes: ['personal'],
  async run({ actor, slots, services, day, zone }) {
    const now = await services.now();
    const asked = sinceWhen(slots.period ?? 'last 30 days', { now, zone });
    const tooFar = now.getTime() - asked.getTime() > longestReport;
    const since = tooFar ? sinceWhen('last 366 days', { now, zone }) : asked;
    const { charts, tables, facts } = reportWords(await services.reports.report(actor.tenant, { since, zone }), {
      since,
      now,
      zone,
    });
    return cards.report({
      title: 'Report',
      period: `Since ${day(since)}.`,
      paragraphs: [
        ...(tooFar ? ['A report goes back 366 days at most.'] : []),
        ...(charts.length === 0 ? ['No PIN and no conference ID was reset.'] : []),
      ],
      ...{ charts, tables, facts },
      buttons: [
        { title: 'Last 7 days', verb: 'report', data: { period: 'last 7 days' } },
        { title: 'Last 30 days', verb: 'report', data: { period: 'last 30 days' } },
        { title: 'Audit', verb: 'audit', data: { period: `since ${since.toISOString()}` } },
      ],
    });
  },
});

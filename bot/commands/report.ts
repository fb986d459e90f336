import { cards } from '../../cards';
import { mayAct } from '../../services/people/rights';
import { reportSpan } from '../show/report-span';
import { defineCommand } from '../turn/command';
import { periodText, periodTitle } from '../../words/period';
import { reportWords } from '../show/report-charts';

export const report = defineCommand({
  name: 'report',
  title: 'report',
  help: 'See how much was reset, refused and emailed: report, report last month, report november 2025.',
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
  async run({ actor, slots, services, zone }) {
    const here = { now: await services.now(), zone };
    const { span, remarks } = reportSpan(slots.period, here, services.outbox.keptDays);
    const words = reportWords(await services.reports.report(actor.tenant, { ...span, zone }), {
      ...{ ...span, ...here, mailsKept: services.outbox.keptDays },
    });
    const period = periodText(span);
    return cards.report({
      title: `Report: ${periodTitle(span, here)}`,
      paragraphs: [...remarks, ...(words.charts.length === 0 ? ['No PIN and no conference ID was reset.'] : [])],
      ...words,
      buttons: [
        { title: '7 days', verb: 'report', data: { period: 'last 7 days' } },
        { title: '30 days', verb: 'report', data: { period: 'last 30 days' } },
        { title: 'Last month', verb: 'report', data: { period: 'last month' } },
        ...(mayAct(actor.role, 'failed-mails', { others: false })
          ? [{ title: 'Failed emails', verb: 'failed-mails', data: {} }]
          : []),
        { title: 'Export', verb: 'export-report', data: { period } },
        { title: 'Audit', verb: 'audit', data: { period } },
      ],
    });
  },
});

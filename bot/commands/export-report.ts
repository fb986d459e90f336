import { byteOrderMark, csvRows } from '../../services/base/csv';
import type { Report } from '../../services/views/report';
import { fileName } from '../show/file-name';
import { reportSpan } from '../show/report-span';
import { defineCommand, type FileTurn } from '../turn/command';
import { periodFromText, periodText, periodTitle } from '../../words/period';
import { reasonWords } from '../../words/trail';

/** Roughly how large a row is in the file, and a file without any. Bytes. */
const [rowSize, leastSize] = [60, 400];

export const exportReport = defineCommand({
  name: 'export-report',
  title: 'export report',
  help: 'Save the numbers of a report as a CSV file: export report, export report last month.',
  utterances: ['export report {period}', 'export report as csv', 'export report {period} as csv'],
  right: 'report',
  scopes: ['personal'],
  async run({ actor, slots, services, zone }) {
    const here = { now: await services.now(), zone };
    const { span } = reportSpan(slots.period, here, services.outbox.keptDays);
    const { resets, refused } = await services.reports.report(actor.tenant, { ...span, zone });
    return {
      file: {
        name: fileName('report', 'csv', here),
        description: `The report: ${periodTitle(span, here)}.`,
        size: leastSize + (resets.length + refused.length) * rowSize,
        query: { period: periodText(span) },
      },
    };
  },
  async *write({ actor, query, services, zone }: FileTurn) {
    const span =
      periodFromText(query.period ?? '') ??
      reportSpan(undefined, { now: await services.now(), zone }, services.outbox.keptDays).span;
    yield byteOrderMark + csvRows(rowsOf(await services.reports.report(actor.tenant, { ...span, zone })));
  },
});

/** A row for each number, so that a spreadsheet can add and filter them. */
const rowsOf = ({ resets, refused, mails, people }: Report): string[][] => [
  ['Day', 'What', 'Role', 'By the owner', 'Count'],
  ...[...resets]
    .sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0))
    .map(({ day, kind, role, own, count }) => [
      day,
      kind === 'reset-pin' ? 'PIN reset' : 'Conference ID reset',
      role,
      own ? 'yes' : 'no',
      String(count),
    ]),
  ...refused.map(({ reason, count }) => ['', `Refused: ${reasonWords(reason)}`, '', '', String(count)]),
  ['', 'Emails sent', '', '', String(mails.sent)],
  ['', 'Emails failed', '', '', String(mails.failed)],
  ['', 'People enabled now', '', '', String(people.enabled)],
];

import { cards } from '../../cards';
import { type TrailShow, trailShows } from '../../services/audit/changes';
import { auditFormats, recordSize } from '../../services/views/audit-export';
import { periodFromText, periodOf, periodText, periodWords } from '../../words/period';
import { showWords } from '../../words/trail';
import { defineCommand, type FileTurn } from '../turn/command';
import { counted } from '../../words/counted';
import { fileName } from '../show/file-name';

export const exportAudit = defineCommand({
  name: 'export-audit',
  title: 'export audit',
  help: 'Save the audit trail as a file: export audit as csv, export audit for alice last month as json.',
  utterances: [
    'export audit as {format}',
    'export audit as {format} {period}',
    'export audit as {format} for {person}',
    'export audit {show} as {format}',
    'export audit {show}',
    'export audit {show} {period} as {format}',
    'export audit {show} {period}',
    'export audit {period} as {format}',
    'export audit {period}',
    'export audit for {person} {show} {period} as {format}',
    'export audit for {person} {show} {period}',
    'export audit for {person} {show}',
    'export audit for {person} {period} as {format}',
    'export audit for {person} as {format}',
    'export audit for {person} {period}',
    'export audit for {person}',
    'export audit {person} {period} as {format}',
    'export audit {person} as {format}',
    'export audit {person} {period}',
    'export audit {person}',
  ],
  right: 'export-audit',
  scopes: ['personal'],
  async run({ actor, target, slots, services, zone }) {
    const now = await services.now();
    const format = formatOf(slots.format);
    const show = showOf(slots.show);
    const period = slots.period === undefined ? undefined : periodOf(slots.period, { now, zone });
    const query: Record<string, string> = {
      ...{ format, show },
      ...(slots.person !== undefined && { person: target.id }),
      ...(period && { period: periodText(period) }),
    };
    const count = await services.auditReading.count({ tenant: actor.tenant, person: query.person, show, ...period });
    if (count === 0) {
      return cards.notice({
        title: 'Nothing to export',
        paragraphs: [`${showWords[show].none}.`],
        buttons: [
          ...(period || show !== 'everything'
            ? [{ title: 'Export everything', verb: 'export-audit', data: { format } }]
            : []),
          { title: 'Audit', verb: 'audit', data: {} },
        ],
      });
    }
    const what = show === 'everything' ? 'The audit trail' : `The ${showWords[show].title} of the audit trail`;
    return {
      file: {
        name: fileName('audit', format === 'json' ? 'jsonl' : 'csv', { now, zone }),
        description:
          `${what}${query.person ? ' of one person' : ''}${period ? ` ${periodWords(period, zone)}` : ''}: ` +
          `${counted(count, 'record')}.`,
        size: count * recordSize[format],
        query,
      },
    };
  },
  write: ({ actor, query, services }: FileTurn) =>
    services.auditExport.write(
      {
        tenant: actor.tenant,
        person: query.person,
        show: showOf(query.show),
        ...(query.period === undefined ? {} : periodFromText(query.period)),
      },
      formatOf(query.format),
    ),
});

const formatOf = (said = ''): (typeof auditFormats)[number] =>
  auditFormats.find((format) => said.toLowerCase().startsWith(format)) ?? 'csv';

/** A file is the whole trail, unless a part of it is asked for. */
const showOf = (said = ''): TrailShow =>
  trailShows.find((one) => said.toLowerCase().includes(one)) ?? (/refusals/i.test(said) ? 'refused' : 'everything');

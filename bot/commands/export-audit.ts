import { cards } from '../../cards';
import { auditFormats, recordSize } from '../../services/views/audit-export';
import { dayIn, sinceWhen } from '../../words/period';
import { defineCommand, type FileTurn } from '../turn/command';
import { counted } from '../../words/counted';

export const exportAudit = defineCommand({
  name: 'export-audit',
  title: 'export audit',
  help: 'Save the audit trail as a file: export audit as csv, export audit for alice since monday as json.',
  utterances: [
    'export audit as {format}',
    'export audit as {format} {period}',
    'export audit as {format} for {person}',
    'export audit {period} as {format}',
    'export audit {period}',
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
  async run({ actor, target, slots, services, day, time, zone }) {
    const now = await services.now();
    const format = formatOf(slots.format);
    const since = slots.period === undefined ? undefined : sinceWhen(slots.period, { now, zone });
    const query: Record<string, string> = {
      format,
      ...(slots.person !== undefined && { person: target.id }),
      ...(since && { period: `since ${since.toISOString()}` }),
    };
    const count = await services.auditReading.count({ tenant: actor.tenant, person: query.person, since });
    if (count === 0) {
      return cards.notice({
        title: 'Nothing to export',
        paragraphs: ['Nothing was done or refused.', 'Try an earlier time, or "export audit" for everything.'],
        buttons: [],
      });
    }
    return {
      file: {
        // With the time: Teams replaces a file of the same name.
        name: `dial-in-desk-audit-${dayIn(now, zone)}-${time(now).replace(/\D/g, '')}.${format === 'json' ? 'jsonl' : 'csv'}`,
        description:
          `The audit trail${query.person ? ' of one person' : ''}${since ? ` since ${day(since)}` : ''}: ` +
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
        since: query.period === undefined ? undefined : new Date(query.period.replace('since ', '')),
      },
      formatOf(query.format),
    ),
});

const formatOf = (said = ''): (typeof auditFormats)[number] =>
  auditFormats.find((format) => said.toLowerCase().startsWith(format)) ?? 'csv';

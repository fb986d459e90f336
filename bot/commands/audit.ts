import { cards } from '../../cards';
import type { Button } from '../../cards/card';
import { mostCounted } from '../../services/audit/reading';
import { type TrailShow, trailShows } from '../../services/audit/changes';
import type { AuditDocument } from '../../services/audit/trail';
import { namesIn, showWords, trailLine, type TrailLine } from '../../words/trail';
import { defineCommand } from '../turn/command';
import { periodOf, periodText, periodWords } from '../../words/period';

/** As many records as fit on a card when every name is as long as a directory allows. */
const shown = 6;

export const audit = defineCommand({
  name: 'audit',
  title: 'audit',
  help: 'See who changed what for whom: audit, audit refused, audit alice last month, audit everything today.',
  utterances: [
    'audit trail',
    'audit log',
    'show audit',
    'audit {show}',
    'audit {show} {period}',
    'audit {period} {show}',
    'audit {period}',
    'audit trail {show}',
    'audit trail {show} {period}',
    'audit trail {period}',
    'audit trail for {person} {period}',
    'audit trail for {person}',
    'audit for {person} {show} {period}',
    'audit for {person} {show}',
    'audit for {person} {period}',
    'audit for {person}',
    'audit {person} {show} {period}',
    'audit {person} {period} {show}',
    'audit {person} {show}',
    'audit {person} {period}',
    'audit {person}',
  ],
  right: 'audit',
  scopes: ['personal'],
  async run({ actor, target, slots, services, date, time, zone }) {
    const person = slots.person === undefined ? undefined : target;
    const show = showOf(slots.show);
    const period = slots.period === undefined ? undefined : periodOf(slots.period, { now: await services.now(), zone });
    const query = { tenant: actor.tenant, person: person?.id, show, ...period };
    const [{ records, before, newer, older }, total] = await Promise.all([
      services.auditReading.page(query, { size: shown, place: slots.page }),
      services.auditReading.count(query, { most: mostCounted }),
    ]);
    const names = await namesIn(records, services);
    const shared = await services.directory.sharedNames(
      actor.tenant,
      [...names.people.values()].map(({ name }) => name),
    );

    const asked = (of: TrailShow): Record<string, string> => ({
      show: of,
      ...(person && { person: person.id }),
      ...(period && { period: periodText(period) }),
    });
    const turning = (title: string, page: string): Button => ({
      title,
      verb: 'audit',
      data: { ...asked(show), page },
    });
    const lines = records.map((record) => ({ record, line: trailLine(record, { ...names, shared, time }) }));
    return cards.audit({
      title: `Audit: ${showWords[show].title}${period ? ` ${periodWords(period, zone)}` : ''}`,
      ...{ name: person?.name ?? '', upn: person?.upn ?? '' },
      count: records.length > 0 ? placeWords(before, records.length, total) : '',
      days: byDay(lines, date),
      paragraphs:
        records.length > 0
          ? []
          : [`${showWords[show].none}${person ? ' by or for this person' : ''}${period ? ' in that time' : ''}.`],
      buttons: [
        ...(older ? [turning('Next', older)] : []),
        ...(newer ? [turning('Previous', newer)] : []),
        ...trailShows
          .filter((one) => one !== show)
          .map((one) => ({ title: titles[one], verb: 'audit', data: asked(one) })),
        ...(records.length > 0
          ? [{ title: 'Export', verb: 'export-audit', data: asked(show) }]
          : period
            ? [{ title: 'At any time', verb: 'audit', data: { show, ...(person && { person: person.id }) } }]
            : []),
      ],
    });
  },
});

const titles: Record<TrailShow, string> = { changes: 'Changes', refused: 'Refused', everything: 'Everything' };

/** What the words or a button ask for; changes if they ask for nothing. */
function showOf(said = ''): TrailShow {
  const word = said.toLowerCase().replace(/^only | only$/g, '');
  return trailShows.find((one) => one === word) ?? (/^(refusals|failed|failures)$/.test(word) ? 'refused' : 'changes');
}

/** Where these records stand among all: `1-6 of 83`. What is beyond counting is only said to be more. */
function placeWords(before: number, count: number, total: number): string {
  const all = total > mostCounted ? `${mostCounted.toLocaleString('en')}+` : String(total);
  return before > mostCounted ? `${count} of ${all}` : `${before + 1}-${before + count} of ${all}`;
}

/** The lines under the day of each, so that none is without its date when the card is read again later. */
function byDay(
  lines: readonly { record: AuditDocument; line: TrailLine }[],
  date: (at: Date) => string,
): { day: string; lines: TrailLine[] }[] {
  const days: { day: string; lines: TrailLine[] }[] = [];
  for (const { record, line } of lines) {
    const day = date(record.at);
    if (days.at(-1)?.day !== day) days.push({ day, lines: [] });
    days.at(-1)!.lines.push(line);
  }
  return days;
}

import { cards } from '../../cards';
import type { Button } from '../../cards/card';
import { auditLine, namesIn } from '../../words/trail';
import { defineCommand } from '../turn/command';
import { sinceWhen } from '../../words/period';

/** As many records as fit on a card when every name is as long as a directory allows. */
const shown = 6;

export const audit = defineCommand({
  name: 'audit',
  title: 'audit',
  help: 'See who did what for whom: audit, audit alice since monday, audit last 7 days.',
  utterances: [
    'audit trail',
    'audit log',
    'show audit',
    'audit {period}',
    'audit trail {period}',
    'audit trail for {person} {period}',
    'audit trail for {person}',
    'audit for {person} {period}',
    'audit for {person}',
    'audit {person} {period}',
    'audit {person}',
  ],
  right: 'audit',
  scopes: ['personal'],
  async run({ actor, target, slots, services, day, zone }) {
    const person = slots.person === undefined ? undefined : target;
    const since = slots.period === undefined ? undefined : sinceWhen(slots.period, { now: await services.now(), zone });
    const query = { tenant: actor.tenant, person: person?.id, since };
    const { records, newer, older } = await services.auditReading.page(query, { size: shown, place: slots.page });
    const names = await namesIn(records, services);

    // The instant and not the words: "last 7 days" means other days tomorrow.
    const asked: Record<string, string> = {
      ...(person && { person: person.id }),
      ...(since && { period: `since ${since.toISOString()}` }),
    };
    const turning = (title: string, page: string): Button => ({ title, verb: 'audit', data: { ...asked, page } });
    const buttons = [...(newer ? [turning('Previous', newer)] : []), ...(older ? [turning('Next', older)] : [])];
    return cards.audit({
      ...{ title: 'Audit', name: person?.name ?? '', upn: person?.upn ?? '' },
      period: [since ? `Since ${day(since)}.` : '', records.length > 0 ? 'The newest first.' : '']
        .filter(Boolean)
        .join(' '),
      records: records.map((record) => auditLine(record, { ...names, day })),
      paragraphs:
        records.length > 0
          ? []
          : [
              'Nothing was done or refused.',
              since
                ? 'Try an earlier time: "audit last 30 days", or "audit" for everything.'
                : 'Try "audit" for everything.',
            ],
      buttons: records.length > 0 ? buttons : [{ title: 'Everything', verb: 'audit', data: {} }],
    });
  },
});

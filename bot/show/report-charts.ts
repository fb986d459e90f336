import type { ResetCount } from '../../services/audit/counts';
import type { Report } from '../../services/views/report';
import { reasonWords } from '../../words/trail';
import { type Bars, picture, scaleOf } from './bars';
import { addDays, dayIn, type Here, lastDay, weekdayOf } from '../../words/period';
import { capital } from '../../words/capital';
import { counted } from '../../words/counted';
import type { TimeSpan } from '../../services/base/time-span';

/** How many bars can be told apart on a phone. With more days, a bar is a week or a month. */
const mostBars = 31;
/** With more days than this, only Mondays have a label. */
const mostLabels = 14;
const shownReasons = 5;

const kinds = [
  { kind: 'reset-pin', name: 'PINs' },
  { kind: 'reset-conference-id', name: 'Conference IDs' },
] as const;
const roleNames: Record<string, string> = {
  user: 'User',
  helpdesk: 'Helpdesk',
  admin: 'Administrator',
  auditor: 'Auditor',
};
const shortMonth = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short' });

/** What the card of a report shows: four numbers, a chart, the same numbers as lists, and the rest. */
export function reportWords(report: Report, about: Here & TimeSpan & { mailsKept: number }) {
  const { resets, refused, mails, people } = report;
  const { since, zone, mailsKept } = about;
  const spans = spansOf(dayIn(since, zone), lastDay(about));
  const bySpan = barsOf(
    resets,
    spans.map(({ name, label, days }) => ({ name, label, has: ({ day }) => days.has(day) })),
  );
  const roles = Object.keys(roleNames).filter((role) => resets.some((one) => one.role === role));
  const byRole = barsOf(
    resets,
    roles.map((role) => ({ name: roleNames[role]!, label: '', has: (one) => one.role === role })),
  );
  const spanWord = spans[0]!.word;
  const any = resets.length > 0;
  const pins = resets.filter(({ kind }) => kind === 'reset-pin');
  const own = sum(pins.filter((one) => one.own));
  const ids = sum(resets.filter(({ kind }) => kind === 'reset-conference-id'));
  const refusals = sum(refused);
  const others = sum(refused.slice(shownReasons));

  return {
    numbers: [
      {
        count: shown(sum(pins)),
        what: `${sum(pins) === 1 ? 'PIN' : 'PINs'} reset${own > 0 ? `, ${shown(own)} by their owners` : ''}`,
      },
      { count: shown(ids), what: `${ids === 1 ? 'conference ID' : 'conference IDs'} reset` },
      { count: shown(refusals), what: 'refused' },
      {
        count: shown(mails.failed),
        what: `${mails.failed === 1 ? 'email' : 'emails'} failed, ${shown(mails.sent)} sent`,
      },
    ],
    charts: any ? [chart(`PINs and conference IDs reset, by ${spanWord}`, bySpan)] : [],
    refused: [
      ...refused
        .slice(0, shownReasons)
        .map(({ reason, count }) => ({ label: capital(reasonWords(reason)), value: shown(count) })),
      ...(others > 0 ? [{ label: 'Other', value: shown(others) }] : []),
    ],
    tables: any
      ? [
          { id: 'roles', title: 'By role', lines: lines(byRole) },
          { id: 'spans', title: `By ${spanWord}`, lines: lines(bySpan) },
        ]
      : [],
    people: [
      { label: 'Enabled for Audio Conferencing', value: shown(people.enabled) },
      { label: `Of these, without any email in the last ${mailsKept} days`, value: shown(people.neverMailed) },
      {
        label: `Of these, with a PIN of fewer than ${counted(people.pinLength, 'digit')}`,
        value: `${shown(people.shortPins)}${
          people.unknownPins > 0
            ? `; not known of ${shown(people.unknownPins)}, whose PIN is from before its length was kept`
            : ''
        }`,
      },
    ],
  };
}

const sum = (counts: readonly { count: number }[]): number => counts.reduce((all, { count }) => all + count, 0);
const shown = (count: number): string => count.toLocaleString('en');

/** The time that one bar covers. */
interface Span {
  word: 'day' | 'week' | 'month';
  name: string;
  label: string;
  days: Set<string>;
}

/** The bars from one day to another: days, or weeks from Monday on, or months. */
function spansOf(first: string, last: string): Span[] {
  const days = [first];
  while (days.at(-1)! < last) days.push(addDays(days.at(-1)!, 1));
  const word = days.length <= mostBars ? 'day' : days.length <= mostBars * 7 ? 'week' : 'month';
  const spans: Span[] = [];
  for (const day of days) {
    const begins =
      word === 'day' || (word === 'week' && weekdayOf(day) === 1) || (word === 'month' && day.endsWith('-01'));
    if (begins || spans.length === 0) {
      const quiet = word === 'day' && days.length > mostLabels && weekdayOf(day) !== 1;
      spans.push({ word, name: spanName(day, word), label: quiet ? '' : spanLabel(day, word), days: new Set() });
    }
    spans.at(-1)!.days.add(day);
  }
  return spans;
}

const monthOf = (day: string): string => shortMonth.format(new Date(`${day}T00:00:00Z`)).slice(0, 3);

const spanName = (day: string, word: Span['word']): string =>
  word === 'month' ? `${monthOf(day)} ${day.slice(0, 4)}` : `${Number(day.slice(8))} ${monthOf(day)}`;

const spanLabel = (day: string, word: Span['word']): string => (word === 'month' ? monthOf(day) : spanName(day, word));

const barsOf = (
  resets: readonly ResetCount[],
  bars: readonly { name: string; label: string; has(one: ResetCount): boolean }[],
): Bars => ({
  names: bars.map(({ name }) => name),
  labels: bars.map(({ label }) => label),
  series: kinds.map(({ kind, name }) => ({
    name,
    numbers: bars.map(({ has }) => sum(resets.filter((one) => one.kind === kind && has(one)))),
  })),
});

const chart = (title: string, bars: Bars) => ({
  title,
  picture: picture(bars),
  alternative:
    `Bar chart: ${title}, from ${bars.names[0]!} to ${bars.names.at(-1)!}. The highest bar is ` +
    `${scaleOf(bars).highest}. The numbers are in the table below.`,
});

/** The numbers of each bar as a line. Bars with nothing in them are left out. */
const lines = ({ names, series }: Bars): { label: string; value: string }[] =>
  names.flatMap((label, index) => {
    const numbers = series.map(({ numbers }) => numbers[index]!);
    return numbers.some((count) => count > 0) ? [{ label, value: resetWords(numbers[0]!, numbers[1]!) }] : [];
  });

const resetWords = (pins: number, ids: number): string =>
  [
    ...(pins > 0 ? [`${shown(pins)} ${pins === 1 ? 'PIN' : 'PINs'}`] : []),
    ...(ids > 0 ? [`${shown(ids)} conference ${ids === 1 ? 'ID' : 'IDs'}`] : []),
  ].join(', ');

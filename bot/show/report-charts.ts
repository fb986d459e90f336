import type { ResetCount } from '../../services/audit/counts';
import type { Report } from '../../services/views/report';
import { reasonWords } from '../../words/trail';
import { type Bars, colours, picture, scaleOf } from './bars';
import { addDays, dayIn, weekdayOf } from '../../words/period';
import { capital } from '../../words/capital';

/** How many bars can be told apart on a phone. With more days, a bar is a week or a month. */
const mostBars = 31;
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

/** What the card of a report shows: the same numbers as charts, as pictures and as tables. */
export function reportWords(report: Report, about: { since: Date; now: Date; zone: string }) {
  const { resets, refused, mails, people } = report;
  const spans = spansOf(dayIn(about.since, about.zone), dayIn(about.now, about.zone));
  const bySpan = barsOf(
    resets,
    spans.map(({ name, days }) => ({ name, has: ({ day }) => days.has(day) })),
  );
  const roles = Object.keys(roleNames).filter((role) => resets.some((one) => one.role === role));
  const byRole = barsOf(
    resets,
    roles.map((role) => ({ name: roleNames[role]!, has: (one) => one.role === role })),
  );
  const spanWord = spans[0]!.word;
  const any = resets.length > 0;
  const sum = (counts: readonly { count: number }[]): string =>
    String(counts.reduce((all, { count }) => all + count, 0));
  const pins = resets.filter(({ kind }) => kind === 'reset-pin');

  return {
    charts: any ? [chart(`Resets a ${spanWord}`, bySpan), chart('Resets by role', byRole)] : [],
    tables: any ? [table(`Resets a ${spanWord}`, spanWord, bySpan), table('Resets by role', 'role', byRole)] : [],
    facts: [
      { label: 'PINs reset', value: `${sum(pins)}, of these by their owners: ${sum(pins.filter(({ own }) => own))}` },
      { label: 'Conference IDs reset', value: sum(resets.filter(({ kind }) => kind === 'reset-conference-id')) },
      { label: 'Refused', value: sum(refused) },
      ...refused
        .slice(0, shownReasons)
        .map(({ reason, count }) => ({ label: `Refused, ${reasonWords(reason)}`, value: String(count) })),
      { label: 'Mails sent', value: String(mails.sent) },
      { label: 'Mails failed', value: String(mails.failed) },
      { label: 'People enabled for Audio Conferencing now', value: String(people.enabled) },
      { label: 'Of these, without any mail in the last 180 days', value: String(people.neverMailed) },
      {
        label: `Of these, with a PIN of fewer than ${people.pinLength} digits`,
        value: `${people.shortPins}${
          people.unknownPins > 0
            ? `; not known of ${people.unknownPins}, whose PIN is ` + `from before its length was kept`
            : ''
        }`,
      },
    ],
  };
}

/** The time that one bar covers. */
interface Span {
  word: 'day' | 'week' | 'month';
  name: string;
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
    if (begins || spans.length === 0) spans.push({ word, name: spanName(day, word), days: new Set() });
    spans.at(-1)!.days.add(day);
  }
  return spans;
}

function spanName(day: string, word: Span['word']): string {
  const month = shortMonth.format(new Date(`${day}T00:00:00Z`));
  return word === 'month' ? `${month} ${day.slice(0, 4)}` : `${Number(day.slice(8))} ${month}`;
}

const barsOf = (
  resets: readonly ResetCount[],
  bars: readonly { name: string; has(one: ResetCount): boolean }[],
): Bars => ({
  names: bars.map(({ name }) => name),
  series: kinds.map(({ kind, name }) => ({
    name,
    numbers: bars.map(({ has }) =>
      resets.filter((one) => one.kind === kind && has(one)).reduce((sum, { count }) => sum + count, 0),
    ),
  })),
});

function chart(title: string, bars: Bars) {
  const { highest, step } = scaleOf(bars);
  const [first, last] = [bars.names[0]!, bars.names.at(-1)!];
  const names = bars.names.length > 4 ? `From ${first} to ${last}` : `Left to right: ${bars.names.join(', ')}`;
  const series = bars.series.map(({ name }, index) => `${colours[index]!.name}: ${name}`).join(', ');
  return {
    title,
    bars: bars.series.map(({ name, numbers }) => ({
      legend: name,
      values: numbers.map((y, index) => ({ x: bars.names[index]!, y })),
    })),
    picture: picture(bars),
    alternative: `Bar chart: ${title}. The highest bar is ${highest}. The numbers are in the table below.`,
    caption: `${names}. ${series}. The lines are ${step} apart, the highest bar is ${highest}.`,
  };
}

/** Bars with nothing in them are left out. */
const table = (title: string, word: string, { names, series }: Bars) => ({
  title,
  rows: [
    { cells: [capital(word), ...series.map(({ name }) => name)] },
    ...names.flatMap((name, index) => {
      const numbers = series.map(({ numbers }) => numbers[index]!);
      return numbers.some((count) => count > 0) ? [{ cells: [name, ...numbers.map(String)] }] : [];
    }),
  ],
});

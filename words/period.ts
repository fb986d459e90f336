import type { TimeSpan } from '../services/base/time-span';
import { Problem } from '../services/base/problem';
import { timesIn } from './times';

/** How far back a phrase like `last 400 days` may reach. No trail is older. Days. */
const farthestBack = 3_660;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november'],
  'december',
];
const short = (name: string): string => name.slice(0, 3);

const anyWeekday = weekdays.map((name) => `${name}|${short(name)}`).join('|');
const anyMonth = `${months.map((name) => `${name}|${short(name)}`).join('|')}|sept`;
const dayOfMonth = String.raw`\d{1,2}(?:st|nd|rd|th|\.)?`;

/**
 * What a period may look like within a sentence, for a slot: the words around it are not known. Names of people are
 * left alone as far as possible: "jan" and "mar" alone are no months here, and "sun" no day.
 */
export const periodPattern =
  '(?:(?:for|in|over|of|during|on) )?(?:the )?(?:' +
  [
    'since .+',
    'from .+',
    'between .+ and .+',
    '(?:last|past|previous|this) .+',
    'today',
    'yesterday',
    weekdays.join('|'),
    `(?:${[...months, ...months.map(short).filter((name) => name !== 'jan' && name !== 'mar'), 'sept'].join('|')})`,
    String.raw`(?:${anyMonth})\.? (?:19|20)\d\d`,
    String.raw`${dayOfMonth} (?:${anyMonth})\.?(?:,? \d{4})?`,
    String.raw`(?:${anyMonth})\.? ${dayOfMonth}(?:,? \d{4})?`,
    String.raw`q[1-4](?: \d{4})?|\d{4} q[1-4]`,
    String.raw`(?:19|20)\d\d(?:-\d{1,2}(?:-\d{1,2})?)?`,
    String.raw`\d{1,2}\.\d{1,2}\.(?:\d{4})?`,
  ].join('|') +
  ')';

const month = String.raw`(?<month>${anyMonth})\.?`;

/** What a text may look like, without introductory words such as "in the". */
const forms = {
  today: /^today$/,
  yesterday: /^yesterday$/,
  hours: /^(?:(?:last|past) )?(?:(?<count>\d{1,5}) )?hours?(?<ago> ago)?$/,
  rolling: /^(?:(?:last|past|previous) )?(?<count>\d{1,5}) (?<unit>day|week|month|year)s?$/,
  ago: /^(?<count>\d{1,5}) (?<unit>day|week|month|year)s? ago$/,
  calendar: /^(?<which>last|past|previous|this) (?<unit>day|week|month|quarter|year)$/,
  weekday: new RegExp(`^(?<last>last )?(?<weekday>${anyWeekday})$`),
  month: new RegExp(String.raw`^(?<last>last )?${month}(?: (?<year>(?:19|20)\d\d))?$`),
  isoMonth: /^(?<year>(?:19|20)\d\d)-(?<number>\d{1,2})$/,
  quarter: /^q(?<quarter>[1-4])(?: (?<year>(?:19|20)\d\d))?$/,
  yearQuarter: /^(?<year>(?:19|20)\d\d) q(?<quarter>[1-4])$/,
  year: /^(?<year>(?:19|20)\d\d)$/,
  iso: /^(?<year>\d{4})-(?<number>\d{1,2})-(?<day>\d{1,2})$/,
  dotted: /^(?<day>\d{1,2})\.(?<number>\d{1,2})\.(?<year>\d{4})?$/,
  named: new RegExp(String.raw`^(?<day>\d{1,2})(?:st|nd|rd|th|\.)? ${month}(?:,? (?<year>\d{4}))?$`),
  american: new RegExp(String.raw`^${month} (?<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\d{4}))?$`),
};
const range = /^(?:from |between |since )?(?<first>.+?)(?: (?:to|until|till|through|and) | ?[–—] ?| - )(?<last>.+)$/;
const instant = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const ours = new RegExp(`^(?:since (?<open>${instant})|from (?<since>${instant}) to (?<until>${instant}))$`, 'i');

/** A period as our own buttons carry it: "last 7 days" would mean other days tomorrow. */
export const periodText = ({ since, until }: TimeSpan): string =>
  until ? `from ${since.toISOString()} to ${until.toISOString()}` : `since ${since.toISOString()}`;

/** The period that such a text means; undefined when it is none of these. */
export function periodFromText(text: string): TimeSpan | undefined {
  const { open, since = open, until } = ours.exec(text.trim())?.groups ?? {};
  const [first, end] = [since, until].map((one) => (one === undefined ? undefined : new Date(one.toUpperCase())));
  if (!first || Number.isNaN(first.getTime()) || (end && !(end > first))) return undefined;
  return { since: first, until: end };
}

/** Where somebody is in time. */
export interface Here {
  now: Date;
  zone: string;
}

/**
 * The period that somebody named. Days begin and end as in the time zone. Weeks, months, quarters and years are those
 * of the calendar, and weeks begin on Monday; a number of them ends today. What is not over yet has no end.
 * @throws Problem `period-unknown`
 */
export function periodOf(text: string, here: Here): TimeSpan {
  const ready = periodFromText(text);
  const found = ready ?? spanNamed(introduced(text), here);
  if (!found || found.since > here.now || (found.until && found.until <= found.since))
    throw new Problem('period-unknown', {});
  return found.until && found.until > here.now ? { since: found.since } : found;
}

const introduced = (text: string): string =>
  text
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(?:for|in|over|of|during|on) /, '')
    .replace(/^the /, '');

function spanNamed(said: string, here: Here): TimeSpan | undefined {
  const since = /^(?:since|from) (?:the )?(?<when>.+)$/.exec(said)?.groups?.when;
  const ends = range.exec(said)?.groups;
  if (ends) return between(ends.first!, ends.last!, here);
  if (since === undefined) return oneSpan(said, here);
  const begun = oneSpan(since, here);
  return begun && { since: begun.since };
}

/** From the beginning of one period to the end of another. */
function between(first: string, last: string, here: Here): TimeSpan | undefined {
  // "1 to 15 october": the month is said once.
  const whole = /^\d{1,2}(?:st|nd|rd|th|\.)?$/.test(first)
    ? last.replace(/^(\D*)\d{1,2}(?:st|nd|rd|th|\.)?/, `$1${first}`)
    : first;
  const from = oneSpan(whole.replace(/^the /, ''), here);
  if (!from) return undefined;
  const to = oneSpan(last.replace(/^the /, ''), here, dayIn(from.since, here.zone));
  return to && { since: from.since, until: to.until };
}

/**
 * A day, a month or another single period, with its end even if that is still to come.
 * @param notBefore a day: a date without a year is the first one from then on, and not the latest one that has come
 */
function oneSpan(said: string, { now, zone }: Here, notBefore?: string): TimeSpan | undefined {
  const today = dayIn(now, zone);
  const groups = (form: RegExp) => form.exec(said)?.groups;
  const days = (first: string, end: string): TimeSpan => ({ since: midnight(first, zone), until: midnight(end, zone) });
  const day = (one: string): TimeSpan => days(one, addDays(one, 1));

  if (forms.today.test(said)) return day(today);
  if (forms.yesterday.test(said)) return day(addDays(today, -1));
  const hours = groups(forms.hours);
  if (hours) {
    const count = Math.min(Number(hours.count ?? 1), farthestBack * 24);
    return { since: new Date(now.getTime() - count * 3_600_000) };
  }
  const rolling = groups(forms.rolling);
  if (rolling) return { since: midnight(addDays(back(today, rolling), 1), zone) };
  const ago = groups(forms.ago);
  if (ago) return day(back(today, ago));
  const calendar = groups(forms.calendar);
  if (calendar) {
    const steps = calendar.which === 'this' ? 0 : -1;
    const unit = calendar.unit!;
    // "the last day" is today, as it is the last of the last seven.
    if (unit === 'day') return day(today);
    const first = beginning(today, unit);
    return days(later(first, unit, steps), later(first, unit, steps + 1));
  }
  const named = groups(forms.weekday);
  if (named) {
    const wanted = weekdays.findIndex((name) => short(name) === short(named.weekday!));
    const ago = (weekdayOf(today) - wanted + 7) % 7;
    return day(addDays(today, -(ago === 0 && named.last ? 7 : ago)));
  }
  const parts =
    groups(forms.month) ??
    groups(forms.isoMonth) ??
    groups(forms.quarter) ??
    groups(forms.yearQuarter) ??
    groups(forms.year);
  if (parts) {
    const first = unitNamed(parts, today, notBefore);
    return first && days(first.day, later(first.day, first.unit, 1));
  }
  const date = groups(forms.iso) ?? groups(forms.dotted) ?? groups(forms.named) ?? groups(forms.american);
  const written = date && dayNamed(date, today, notBefore);
  return written ? day(written) : undefined;
}

type Parts = Record<string, string | undefined>;

/** The day so many days, weeks, months or years before another. */
function back(day: string, { count, unit }: Parts): string {
  const number = Math.min(Number(count), farthestBack);
  const earliest = addDays(day, -farthestBack);
  const wanted =
    unit === 'day' || unit === 'week' ? addDays(day, -number * (unit === 'week' ? 7 : 1)) : later(day, unit!, -number);
  return wanted < earliest ? earliest : wanted;
}

/** The first day of the week, month, quarter or year that a day is in. */
function beginning(day: string, unit: string): string {
  if (unit === 'week') return addDays(day, -((weekdayOf(day) + 6) % 7));
  if (unit === 'year') return `${day.slice(0, 4)}-01-01`;
  const number = Number(day.slice(5, 7));
  return dated(day.slice(0, 4), unit === 'quarter' ? number - ((number - 1) % 3) : number, 1);
}

/** The day so many units later. In a shorter month it is the last one. */
function later(day: string, unit: string, count: number): string {
  if (unit === 'week') return addDays(day, 7 * count);
  const monthsLater = count * ({ quarter: 3, year: 12 }[unit] ?? 1);
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + monthsLater;
  const year = String(Math.floor(index / 12)).padStart(4, '0');
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return dated(year, (index % 12) + 1, Math.min(Number(day.slice(8)), last));
}

const dated = (year: string, number: number, day: number): string =>
  [year, String(number).padStart(2, '0'), String(day).padStart(2, '0')].join('-');

/** The first day of a month, quarter or year that somebody wrote. Without a year it is the latest that has begun. */
function unitNamed(
  { year, quarter, month: name, number, last }: Parts,
  today: string,
  notBefore?: string,
): { day: string; unit: string } | undefined {
  const unit = quarter ? 'quarter' : name || number ? 'month' : 'year';
  const at = quarter ? Number(quarter) * 3 - 2 : number ? Number(number) : name ? monthNumber(name) : 1;
  if (at < 1 || at > 12) return undefined;
  const inThe = (which: string): string => dated(which, at, 1);
  if (year) return { day: inThe(year), unit };
  const own = inThe(nearYear(today, notBefore, inThe));
  // "last november" in November is not over yet, so that it is not meant.
  return { day: last && later(own, unit, 1) > today ? later(own, 'year', -1) : own, unit };
}

const monthNumber = (name: string): number => months.findIndex((one) => short(one) === short(name)) + 1;

/** The year of a date that was written without one: the latest that has come, or the first one not before a day. */
function nearYear(today: string, notBefore: string | undefined, inYear: (year: string) => string): string {
  const year = Number((notBefore ?? today).slice(0, 4));
  if (notBefore !== undefined) return String(inYear(String(year)) >= notBefore.slice(0, 10) ? year : year + 1);
  return String(inYear(String(year)) <= today ? year : year - 1);
}

/** A date that somebody wrote; undefined when there is no such day. */
function dayNamed(parts: Parts, today: string, notBefore?: string): string | undefined {
  const number = parts.number ? Number(parts.number) : monthNumber(parts.month ?? '');
  const written = (year: string): string => dated(year, number, Number(parts.day));
  const day = written(parts.year ?? nearYear(today, notBefore, written));
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined;
}

/** A period at the end of a sentence: `since 20 Nov 2026`, `in October 2026`, `on 27 Nov 2026`, `from … to …`. */
export function periodWords({ since, until }: TimeSpan, zone: string): string {
  const { date, day } = timesIn(zone);
  const [first, end] = [since, until].map((at) => (at ? dayIn(at, zone) : ''));
  const whole = (at: Date): boolean => midnight(dayIn(at, zone), zone).getTime() === at.getTime();
  if (!until) return `since ${whole(since) ? date(since) : day(since)}`;
  if (!whole(since) || !whole(until)) return `from ${day(since)} to ${day(until)}`;
  for (const unit of ['year', 'quarter', 'month'])
    if (beginning(first!, unit) === first && later(first, unit, 1) === end) return `in ${unitWords(first, unit)}`;
  const last = addDays(end!, -1);
  return last === first ? `on ${date(since)}` : `from ${date(since)} to ${date(midnight(last, zone))}`;
}

const longMonth = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' });

function unitWords(first: string, unit: string): string {
  const year = first.slice(0, 4);
  if (unit === 'year') return year;
  if (unit === 'quarter') return `Q${(Number(first.slice(5, 7)) + 2) / 3} ${year}`;
  return longMonth.format(new Date(`${first}T00:00:00Z`));
}

/** A period as a title: `October 2026`, `27 Nov 2026`, `30 Oct 2026 to 28 Nov 2026`. What goes on ends now. */
export function periodTitle(span: TimeSpan, { now, zone }: Here): string {
  const { date } = timesIn(zone);
  if (span.until) return periodWords(span, zone).replace(/^(?:in|on|from) /, '');
  const [first, last] = [date(span.since), date(now)];
  return first === last ? first : `${first} to ${last}`;
}

/** The day of a point in time in a time zone, as in `2026-11-22`. */
export const dayIn = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** The day that is this many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The last day that is in a period, or today where it goes on. */
export const lastDay = ({ until, now, zone }: Here & TimeSpan): string =>
  dayIn(until ? new Date(until.getTime() - 1) : now, zone);

/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/**
 * When a day begins in a time zone. If the clocks go forward at midnight, that is the first moment of the day that
 * exists.
 */
export function midnight(day: string, zone: string): Date {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  // The offset has to be the one at the moment that this looks for. On most days the first guess already has it.
  const guesses = [asUtc, asUtc - 86_400_000, asUtc + 86_400_000].map((near) => asUtc - offsetAt(near, zone));
  const right = guesses.filter((at) => dayIn(new Date(at), zone) === day).sort((one, other) => one - other);
  return new Date(right[0] ?? guesses[0]!);
}

/** How far a zone's clocks are ahead of UTC at a point in time. Milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    },
  } as Intl.DateTimeFormatOptions).formatToParts(new Date(at));
  const number = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const clock = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
  return clock - Math.floor(at / 1_000) * 1_000;
}

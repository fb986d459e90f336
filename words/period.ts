import { Problem } from '../services/base/problem';

/** How far back a phrase like `last 400 days` may reach. No trail is older. Days. */
const farthestBack = 3_660;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const daysOf = { day: 1, week: 7, month: 30, year: 365 } as const;

const weekday = String.raw`(?<weekday>${weekdays.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})`;
const month = String.raw`(?<month>${months.join('|')})[a-z]*\.?`;

/** What a text may look like, without introductory words such as "since". */
const forms = {
  today: /^today$/,
  yesterday: /^yesterday$/,
  hours: /^(?:last )?(?:(?<count>\d{1,5}) )?hours?(?: ago)?$/,
  span: /^(?:last )?(?:(?<count>\d{1,5}) )?(?<unit>day|week|month|year)s?(?: ago)?$/,
  weekday: new RegExp(`^(?:last )?${weekday}$`),
  iso: /^(?<year>\d{4})-(?<number>\d{1,2})-(?<day>\d{1,2})$/,
  dotted: /^(?<day>\d{1,2})\.(?<number>\d{1,2})\.(?<year>\d{4})?$/,
  named: new RegExp(String.raw`^(?<day>\d{1,2})(?:st|nd|rd|th|\.)? ${month}(?:,? (?<year>\d{4}))?$`),
  american: new RegExp(String.raw`^${month} (?<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\d{4}))?$`),
  /** As in our own buttons. */
  instant: /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d\.\d{3}z$/,
};

/**
 * The beginning of a period that somebody named: `last 7 days`, `since monday`, `since 20 Nov`, `today`. Days begin and
 * end as in the time zone, and today is the last of the last 7 days.
 * @throws Problem `period-unknown`
 */
export function sinceWhen(text: string, { now, zone }: { now: Date; zone: string }): Date {
  const said = text
    .toLowerCase()
    .trim()
    .replace(/^(?:for|in|over|of) /, '')
    .replace(/^since /, '')
    .replace(/^the /, '')
    .trim();
  const today = dayIn(now, zone);
  const back = (days: number): Date => midnight(addDays(today, -Math.min(days, farthestBack)), zone);
  const found = (form: RegExp) => form.exec(said)?.groups;

  if (forms.today.test(said)) return back(0);
  if (forms.yesterday.test(said)) return back(1);
  const instant = new Date(forms.instant.test(said) ? said.toUpperCase() : NaN);
  if (!Number.isNaN(instant.getTime())) return instant;
  const hours = forms.hours.exec(said);
  if (hours) return new Date(now.getTime() - Math.min(Number(hours.groups!.count ?? 1), farthestBack * 24) * 3_600_000);
  const span = found(forms.span);
  if (span) {
    const days = Number(span.count ?? 1) * daysOf[span.unit as keyof typeof daysOf];
    return back(said.endsWith(' ago') ? days : days - 1);
  }
  const named = found(forms.weekday)?.weekday;
  if (named) return back((weekdayOf(today) - weekdays.findIndex((name) => name.startsWith(named.slice(0, 3))) + 7) % 7);
  const date = found(forms.iso) ?? found(forms.dotted) ?? found(forms.named) ?? found(forms.american);
  const day = date && dayNamed(date, today);
  if (!day) throw new Problem('period-unknown', {});
  return midnight(day, zone);
}

/** The day of a point in time in a time zone, as in `2026-11-22`. */
export const dayIn = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** The day that is this many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

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

/**
 * A date that somebody wrote. Without a year, it is the latest such day that is not in the future. Undefined when there
 * is no such day.
 */
function dayNamed(parts: Record<string, string | undefined>, today: string): string | undefined {
  const number = parts.number ? Number(parts.number) : months.indexOf(parts.month ?? '') + 1;
  const written = (year: string): string =>
    [year, String(number).padStart(2, '0'), parts.day!.padStart(2, '0')].join('-');
  const thisYear = written(today.slice(0, 4));
  const day = parts.year
    ? written(parts.year)
    : thisYear <= today
      ? thisYear
      : written(String(Number(today.slice(0, 4)) - 1));
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined;
}

import type { Command } from 'commander';
import { Problem } from '../../services/base/problem';
import type { TimeSpan } from '../../services/base/time-span';
import { periodOf } from '../../words/period';
import { usageError } from './refusal';

/** An instant on the command line: the same in every time zone, and readable by programs. */
export const day = (at: Date): string => at.toISOString();

/** The options that say which time is meant. */
export interface PeriodOptions {
  since?: string;
  until?: string;
  period?: string;
}

/** Adds the options that say which time is meant. `usual`: what the help says about none of them. */
export const withPeriod = (command: Command, usual = ''): Command =>
  command
    .option(
      '--since <when>',
      `from this day or instant on: 2026-01-31, 2026-01-31T08:00:00Z, "last 7 days", monday, yesterday (days in UTC)${usual}`,
    )
    .option('--until <when>', 'up to the end of this day, or before this instant')
    .option('--period <when>', 'instead of both: "last month", "november 2025", q3, 2025, "from 1 oct to 15 oct"');

/**
 * The time that options say: days, instants, or periods as the chat takes them. Days begin in UTC.
 * @param now the time of the database
 * @returns undefined if they say none
 * @throws Refusal
 */
export async function periodFrom(
  { since, until, period }: PeriodOptions,
  now: () => Promise<Date>,
): Promise<Partial<TimeSpan> | undefined> {
  if (period !== undefined && (since ?? until) !== undefined)
    throw usageError('--period stands for --since and --until together', 'Leave it out, or leave the other two out.');
  if ((period ?? since ?? until) === undefined) return undefined;
  const here = { now: await now(), zone: 'UTC' };
  if (period !== undefined) return understood('--period', () => periodOf(period, here));
  const first = since && (instantOf(since) ?? understood('--since', () => periodOf(since, here)).since);
  const last =
    until &&
    // With a beginning before everything, so that the end of what is named counts, even if it is still to come.
    (instantOf(until) ?? understood('--until', () => periodOf(`from ${earliest} to ${until}`, here)).until);
  if (first && last && last <= first) throw usageError('--until is before --since', 'Exchange the two.');
  return { ...(first && { since: first }), ...(last && { until: last }) };
}

const earliest = '1970-01-01';

function instantOf(text: string): Date | undefined {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
  const date = new Date(form.test(text) ? text : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function understood(option: string, read: () => TimeSpan): TimeSpan {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw usageError(
      `${option} takes a date, an instant or a period that has begun`,
      'Such as 2026-01-31, 2026-01-31T08:00:00Z, "last 7 days", "last month", monday or yesterday.',
    );
  }
}

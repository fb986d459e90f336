import { Problem } from '../../services/base/problem';
import { sinceWhen } from '../../words/period';
import { usageError } from './refusal';

/** An instant on the command line: the same in every time zone, and readable by programs. */
export const day = (at: Date): string => at.toISOString();

/** What the help says about an option that takes a time. */
export const sinceHelp =
  'from this day or instant on: 2026-01-31, 2026-01-31T08:00:00Z, "last 7 days", monday, yesterday (days in UTC)';

/**
 * The beginning of a period from an option: a day, an instant, or a period as the chat takes it. Days begin in UTC.
 * @param now the time of the database
 * @throws Refusal
 */
export async function sinceOf(
  option: string,
  text: string | undefined,
  now: () => Promise<Date>,
): Promise<Date | undefined> {
  if (text === undefined) return undefined;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const date = new Date(text);
    if (!Number.isNaN(date.getTime())) return date;
  }
  try {
    return sinceWhen(text, { now: await now(), zone: 'UTC' });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw usageError(
      `${option} takes a date, an instant or a period`,
      'Such as 2026-01-31, 2026-01-31T08:00:00Z, "last 7 days", monday or yesterday.',
    );
  }
}

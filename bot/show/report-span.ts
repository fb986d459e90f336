import type { TimeSpan } from '../../services/base/time-span';
import { addDays, dayIn, type Here, lastDay, midnight, periodOf } from '../../words/period';

/** A chart of more days would have bars that nobody can tell apart. */
const longest = 366;

/**
 * The time that a report covers: what was said, or the last 30 days; and what has to be said about it.
 * @param mailsKept for how many days it is known what became of an email
 */
export function reportSpan(
  said: string | undefined,
  here: Here,
  mailsKept: number,
): { span: TimeSpan; remarks: string[] } {
  const { now, zone } = here;
  const wanted = periodOf(said ?? 'last 30 days', here);
  const last = lastDay({ ...wanted, ...here });
  const earliest = midnight(addDays(last, 1 - longest), zone);
  const tooLong = wanted.since < earliest;
  const span = tooLong ? { ...wanted, since: earliest } : wanted;
  const forgotten = span.since < midnight(addDays(dayIn(now, zone), 1 - mailsKept), zone);
  return {
    span,
    remarks: [
      ...(tooLong ? [`A report covers ${longest} days at most.`] : []),
      ...(forgotten ? [`Emails are counted for the last ${mailsKept} days only.`] : []),
    ],
  };
}

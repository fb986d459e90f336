/**
 * How times are written for somebody in a time zone, everywhere in the same way. The year is always there: a card stays
 * in its chat, and is read again when another year has come. Without a usable zone they are in UTC, and say so.
 * @param timeZone IANA name, as Teams sends it
 */
export function timesIn(timeZone: string) {
  const known = made.get(timeZone);
  if (known) return known;
  const zone = isZone(timeZone) ? timeZone : 'UTC';
  const times = made.get(zone) ?? timesInZone(zone);
  if (made.size < mostKept) made.set(zone, times);
  return times;
}

/** There are about 600 zones, and a name in capitals counts as another zone. */
const mostKept = 1_000;
/** Formats are kept, because making one takes longer than most of the rest of an answer. */
const made = new Map<string, ReturnType<typeof timesInZone>>();

function timesInZone(zone: string) {
  const suffix = zone === 'UTC' ? ' UTC' : '';
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  const calendar = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return {
    zone,
    /** `14:02` */
    time: (at: Date): string => `${clock.format(at)}${suffix}`,
    /** `22 Nov 2026` */
    date: (at: Date): string => calendar.format(at),
    /** `22 Nov 2026, 14:02` */
    day: (at: Date): string => `${calendar.format(at)}, ${clock.format(at)}${suffix}`,
  };
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone });
    return timeZone !== '';
  } catch {
    return false;
  }
}

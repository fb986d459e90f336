/**
 * How instants are written for somebody in a time zone. Without a usable zone it is UTC, and says so.
 * @param timeZone IANA name, as Teams sends it
 */
export function timesIn(timeZone: string) {
  const zone = isZone(timeZone) ? timeZone : 'UTC';
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

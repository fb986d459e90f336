import { timesIn } from '../../words/times';

const at = new Date('2026-11-22T23:05:00Z');

test.each([
  ['Europe/Berlin', '00:05', '23 Nov 2026, 00:05'],
  ['America/New_York', '18:05', '22 Nov 2026, 18:05'],
  ['', '23:05 UTC', '22 Nov 2026, 23:05 UTC'],
  ['Nowhere/Land', '23:05 UTC', '22 Nov 2026, 23:05 UTC'],
])('in "%s" it is %s', (zone, time, day) => {
  expect(timesIn(zone).time(at)).toBe(time);
  expect(timesIn(zone).day(at)).toBe(day);
});

import { commands } from '../../bot/commands';
import { midnight, sinceWhen } from '../../words/period';
import { understand } from '../../bot/turn/understanding';
import { Problem } from '../../services/base/problem';

/** A Sunday, 15:30 in Berlin. */
const now = new Date('2026-11-22T14:30:00Z');
const berlin = (text: string) => sinceWhen(text, { now, zone: 'Europe/Berlin' }).toISOString();

test.each([
  ['today', '2026-11-21T23:00:00.000Z'],
  ['since yesterday', '2026-11-20T23:00:00.000Z'],
  ['since Monday', '2026-11-15T23:00:00.000Z'],
  ['since last monday', '2026-11-15T23:00:00.000Z'],
  ['since sun', '2026-11-21T23:00:00.000Z'],
  ['last 7 days', '2026-11-15T23:00:00.000Z'],
  ['for the last week', '2026-11-15T23:00:00.000Z'],
  ['over the last 2 weeks', '2026-11-08T23:00:00.000Z'],
  ['last month', '2026-10-23T22:00:00.000Z'],
  ['last day', '2026-11-21T23:00:00.000Z'],
  ['since 3 days ago', '2026-11-18T23:00:00.000Z'],
  ['last 24 hours', '2026-11-21T14:30:00.000Z'],
  ['since 2026-11-01', '2026-10-31T23:00:00.000Z'],
  ['since 2026-7-1', '2026-06-30T22:00:00.000Z'],
  ['since 1.7.2026', '2026-06-30T22:00:00.000Z'],
  ['since 20 Nov', '2026-11-19T23:00:00.000Z'],
  ['since 20 November 2025', '2025-11-19T23:00:00.000Z'],
  ['since nov 20th, 2025', '2025-11-19T23:00:00.000Z'],
  ['since 24 december', '2025-12-23T23:00:00.000Z'],
  ['since 2026-11-20T10:11:12.345Z', '2026-11-20T10:11:12.345Z'],
])('"%s" begins at %s', (text, expected) => expect(berlin(text)).toBe(expected));

test.each([
  'since',
  'since then',
  'since 31 feb',
  'since 2026-13-01',
  'last time',
  'since 99.99.2026',
  'since 20 foo',
  'since 2026-11-20T99:11:12.345Z',
])('"%s" is no time', (text) => {
  expect(() => berlin(text)).toThrow(Problem);
});

test('no number of days is too many', () => {
  expect(berlin('last 99999 years').slice(0, 4)).toBe('2016');
});

test('a day begins where its zone says, also when clocks are changed', () => {
  expect(midnight('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z');
  expect(midnight('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z');
  expect(midnight('2026-10-25', 'Europe/Berlin').toISOString()).toBe('2026-10-24T22:00:00.000Z');
  expect(midnight('2026-11-22', 'Pacific/Kiritimati').toISOString()).toBe('2026-11-21T10:00:00.000Z');
  expect(midnight('2026-11-22', 'UTC').toISOString()).toBe('2026-11-22T00:00:00.000Z');
  // In Cairo, clocks go from 24 April 2026, 00:00 to 01:00.
  expect(midnight('2026-04-24', 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:00:00.000Z');
});

test.each([
  ['audit since yesterday', 'audit', { period: 'since yesterday' }],
  ['audit today', 'audit', { period: 'today' }],
  ['audit last 7 days', 'audit', { period: 'last 7 days' }],
  ['audit for the last 2 weeks', 'audit', { period: 'for the last 2 weeks' }],
  ['audit alice', 'audit', { person: 'alice' }],
  ['audit for alice', 'audit', { person: 'alice' }],
  ['audit alice since monday', 'audit', { person: 'alice', period: 'since monday' }],
  ['audit for alice smith over the last 3 days', 'audit', { person: 'alice smith', period: 'over the last 3 days' }],
  ['audit trail since yesterday', 'audit', { period: 'since yesterday' }],
  ['export audit since yesterday as csv', 'export-audit', { period: 'since yesterday', format: 'csv' }],
  ['export audit as json since yesterday', 'export-audit', { period: 'since yesterday', format: 'json' }],
  ['export audit as json', 'export-audit', { format: 'json' }],
  [
    'export audit for alice today as json lines',
    'export-audit',
    { person: 'alice', period: 'today', format: 'json lines' },
  ],
  ['export audit alice as csv', 'export-audit', { person: 'alice', format: 'csv' }],
  ['report since yesterday', 'report', { period: 'since yesterday' }],
  ['report for the last month', 'report', { period: 'for the last month' }],
])('"%s" means %s of that time', (text, name, slots) => {
  const understood = understand(commands, text);
  expect(understood?.command.name).toBe(name);
  expect(understood?.slots).toEqual(slots);
});

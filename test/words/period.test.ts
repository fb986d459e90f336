import { commands } from '../../bot/commands';
import { midnight, periodOf, periodText, periodTitle, periodWords } from '../../words/period';
import { understand } from '../../bot/turn/understanding';
import { Problem } from '../../services/base/problem';

/** A Sunday, 15:30 in Berlin. */
const here = { now: new Date('2026-11-22T14:30:00Z'), zone: 'Europe/Berlin' };
const berlin = (text: string) => periodOf(text, here);

test.each([
  ['today', '2026-11-21T23:00:00.000Z'],
  ['since yesterday', '2026-11-20T23:00:00.000Z'],
  ['since Monday', '2026-11-15T23:00:00.000Z'],
  ['since last monday', '2026-11-15T23:00:00.000Z'],
  ['since sun', '2026-11-21T23:00:00.000Z'],
  ['last 7 days', '2026-11-15T23:00:00.000Z'],
  ['over the last 2 weeks', '2026-11-08T23:00:00.000Z'],
  ['past 3 months', '2026-08-22T22:00:00.000Z'],
  ['last 1 year', '2025-11-22T23:00:00.000Z'],
  ['last day', '2026-11-21T23:00:00.000Z'],
  ['since 3 days ago', '2026-11-18T23:00:00.000Z'],
  ['last 24 hours', '2026-11-21T14:30:00.000Z'],
  ['last hour', '2026-11-22T13:30:00.000Z'],
  ['this week', '2026-11-15T23:00:00.000Z'],
  ['this month', '2026-10-31T23:00:00.000Z'],
  ['november', '2026-10-31T23:00:00.000Z'],
  ['this quarter', '2026-09-30T22:00:00.000Z'],
  ['q4', '2026-09-30T22:00:00.000Z'],
  ['this year', '2025-12-31T23:00:00.000Z'],
  ['2026', '2025-12-31T23:00:00.000Z'],
  ['since last month', '2026-09-30T22:00:00.000Z'],
  ['since october', '2026-09-30T22:00:00.000Z'],
  ['since 2026-11-01', '2026-10-31T23:00:00.000Z'],
  ['since 2026-7-1', '2026-06-30T22:00:00.000Z'],
  ['since 1.7.2026', '2026-06-30T22:00:00.000Z'],
  ['since 20 Nov', '2026-11-19T23:00:00.000Z'],
  ['since the 20th november', '2026-11-19T23:00:00.000Z'],
  ['since 20 November 2025', '2025-11-19T23:00:00.000Z'],
  ['since nov 20th, 2025', '2025-11-19T23:00:00.000Z'],
  ['since 24 december', '2025-12-23T23:00:00.000Z'],
  ['from 1 nov to 30 nov', '2026-10-31T23:00:00.000Z'],
  ['from 20 nov to today', '2026-11-19T23:00:00.000Z'],
  ['since 2026-11-20T10:11:12.345Z', '2026-11-20T10:11:12.345Z'],
])('"%s" begins at %s and goes on', (text, since) => {
  expect(berlin(text)).toEqual({ since: new Date(since), until: undefined });
});

test.each([
  ['yesterday', '2026-11-20T23:00:00.000Z', '2026-11-21T23:00:00.000Z'],
  ['monday', '2026-11-15T23:00:00.000Z', '2026-11-16T23:00:00.000Z'],
  ['last sunday', '2026-11-14T23:00:00.000Z', '2026-11-15T23:00:00.000Z'],
  ['3 days ago', '2026-11-18T23:00:00.000Z', '2026-11-19T23:00:00.000Z'],
  ['on 20 nov', '2026-11-19T23:00:00.000Z', '2026-11-20T23:00:00.000Z'],
  ['for the last week', '2026-11-08T23:00:00.000Z', '2026-11-15T23:00:00.000Z'],
  // The clocks were changed on 25 October.
  ['last month', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['october', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['2026-10', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['december', '2025-11-30T23:00:00.000Z', '2025-12-31T23:00:00.000Z'],
  ['last november', '2025-10-31T23:00:00.000Z', '2025-11-30T23:00:00.000Z'],
  ['November 2025', '2025-10-31T23:00:00.000Z', '2025-11-30T23:00:00.000Z'],
  ['last quarter', '2026-06-30T22:00:00.000Z', '2026-09-30T22:00:00.000Z'],
  ['q3', '2026-06-30T22:00:00.000Z', '2026-09-30T22:00:00.000Z'],
  ['2025 q1', '2024-12-31T23:00:00.000Z', '2025-03-31T22:00:00.000Z'],
  ['last year', '2024-12-31T23:00:00.000Z', '2025-12-31T23:00:00.000Z'],
  ['2025', '2024-12-31T23:00:00.000Z', '2025-12-31T23:00:00.000Z'],
  ['from 1 oct to 15 oct', '2026-09-30T22:00:00.000Z', '2026-10-15T22:00:00.000Z'],
  ['1 to 15 October', '2026-09-30T22:00:00.000Z', '2026-10-15T22:00:00.000Z'],
  ['from october 1 to october 15', '2026-09-30T22:00:00.000Z', '2026-10-15T22:00:00.000Z'],
  ['since monday until wednesday', '2026-11-15T23:00:00.000Z', '2026-11-18T23:00:00.000Z'],
  ['between 20 dec and 5 jan', '2025-12-19T23:00:00.000Z', '2026-01-05T23:00:00.000Z'],
  ['from 2026-10-01 to 2026-10-15', '2026-09-30T22:00:00.000Z', '2026-10-15T22:00:00.000Z'],
  ['september to october', '2026-08-31T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
])('"%s" begins at %s and ends at %s', (text, since, until) => {
  expect(berlin(text)).toEqual({ since: new Date(since), until: new Date(until) });
});

test.each([
  'since',
  'since then',
  'since 31 feb',
  'since 2026-13-01',
  'last time',
  'since 99.99.2026',
  'since 20 foo',
  'since 2026-11-20T99:11:12.345Z',
  'tomorrow',
  'november 2027',
  '2099',
  'q5',
  'from 15 oct to 2026-10-01',
  'since 1 jan to then',
])('"%s" is no time that has come', (text) => {
  expect(() => berlin(text)).toThrow(Problem);
});

test('no number of days is too many', () => {
  for (const text of ['last 99999 years', 'last 99999 days', 'since 99999 weeks ago'])
    expect(berlin(text).since.toISOString().slice(0, 4)).toBe('2016');
});

test('a period is carried by a button as it was understood, whatever day it is then', () => {
  for (const text of ['last month', 'since monday', 'yesterday', 'last 24 hours'])
    expect(periodOf(periodText(berlin(text)), { now: new Date('2027-03-01'), zone: 'UTC' })).toEqual(berlin(text));
});

test.each([
  ['last month', 'in October 2026', 'October 2026'],
  ['2025', 'in 2025', '2025'],
  ['q3', 'in Q3 2026', 'Q3 2026'],
  ['yesterday', 'on 21 Nov 2026', '21 Nov 2026'],
  ['last week', 'from 9 Nov 2026 to 15 Nov 2026', '9 Nov 2026 to 15 Nov 2026'],
  ['last 7 days', 'since 16 Nov 2026', '16 Nov 2026 to 22 Nov 2026'],
  ['last 24 hours', 'since 21 Nov 2026, 15:30', '21 Nov 2026 to 22 Nov 2026'],
  ['today', 'since 22 Nov 2026', '22 Nov 2026'],
])('"%s" is written "%s", and "%s" as a title', (text, words, title) => {
  expect(periodWords(berlin(text), here.zone)).toBe(words);
  expect(periodTitle(berlin(text), here)).toBe(title);
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
  ['audit november', 'audit', { period: 'november' }],
  ['audit from 1 oct to 15 oct', 'audit', { period: 'from 1 oct to 15 oct' }],
  ['audit alice', 'audit', { person: 'alice' }],
  ['audit for alice', 'audit', { person: 'alice' }],
  ['audit jan', 'audit', { person: 'jan' }],
  ['audit marvin', 'audit', { person: 'marvin' }],
  ['audit alice since monday', 'audit', { person: 'alice', period: 'since monday' }],
  ['audit for alice smith over the last 3 days', 'audit', { person: 'alice smith', period: 'over the last 3 days' }],
  ['audit alice november 2025', 'audit', { person: 'alice', period: 'november 2025' }],
  ['audit trail since yesterday', 'audit', { period: 'since yesterday' }],
  ['audit refused', 'audit', { show: 'refused' }],
  ['audit everything', 'audit', { show: 'everything' }],
  ['audit refused only', 'audit', { show: 'refused only' }],
  ['audit alice refused last week', 'audit', { person: 'alice', show: 'refused', period: 'last week' }],
  ['audit refused yesterday', 'audit', { show: 'refused', period: 'yesterday' }],
  ['audit alice yesterday refused', 'audit', { person: 'alice', show: 'refused', period: 'yesterday' }],
  ['export audit since yesterday as csv', 'export-audit', { period: 'since yesterday', format: 'csv' }],
  ['export audit as json since yesterday', 'export-audit', { period: 'since yesterday', format: 'json' }],
  ['export audit as json', 'export-audit', { format: 'json' }],
  ['export audit refused last month as csv', 'export-audit', { show: 'refused', period: 'last month', format: 'csv' }],
  [
    'export audit for alice today as json lines',
    'export-audit',
    { person: 'alice', period: 'today', format: 'json lines' },
  ],
  ['export audit alice as csv', 'export-audit', { person: 'alice', format: 'csv' }],
  ['report since yesterday', 'report', { period: 'since yesterday' }],
  ['report for the last month', 'report', { period: 'for the last month' }],
  ['report november 2025', 'report', { period: 'november 2025' }],
  ['report for q3', 'report', { period: 'for q3' }],
  ['export report last month', 'export-report', { period: 'last month' }],
])('"%s" means %s of that time', (text, name, slots) => {
  const understood = understand(commands, text);
  expect(understood?.command.name).toBe(name);
  expect(understood?.slots).toEqual(slots);
});

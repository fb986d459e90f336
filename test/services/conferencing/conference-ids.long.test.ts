import { mongoOf } from '../../helpers/database';
import { type Services } from '../../../services';
import {
  type ConferenceIdDocument,
  NumberTaken,
  parseConferenceId,
  quarantineDays,
} from '../../../services/conferencing/conference-ids';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { dumpOf } from '../../helpers/canary';
import { clickOn } from '../../helpers/clicks';
import { freshServices, person } from '../../helpers/services';

const range = { first: 1_000, last: 1_099 };

describe('conference IDs', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeEach(async () => void ({ services, dispose } = await freshServices({ conferenceIdRange: range })));
  afterEach(() => dispose());

  const take = (number: string, bridge = 'small') =>
    mongoOf(services).transact(async (session) =>
      services.conferenceIds.take({ bridge, number, tenant: 't', person: 'p' }, new Date(), session),
    );
  const retire = (number: string, at = new Date()) =>
    mongoOf(services).transact((session) => services.conferenceIds.retire('small', number, at, session));
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);

  test('are given once each, until the range is full, and then refused', async () => {
    const given = new Set<string>();
    for (let count = 0; count < 100; count += 1) {
      const number = await services.conferenceIds.pick('small');
      expect(number).toMatch(/^10\d\d$/);
      await take(number);
      given.add(number);
    }
    expect(given.size).toBe(100);
    await expect(services.conferenceIds.pick('small')).rejects.toMatchObject({ code: 'conference-ids-exhausted' });
  });

  test('are found in a full range by walking on from a random point', async () => {
    for (let number = 1_000; number < 1_100; number += 1) if (number !== 1_042) await take(String(number));
    expect(await services.conferenceIds.pick('small')).toBe('1042');
  });

  test('of two free ones in a full range are both found: the walk begins anywhere', async () => {
    const [first, last] = [10_000, 11_999];
    const { services: full, dispose: end } = await freshServices({ conferenceIdRange: { first, last } });
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => String(first + index)).filter(
      (number) => !['10500', '11500'].includes(number),
    );
    const since = new Date();
    await mongoOf(full)
      .db.collection<ConferenceIdDocument>('conferenceIds')
      .insertMany(
        numbers.map((number) => ({
          _id: `wide/${number}`,
          bridge: 'wide',
          number,
          tenant: 't',
          person: number,
          state: 'active',
          since,
        })),
      );
    const found = new Set<string>();
    // A random draw would hit one of the two only once in thirty times.
    for (let round = 0; round < 20; round += 1) found.add(await full.conferenceIds.pick('wide'));
    expect([...found].sort()).toEqual(['10500', '11500']);
    await end();
  });

  test('are refused to a reset in a full range, and nothing is changed', async () => {
    const { bridge } = (await mongoOf(services)
      .db.collection<ConferencingDocument>('conferencing')
      .findOne({ person: person('Alice').id }))!;
    for (let number = 1_000; number < 1_100; number += 1) await take(String(number), bridge).catch(() => undefined);
    const click = await clickOn(services, 'reset-conference-id', 'Megan', 'Alice');
    const before = await dumpOf(mongoOf(services).db);
    await expect(services.conferencing.resetConferenceId(click)).rejects.toMatchObject({
      code: 'conference-ids-exhausted',
    });
    expect(await dumpOf(mongoOf(services).db)).toBe(before);
  });

  test('cannot be taken twice, also at the same moment', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => take('1001')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(NumberTaken);
  });

  test('of one bridge are free on another', async () => {
    await take('1001');
    await take('1001', 'another');
  });

  test(`rest ${quarantineDays} days after they were retired, and are then given again`, async () => {
    for (let number = 1_000; number < 1_100; number += 1) await take(String(number));
    await retire('1007', daysAgo(quarantineDays - 1));
    await expect(services.conferenceIds.pick('small')).rejects.toMatchObject({ code: 'conference-ids-exhausted' });
    await expect(take('1007')).rejects.toBeInstanceOf(NumberTaken);
    await retire('1007', daysAgo(quarantineDays + 1));
    expect(await services.conferenceIds.pick('small')).toBe('1007');
    await take('1007');
    expect(await services.conferenceIds.find('small', '1007')).toMatchObject({ state: 'active' });
    expect(await services.conferenceIds.find('small', '1007')).not.toHaveProperty('retiredAt');
  });

  test('have seven digits, the first one not 0', async () => {
    const { services: usual, dispose: end } = await freshServices();
    for (let round = 0; round < 50; round += 1) expect(await usual.conferenceIds.pick('main')).toMatch(/^[1-9]\d{6}$/);
    await end();
  });
});

test.each([
  ['1234567', '1234567'],
  ['123 45 67', '1234567'],
  ['123-4567#', '1234567'],
  [' 1234567890 ', '1234567890'],
])('"%s" is read as %s', (text, number) => {
  expect(parseConferenceId(text)).toBe(number);
});

test.each(['', '123456', '12345678901', '12345a7', '#', '0x1234567'])('"%s" is no conference ID', (text) => {
  expect(() => parseConferenceId(text)).toThrow(expect.objectContaining({ code: 'conference-id-malformed' }));
});

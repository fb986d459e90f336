import { mongoOf } from '../helpers/database';
import { randomBytes } from 'node:crypto';
import { createServices, type Services } from '../../services';
import { type ConferenceIdDocument, quarantineDays } from '../../services/conferencing/conference-ids';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { type Secret } from '../../services/base/secret';
import { isDuplicate } from '../../services/base/mongo';
import { Problem } from '../../services/base/problem';
import { sampleTenant, seedSamplePeople } from '../../services/try-out/sample-people';
import { resetPin } from '../helpers/clicks';
import { disposeServices, freshDatabase, noLimits, person, testKey } from '../helpers/services';
import { runWorker, runWorkers } from './processes';

const textOf = ({ id, bytes }: { id: string; bytes: Buffer }): [string, string] => [id, bytes.toString('base64')];

const opened: Services[] = [];
afterAll(async () => {
  for (const services of opened) await disposeServices(services);
});

/** A database of its own, and the address where a worker finds it. */
async function open(options: { conferenceIdRange?: { first: number; last: number } } = {}) {
  const database = freshDatabase();
  const services = await createServices({ ...database, ...options, pinKeys: [testKey] });
  opened.push(services);
  return { database, services, where: { ...database, keys: [textOf(testKey)] } };
}

async function openWithPeople() {
  const one = await open();
  await seedSamplePeople(one.services);
  await one.services.settings.save(sampleTenant, noLimits);
  return one;
}

const ignoreBusy = (error: unknown): undefined => {
  if (!(error instanceof Problem && error.code === 'busy')) throw error;
};

const ignoreDuplicate = (error: unknown): void => {
  if (!isDuplicate(error)) throw error;
};

// All at once, each on its own database: a database keeps the transaction of a killed process open for a minute.
describe('services in processes of their own', () => {
  test.concurrent(
    'C10: a sequencer that dies in its transaction leaves the chain whole, and the next one goes on',
    async () => {
      const { services, where } = await openWithPeople();
      await resetPin(services, 'Alice');
      expect(await runWorker({ ...where, dieAt: 'chaining', job: { name: 'chain' } })).toBeUndefined();
      expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined, waiting: 1 });
      expect(await runWorker({ ...where, job: { name: 'chain' } })).toBe(1);
      expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined, waiting: 0 });
    },
  );

  test.concurrent('C9: keys that are rotated under load, with a kill in the middle, lose no PIN', async () => {
    const { database, services, where } = await openWithPeople();
    const names = ['Alice', 'Alex', 'Megan', 'Nestor', 'Isaiah Lang'];
    const pins = new Map<string, Secret>();
    for (const name of names) pins.set(name, await resetPin(services, name));
    const newer = { id: 'newer', bytes: randomBytes(32) };
    const keys = [textOf(newer), textOf(testKey)];
    // As documented: every replica knows the new key before anything is sealed with it.
    const both = await createServices({ ...database, pinKeys: [testKey, newer] });
    opened.push(both);

    let going = true;
    const load = (async () => {
      while (going) {
        for (const name of ['Zoë', 'Patti']) {
          // It is "Busy" while the database keeps the transaction of the process that was killed.
          const pin = await resetPin(both, name).catch(ignoreBusy);
          if (pin) pins.set(name, pin);
        }
      }
    })();
    expect(await runWorker({ ...where, keys, dieAt: 'rotating', job: { name: 'rotate' } })).toBeUndefined();
    expect(await runWorker({ ...where, keys, job: { name: 'rotate' } })).toMatchObject({ unopened: [] });
    going = false;
    await load;
    // The last PINs to rotate are those that the load has sealed with the older key since.
    await runWorker({ ...where, keys, job: { name: 'rotate' } });

    for (const [name, pin] of pins)
      expect({ name, works: await both.conferencing.verifyPin(person(name), pin) }).toEqual({ name, works: true });
    const records = await mongoOf(services).db.collection<ConferencingDocument>('conferencing').find().toArray();
    expect(records.map(({ pin }) => pin.key)).toEqual(records.map(() => 'newer'));
    const alone = await createServices({ ...database, pinKeys: [newer] });
    await alone.close();
  });

  test.concurrent('guesses from ten processes at once are counted exactly', async () => {
    const { where } = await openWithPeople();
    const wrong = Array.from({ length: 4 }, (_, index) => `00${index}00${index}1`);
    const job = { name: 'guess' as const, tenant: sampleTenant, person: person('Alice').id, pins: wrong };
    const results = await runWorkers<string[]>(Array.from({ length: 10 }, () => ({ ...where, job })));
    const all = results.flatMap((one) => one ?? []);
    expect(all).toHaveLength(40);
    expect(all.filter((one) => one === 'wrong')).toHaveLength(5);
    expect(all.filter((one) => one === 'later')).toHaveLength(35);
  });

  test.concurrent(
    'three of them give out 6,000 conference IDs of a range that is 90 % full: none twice, none lost, none that rests',
    async () => {
      const range = { first: 100_000, last: 199_999 };
      const { services, where } = await open({ conferenceIdRange: range });
      const ids = mongoOf(services).db.collection<ConferenceIdDocument>('conferenceIds');
      const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);
      // Every tenth number is free. A few of the others are still resting, and a few have rested long enough.
      const taken = Array.from({ length: 100_000 }, (_, index) => range.first + index).filter(
        (number) => number % 10 !== 7,
      );
      const document = (number: number): ConferenceIdDocument => {
        const shared = {
          _id: `main/${number}`,
          bridge: 'main',
          number: String(number),
          tenant: 't',
          person: 'before',
          since: daysAgo(900),
        };
        if (number % 1_000 === 1) return { ...shared, state: 'retired', retiredAt: daysAgo(quarantineDays - 1) };
        if (number % 1_000 === 2) return { ...shared, state: 'retired', retiredAt: daysAgo(quarantineDays + 1) };
        return { ...shared, state: 'active' };
      };
      for (let from = 0; from < taken.length; from += 200) {
        // A slow database may also carry out the driver's second try of a batch.
        await ids.insertMany(taken.slice(from, from + 200).map(document), { ordered: false }).catch(ignoreDuplicate);
      }
      expect(await ids.estimatedDocumentCount()).toBe(taken.length);

      const job = { name: 'allocate' as const, count: 2_000, range };
      const results = await runWorkers<string[]>(Array.from({ length: 3 }, () => ({ ...where, job })));
      const given = results.flatMap((one) => one ?? []).map(Number);
      expect(given).toHaveLength(6_000);
      expect(new Set(given).size).toBe(6_000);
      expect(given.filter((number) => number % 10 !== 7 && number % 1_000 !== 2)).toEqual([]);
      expect(await ids.countDocuments({ person: 'p', state: 'active' })).toBe(6_000);
    },
  );
});

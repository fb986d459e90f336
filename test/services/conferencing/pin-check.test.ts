import { mongoOf } from '../../helpers/database';
import { type Services } from '../../../services';
import { createHashing, HashingBusy } from '../../../services/pins/hashing';
import { connectMongo, type Mongo } from '../../../services/base/mongo';
import { createPinVerification, delayAfter, type PinAttemptsDocument } from '../../../services/conferencing/pin-check';
import { createAudit } from '../../../services/audit/trail';
import { createPins } from '../../../services/pins/pins';
import { Secret } from '../../../services/base/secret';
import { resetPin } from '../../helpers/clicks';
import { freshServices, person, testKey } from '../../helpers/services';

/** This is never drawn, since PINs have five digits here. */
const wrong = new Secret('000');

describe('checking a PIN', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  const mongos: Mongo[] = [];
  const attempts = () => mongoOf(services).db.collection<PinAttemptsDocument>('pinAttempts');

  beforeAll(async () => void ({ services, dispose } = await freshServices()));
  afterAll(async () => {
    for (const mongo of mongos) await mongo.close();
    await dispose();
  });
  beforeEach(() => attempts().deleteMany());

  const reset = (name: string) => resetPin(services, name);
  const verify = (name: string, pin: Secret) => services.conferencing.verifyPin(person(name), pin);
  const guess = async (name: string, times: number) => {
    for (let time = 0; time < times; time += 1) expect(await verify(name, wrong)).toBe(false);
  };
  /** As if the delay had passed. */
  const wait = () => attempts().updateMany({}, { $set: { until: new Date(0) } });
  const tryLater = expect.objectContaining({ code: 'pin-try-later' }) as Error;

  test('says yes to the PIN alone', async () => {
    const pin = await reset('Alice');
    expect(await verify('Alice', pin)).toBe(true);
    expect(await verify('Alice', wrong)).toBe(false);
    expect(await verify('Alex', pin)).toBe(false);
  });

  test('of somebody who is not there, not enabled or has none says no after the same work', async () => {
    let hashed = 0;
    const { fits } = services.pins;
    const counting = { ...services.pins, fits: (...given: Parameters<typeof fits>) => ((hashed += 1), fits(...given)) };
    const { verifyPin } = createPinVerification({ mongo: mongoOf(services), pins: counting, audit: services.audit });
    const { tenant } = person('Alice');
    await mongoOf(services)
      .db.collection<{ _id: string }>('conferencing')
      .updateOne({ _id: `${tenant}/${person('Zoë').id}` }, { $set: { enabled: false } });
    for (const somebody of [{ tenant, id: 'nobody' }, person('Diego'), person('Zoë'), person('Alice')]) {
      hashed = 0;
      expect(await verifyPin(somebody, wrong)).toBe(false);
      expect(hashed).toBe(1);
    }
  });

  test('takes as long with nobody’s verifier as with somebody’s', async () => {
    const { decoy, fits, seal } = services.pins;
    const owner = { tenant: 'tenant', person: 'alice', version: 1 };
    const real = { owner, verifier: await seal(new Secret('04271'), owner) };
    const milliseconds = { real: [] as number[], decoy: [] as number[] };
    for (let round = 0; round < 11; round += 1) {
      for (const [name, { verifier, owner }] of [
        ['real', real],
        ['decoy', decoy],
      ] as const) {
        const started = performance.now();
        await fits(wrong, verifier, owner);
        milliseconds[name].push(performance.now() - started);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[5]!;
    // A wide margin for a busy machine; without the hash it would be a hundredth.
    expect(median(milliseconds.decoy) / median(milliseconds.real)).toBeGreaterThan(0.4);
    expect(median(milliseconds.decoy) / median(milliseconds.real)).toBeLessThan(2.5);
  });

  test('is free five times in a row, then waits, also with the right PIN', async () => {
    const pin = await reset('Alice');
    await guess('Alice', 5);
    await expect(verify('Alice', wrong)).rejects.toThrow(tryLater);
    await expect(verify('Alice', pin)).rejects.toThrow(tryLater);
    await wait();
    expect(await verify('Alice', pin)).toBe(true);
    expect(await attempts().countDocuments()).toBe(0);
    await guess('Alice', 5);
  });

  test('waits 30 seconds first, twice as long each time, an hour at most, and never for ever', async () => {
    const delays: number[] = [];
    await guess('Isaiah Langer', 4);
    for (let round = 0; round < 10; round += 1) {
      await guess('Isaiah Langer', 1);
      const { at, until } = (await attempts().findOne())!;
      delays.push((until.getTime() - at.getTime()) / 1000);
      await expect(verify('Isaiah Langer', wrong)).rejects.toMatchObject({ details: { until } });
      await wait();
    }
    expect(delays).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    expect(delayAfter(10_000)).toBe(3_600_000);
  });

  test('waits for nobody who was not guessed at', async () => {
    await guess('Alex', 5);
    await expect(verify('Alex', wrong)).rejects.toThrow(tryLater);
    expect(await verify('Alice', await reset('Alice'))).toBe(true);
  });

  test('waits in the same way for somebody who is not there', async () => {
    const nobody = { tenant: person('Alice').tenant, id: 'nobody' };
    for (let time = 0; time < 5; time += 1) expect(await services.conferencing.verifyPin(nobody, wrong)).toBe(false);
    await expect(services.conferencing.verifyPin(nobody, wrong)).rejects.toThrow(tryLater);
  });

  test('starts afresh with a new PIN, so that a stranger never locks the owner out', async () => {
    await guess('Alice', 5);
    await expect(verify('Alice', wrong)).rejects.toThrow(tryLater);
    expect(await verify('Alice', await reset('Alice'))).toBe(true);
  });

  test('gives ten replicas together exactly the tries of one', async () => {
    let evaluated = 0;
    for (let replica = 0; replica < 10; replica += 1) {
      mongos.push(
        await connectMongo({ uri: process.env.TEST_MONGODB_URI!, database: mongoOf(services).db.databaseName }),
      );
    }
    const replicas = mongos.map((mongo) => {
      const pins = createPins({ keys: [testKey] });
      return createPinVerification({
        mongo,
        audit: createAudit(mongo),
        pins: { ...pins, fits: (...given: Parameters<typeof pins.fits>) => ((evaluated += 1), pins.fits(...given)) },
      });
    });
    for (const allowed of [5, 1, 1]) {
      evaluated = 0;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) => replicas[index % 10]!.verifyPin(person('Alice'), wrong)),
      );
      expect(evaluated).toBe(allowed);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(allowed);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(tryLater);
      await wait();
    }
  });
});

describe('hashing', () => {
  const salt = Buffer.alloc(16);

  test('runs as many at once as it may, in order, and refuses what does not fit into the queue', async () => {
    const hash = createHashing({ running: 1, waiting: 2 });
    const ended: number[] = [];
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((number) => hash(new Secret(String(number)), salt).then(() => ended.push(number))),
    );
    expect(ended).toEqual([1, 2, 3]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(outcomes[4]).toMatchObject({ reason: expect.any(HashingBusy) as Error });
    expect(await hash(new Secret('1'), salt)).toEqual(await hash(new Secret('1'), salt));
  });

  test('leaves room for everything else', async () => {
    const hash = createHashing();
    const late: number[] = [];
    let due = performance.now() + 5;
    const watching = setInterval(() => {
      late.push(performance.now() - due);
      due = performance.now() + 5;
    }, 5);
    await Promise.all(Array.from({ length: 40 }, () => hash(wrong, salt)));
    clearInterval(watching);
    // Nearly all of them, and not all: the machine may be busy with something else for a moment.
    expect(late.sort((a, b) => a - b)[Math.floor(late.length * 0.9)]).toBeLessThan(100);
  });
});

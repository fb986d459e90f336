import { mongoOf } from '../../helpers/database';
import { MongoServerError } from 'mongodb';
import { createKeyRotation, createServices, type Services } from '../../../services';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { type FaultPoints } from '../../../services/base/fault-points';
import { type Mongo } from '../../../services/base/mongo';
import { type OutboxDocument } from '../../../services/mail/outbox-document';
import { type Secret } from '../../../services/base/secret';
import { seedSamplePeople } from '../../../services/try-out/sample-people';
import { resetPin } from '../../helpers/clicks';
import { disposeServices, freshDatabase, person } from '../../helpers/services';

const key = (id: string, byte: number) => ({ id, bytes: Buffer.alloc(32, byte) });
const [old, fresh] = [key('old', 1), key('new', 2)];
const people = ['Alice', 'Alex', 'Isaiah Langer', 'Isaiah Lang', 'Patti'];

describe('a rotation of the PIN keys', () => {
  let database: ReturnType<typeof freshDatabase>;
  let running: Services[];
  beforeEach(async () => {
    database = freshDatabase();
    running = [];
    await seedSamplePeople(await start([old]));
  });
  afterEach(async () => {
    for (const services of running.slice(1)) await services.close();
    await disposeServices(running[0]!);
  });

  /** One more replica, with these keys. */
  async function start(pinKeys: (typeof old)[]): Promise<Services> {
    const services = await createServices({ ...database, pinKeys });
    running.push(services);
    return services;
  }
  const conferencing = (services: Services) => mongoOf(services).db.collection<ConferencingDocument>('conferencing');
  const outbox = (services: Services) => mongoOf(services).db.collection<OutboxDocument>('outbox');
  const rotationOf = (mongo: Mongo, faultPoints?: FaultPoints) =>
    createKeyRotation({ mongo, keys: [fresh, old], faultPoints, batchSize: 3 });
  const isStill = (services: Services, id: string) => conferencing(services).countDocuments({ 'pin.key': id });

  test('while PINs are reset and it is cut off in the middle loses none, and leaves nothing under the old key', async () => {
    const services = await start([fresh, old]);
    const shown = new Map<string, Secret>();
    for (const name of people) shown.set(name, await resetPin(running[0]!, name));
    const mailed = await resetPin(running[0]!, 'Megan', 'Johanna');
    const stolen = (await conferencing(services).findOne({ person: person('Alice').id }))!;
    const stolenFrom = { tenant: stolen.tenant, person: stolen.person, version: stolen.pin.version };
    const stolenPin = shown.get('Alice')!;

    let busy = true;
    let resets = 0;
    const load = people.map(async (name, index) => {
      // People may be limited to ten resets of their own PIN a day.
      for (let round = 0; busy && round < 6; round += 1) {
        // The old replica is not restarted yet; it still seals with the old key.
        shown.set(name, await resetPin(index === 0 && round === 0 ? running[0]! : services, name));
        resets += 1;
      }
    });

    let batches = 0;
    const cutOff = rotationOf(mongoOf(services), (point) => {
      if (point === 'rotating' && ++batches === 2) throw new Error('cut off');
    });
    await expect(cutOff.rotate()).rejects.toThrow('cut off');
    expect(await isStill(services, 'old')).toBeGreaterThan(0);
    await rotationOf(mongoOf(services)).rotate();
    busy = false;
    await Promise.all(load);
    expect(resets).toBeGreaterThanOrEqual(people.length);

    // Once more, now that the last PIN under the old key is stored.
    expect(await rotationOf(mongoOf(services)).rotate()).toMatchObject({ unused: ['old'], inUse: [], unopened: [] });
    expect(await isStill(services, 'old')).toBe(0);

    const newKeyOnly = await start([fresh]);
    for (const [name, pin] of shown) expect(await newKeyOnly.conferencing.verifyPin(person(name), pin)).toBe(true);
    expect(await newKeyOnly.conferencing.verifyPin(person('Johanna'), mailed)).toBe(true);
    const mail = (await outbox(services).findOne({ person: person('Johanna').id }))!;
    expect(newKeyOnly.pins.openForMail(mail.pin!, mail._id)!.reveal()).toBe(mailed.reveal());

    // What was stolen before the rotation is of no use with the new key.
    expect(await running[0]!.pins.fits(stolenPin, stolen.pin, stolenFrom)).toBe(true);
    expect(await newKeyOnly.pins.fits(stolenPin, stolen.pin, stolenFrom)).toBe(false);
    expect(await newKeyOnly.pins.fits(stolenPin, { ...stolen.pin, key: fresh.id }, stolenFrom)).toBe(false);
  });

  test('changes nothing but key, nonce and seal, and nothing at all when run again', async () => {
    const services = await start([fresh, old]);
    const before = await conferencing(services).find().sort({ _id: 1 }).toArray();
    await resetPin(running[0]!, 'Megan', 'Johanna');
    const { verifiers, mails } = await services.pinRotation.rotate();
    expect([verifiers, mails]).toEqual([before.length, 1]);
    const after = await conferencing(services).find().sort({ _id: 1 }).toArray();
    const plain = (document: ConferencingDocument) => ({
      ...document,
      pin: { version: document.pin.version, salt: document.pin.salt },
    });
    const isJohanna = ({ person: id }: ConferencingDocument) => id === person('Johanna').id;
    expect(after.filter((one) => !isJohanna(one)).map(plain)).toEqual(
      before.filter((one) => !isJohanna(one)).map(plain),
    );
    expect(await services.pinRotation.rotate()).toEqual({
      verifiers: 0,
      mails: 0,
      unopened: [],
      unused: ['old'],
      inUse: [],
    });
    expect(await conferencing(services).find().sort({ _id: 1 }).toArray()).toEqual(after);
  });

  test('never overwrites a PIN that was reset between its look and its write, and is run again by the database', async () => {
    const services = await start([fresh, old]);
    const names = [...people];
    const shown = new Map<string, Secret>();
    const transact: Mongo['transact'] = async (work) => {
      // A replica that still seals with the old key resets it, so only the PIN itself shows that something changed.
      for (const name of names.splice(0, 2)) shown.set(name, await resetPin(running[0]!, name));
      return mongoOf(services).transact(work);
    };
    let passed = 0;
    await rotationOf({ ...mongoOf(services), transact }, () => {
      if (++passed === 1)
        throw new MongoServerError({ message: 'as after a conflict', errorLabels: ['TransientTransactionError'] });
    }).rotate();
    for (const [name, pin] of shown) expect(await services.conferencing.verifyPin(person(name), pin)).toBe(true);
    expect(shown.size).toBe(people.length);
    expect(passed).toBeGreaterThan(3);
    expect(await isStill(services, 'old')).toBe(0);
  });

  test('by two at once moves each PIN once', async () => {
    const [one, other] = [await start([fresh, old]), await start([fresh, old])];
    const all = await conferencing(one).countDocuments();
    const results = await Promise.all([rotationOf(mongoOf(one)).rotate(), rotationOf(mongoOf(other)).rotate()]);
    expect(results[0].verifiers + results[1].verifiers).toBe(all);
    expect(await isStill(one, 'old')).toBe(0);
  });

  test('leaves what is damaged as it is, says whose it is, and moves the rest', async () => {
    const services = await start([fresh, old]);
    const { tenant, id } = person('Alice');
    const all = await conferencing(services).countDocuments();
    const { pin } = (await conferencing(services).findOne({ person: person('Alex').id }))!;
    await conferencing(services).updateOne({ person: id }, { $set: { pin } });
    expect(await services.pinRotation.rotate()).toEqual({
      verifiers: all - 1,
      mails: 0,
      unopened: [`conferencing ${tenant}/${id}`],
      unused: [],
      inUse: ['old'],
    });
  });

  test('goes in the documented order, with every replica able to open every PIN at each step', async () => {
    const [first] = running;
    const pin = await resetPin(first!, 'Alice');
    const opens = async (...replicas: Services[]) => {
      for (const services of replicas) expect(await services.conferencing.verifyPin(person('Alice'), pin)).toBe(true);
    };
    const added = await start([old, fresh]);
    expect((await added.pinRotation.list()).map(({ id, held }) => [id, held])).toEqual([
      ['old', 'first'],
      ['new', 'older'],
    ]);
    const moved = await start([fresh, old]);
    await opens(first!, added, moved);
    await moved.pinRotation.rotate();
    await opens(added, moved);
    const removed = await start([fresh]);
    await opens(added, moved, removed);
    expect((await removed.pinRotation.list()).find(({ id }) => id === 'old')).toEqual({
      id: 'old',
      verifiers: 0,
      mails: 0,
      held: 'no',
    });
    await expect(start([old])).rejects.toThrow('sealed with the key "new", which PIN_KEYS does not hold');
  });

  test('refuses other bytes under a known id, also while nothing is sealed with it, and changes nothing', async () => {
    await start([old, fresh]);
    await expect(start([old, key('new', 3)])).rejects.toThrow('The PIN key "new" is not the one');
    const mongo = mongoOf(running[0]!);
    const rotation = (keys: (typeof old)[]) => createKeyRotation({ mongo, keys });
    const before = await conferencing(running[0]!).find().toArray();
    await expect(rotation([key('new', 3), old]).rotate()).rejects.toThrow('The PIN key "new" is not the one');
    await expect(rotation([key('third', 4)]).rotate()).rejects.toThrow(
      'sealed with the key "old", which PIN_KEYS does not hold',
    );
    expect(await conferencing(running[0]!).find().toArray()).toEqual(before);
    expect(await mongo.db.collection<{ _id: string }>('pinKeys').countDocuments({ _id: 'third' })).toBe(0);
    expect((await rotation([key('new', 3), old]).list())[0]).toMatchObject({ id: 'new', held: 'wrong' });
  });

  test('keeps a replica from starting that cannot open a waiting mail', async () => {
    const services = await start([fresh, old]);
    await resetPin(running[0]!, 'Megan', 'Johanna');
    await services.pinRotation.rotate();
    await outbox(services).updateOne({ person: person('Johanna').id }, { $set: { 'pin.key': 'old' } });
    await expect(start([fresh])).rejects.toThrow('sealed with the key "old"');
  });
});

import { createServices } from '../../../services';
import { createLease } from '../../../services/base/lease';
import { type Migration } from '../../../services/base/migration';
import { connectMongo, type Mongo } from '../../../services/base/mongo';
import { createMigrations, type MigrationDocument } from '../../../services/moving/migrations';
import { foldingVersion } from '../../../services/people/names';
import { type PersonDocument } from '../../../services/people/person';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { mongoOf } from '../../helpers/database';
import { disposeServices, freshDatabase, freshServices, leaveMongo, person, testKey } from '../../helpers/services';

/** The steps that a test wants, and a database to run them on. */
let mongo: Mongo;
beforeEach(async () => void (mongo = await connectMongo(freshDatabase())));
afterEach(async () => {
  await leaveMongo(mongo);
  await mongo.close();
});

const open = (all: Migration[], more: { version?: string; patience?: number } = {}) =>
  createMigrations({ mongo, all, version: '1.0.0', ...more });
const remembered = () => mongo.db.collection<MigrationDocument>('migrations').find().sort({ startedAt: 1 }).toArray();
/** A step that counts its runs. */
function counting(name: string, work: (mayGoOn: () => Promise<void>) => Promise<number> = () => Promise.resolve(1)) {
  const step = { name, ran: 0, run: (mayGoOn: () => Promise<void>) => ((step.ran += 1), work(mayGoOn)) };
  return step;
}

test('runs each step once over all replicas, in order, and remembers it', async () => {
  const order: string[] = [];
  const noting = (name: string) => counting(name, () => Promise.resolve(order.push(name)));
  const [first, second] = [noting('first'), noting('second')];
  const ran = await Promise.all([1, 2, 3].map(() => open([first, second]).run()));
  expect(ran.flat()).toEqual([
    { name: 'first', changed: 1 },
    { name: 'second', changed: 2 },
  ]);
  expect(order).toEqual(['first', 'second']);
  expect(await remembered()).toEqual([
    { _id: 'first', version: '1.0.0', startedAt: expect.any(Date), endedAt: expect.any(Date), changed: 1 },
    { _id: 'second', version: '1.0.0', startedAt: expect.any(Date), endedAt: expect.any(Date), changed: 2 },
  ]);
  const third = counting('third');
  expect(await open([first, second, third], { version: '2.0.0' }).run()).toEqual([{ name: 'third', changed: 1 }]);
  expect([first.ran, second.ran, third.ran]).toEqual([1, 1, 1]);
});

test('goes on with a step that was broken off, and with nothing before it', async () => {
  const before = counting('before');
  const broken = counting('broken', () => Promise.reject(new Error('killed')));
  await expect(open([before, broken]).run()).rejects.toThrow('killed');
  expect(await remembered()).toMatchObject([{ _id: 'before' }, { _id: 'broken', startedAt: expect.any(Date) }]);
  expect((await remembered())[1]!.endedAt).toBeUndefined();
  const again = counting('broken');
  expect(await open([before, again]).run()).toEqual([{ name: 'broken', changed: 1 }]);
  expect([before.ran, again.ran]).toEqual([1, 1]);
});

test('waits for the replica that migrates, but not for ever, and stops when another one has taken over', async () => {
  const other = createLease(mongo, 'migrations', 60_000);
  await other.take();
  const step = counting('step');
  await expect(open([step], { patience: 0 }).run()).rejects.toThrow(/Another replica, or a command, is still/);
  expect(step.ran).toBe(0);
  await other.release();
  // Silent for so long that somebody else takes the lease: the step ends here, and its second try goes on.
  const slow = counting('step', async (mayGoOn) => {
    if (slow.ran > 1) return 2;
    await mongo.db
      .collection<{ _id: string }>('leases')
      .updateOne({ _id: 'migrations' }, { $set: { holder: 'x', until: new Date(Date.now() + 900) } });
    await mayGoOn();
    return 1;
  });
  expect(await open([slow]).run()).toEqual([{ name: 'step', changed: 2 }]);
});

test('refuses a database that a newer version has made one of its own, and no other', async () => {
  const known = counting('known');
  const newer: Migration[] = [known, counting('harmless'), { ...counting('split'), needs: '3.0.0' }];
  await open(newer, { version: '3.1.0' }).run();
  const older = open([known]);
  await expect(older.assertUnderstood()).rejects.toThrow(
    'This database was brought to a newer form by version 3.1.0 ("split"). Versions from 3.0.0 on work with it, and ' +
      'this one does not.',
  );
  await open(newer).assertUnderstood();
  await mongo.db.collection<MigrationDocument>('migrations').updateOne({ _id: 'split' }, { $unset: { needs: true } });
  await older.assertUnderstood();
  await mongo.db.collection<MigrationDocument>('migrations').updateOne({ _id: 'split' }, { $set: { needs: '3.0.0' } });
  await expect(createServices({ ...freshDatabase(), database: mongo.database, pinKeys: [testKey] })).rejects.toThrow(
    /Versions from 3.0.0 on/,
  );
});

test('brings over what an older version left, and what it writes beside this one', async () => {
  const { services } = await freshServices();
  const { db } = mongoOf(services);
  const people = db.collection<PersonDocument>('people');
  const written = (name: string) => people.findOne({ id: person(name).id });
  /** As a version before this one stores it. */
  const asBefore = async (name: string) => {
    await people.updateOne({ id: person(name).id }, { $set: { names: [], near: [], folding: foldingVersion - 1 } });
    await db
      .collection('conferencing')
      .updateOne(
        { person: person(name).id },
        { $set: { tollNumber: '+15550100100' }, $unset: { numbersChosen: true } },
      );
  };
  await asBefore('Alice');
  await db.collection('operations').createIndex({ tenant: 1, actor: 1 }, { name: 'one-offer' });
  await db.collection('audit').createIndex({ at: 1 }, { name: 'time' });
  await db.collection('migrations').deleteMany({});

  const start = () =>
    createServices({ uri: process.env.TEST_MONGODB_URI!, database: db.databaseName, pinKeys: [testKey] });
  const replicas = await Promise.all([start(), start()]);
  expect(replicas.flatMap(({ migrated }) => migrated).sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
    { name: 'copied-numbers-forgotten', changed: 1 },
    { name: `names-folded-${foldingVersion}`, changed: 1 },
    { name: 'offers-by-slot', changed: 1 },
    { name: 'trail-by-id', changed: 1 },
  ]);
  expect(await written('Alice')).toMatchObject({ folding: foldingVersion });
  const indexes = (name: string) =>
    db
      .collection(name)
      .indexes()
      .then((all) => all.map((one) => one.name));
  expect(await indexes('operations')).not.toContain('one-offer');
  expect(await indexes('audit')).not.toContain('time');

  // The older version still runs, and writes on.
  await asBefore('Alex');
  const [replica] = replicas;
  expect(await replica!.migrations.catchUp()).toBe(2);
  expect(await replica!.migrations.catchUp()).toBe(0);
  expect(await replica!.directory.find(sampleTenant, person('Alex').name)).toMatchObject({ id: person('Alex').id });
  expect(await db.collection('conferencing').findOne({ person: person('Alex').id })).not.toHaveProperty('tollNumber');

  // And so does a start after that.
  await asBefore('Adele');
  await (await start()).close();
  expect(await written('Adele')).toMatchObject({ folding: foldingVersion });
  for (const one of replicas) await one.close();
  await disposeServices(services);
});

import { mongoOf } from '../helpers/database';
import { examinedBy } from '../helpers/examined';
import { createServices, type Services } from '../../services';
import { type CollectionName, collectionOwners } from '../../services/base/collections';
import { documentOf } from '../../services/people/directory';
import { type PersonDocument } from '../../services/people/person';
import { sampleTenant } from '../../services/try-out/sample-people';
import { freshServices, person, testKey } from '../helpers/services';

/** What grows with a company or with its history, held against the number of documents that are looked at. */
describe('looks at no more documents however much there is', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeAll(async () => {
    ({ services, dispose } = await freshServices());
  });
  afterAll(() => dispose());
  const collection = <T extends object>(name: string) => mongoOf(services).db.collection<T>(name);

  test('a name that nobody has, and the names that are near', async () => {
    // 1,500 different names, with 26 beginnings of each half.
    const letter = (index: number) => String.fromCharCode(97 + (index % 26));
    await collection<PersonDocument>('people').insertMany(
      Array.from({ length: 1_500 }, (_, index) => {
        const givenName = `${letter(index)}${letter(index * 7)}na${index}`;
        const surname = `S${letter(Math.floor(index / 26))}${letter(index * 3)}mers${index}`;
        return documentOf({
          ...person('Alice'),
          ...{ id: `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`, givenName, surname },
          ...{ name: `${givenName} ${surname}`, upn: `p${index}@contoso.example`, mail: undefined, aliases: [] },
        });
      }),
    );
    const unknown = (text: string) => services.directory.find(sampleTenant, text).catch((error: unknown) => error);
    expect(await unknown('Alize Smiht')).toMatchObject({ details: { nearest: [{ name: 'Alice Smith' }] } });
    expect(await examinedBy(() => unknown('Alize Smiht'))).toBeLessThanOrEqual(50);
    expect(await examinedBy(() => unknown('Xaver Quast'))).toBeLessThanOrEqual(50);
    expect(await examinedBy(() => unknown('Alcie'))).toBeLessThanOrEqual(100);
  });

  test('a PIN that is checked or reset, by the records about its owner', async () => {
    const { tenant, id } = person('Alex');
    await collection('audit').insertMany(
      Array.from({ length: 1_500 }, (_, index) => ({
        ...{ tenant, action: index % 2 ? 'show-person' : 'reset-pin', outcome: 'done', from: 'personal' },
        ...{ actor: { id }, target: { id }, at: new Date(index), ...(index % 2 ? {} : { version: 1 }) },
      })),
    );
    const record = (await collection<{ pin: { version: number } }>('conferencing').findOne({ person: id }))!;
    const newest = () =>
      services.audit.newestVersion({ tenant, target: id, actions: ['reset-pin'], since: record.pin.version });
    expect(await newest()).toBe(record.pin.version);
    expect(await examinedBy(newest)).toBe(0);
  });

  test('an offer, by those that are kept', async () => {
    const { id: actor, tenant } = person('Megan');
    const target = person('Zoë').id;
    await collection<{ _id: string }>('operations').insertMany(
      Array.from({ length: 1_500 }, (_, index) => ({
        ...{ _id: `kept-${index}`, tenant, actor, target, kind: 'reset-pin', conversation: 'chat', state: 'done' },
        ...{ createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000), endedAt: new Date() },
      })),
    );
    const make = () => services.offers.make({ kind: 'reset-pin', tenant, actor, target, conversation: 'chat' }, 60_000);
    const [first, examined] = [await make(), await examinedBy(make)];
    expect(examined).toBeLessThanOrEqual(2);
    // And it still supersedes the older one.
    expect(await collection<{ _id: string }>('operations').findOne({ _id: first._id })).toMatchObject({
      state: 'superseded',
    });
  });
});

/** Why a collection without an end in time does not grow for ever. The table in docs/operation.md says the same. */
const bounded: Partial<Record<CollectionName, string>> = {
  audit: 'cut when its time is over',
  auditHeads: 'one for each tenant',
  settings: 'one for each tenant',
  roleChanges: 'one for each tenant',
  syncs: 'one for each tenant',
  numberMailings: 'one for each tenant',
  people: 'one for each person',
  formerPeople: 'one for each person',
  conferencing: 'one for each person',
  conferenceIds: 'one for each conference ID that there can be',
  numberGuards: 'one for each number of the bridge',
  pinKeys: 'one for each key',
  migrations: 'one for each migration',
  probe: 'one for each thing to prove',
  restores: 'one',
  seeds: 'in the try-out',
  running: 'in the try-out',
};

describe('every collection has an end', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeAll(async () => void ({ services, dispose } = await freshServices()));
  afterAll(() => dispose());

  /** After how many seconds MongoDB removes the documents of each collection that has such an index. */
  async function ends(): Promise<Record<string, number>> {
    const { db } = mongoOf(services);
    const found: [string, number][] = [];
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      const after = (await db.collection(name).indexes()).find((one) => one.expireAfterSeconds !== undefined);
      if (after) found.push([name, after.expireAfterSeconds!]);
    }
    return Object.fromEntries(found);
  }

  test('in time, or in the number of what it is about', async () => {
    const inTime = Object.keys(await ends());
    expect([...inTime, ...Object.keys(bounded)].sort()).toEqual(Object.keys(collectionOwners).sort());
    const there = await mongoOf(services).db.listCollections({}, { nameOnly: true }).toArray();
    expect(there.map(({ name }) => name).filter((name) => !Object.hasOwn(collectionOwners, name))).toEqual([]);
  });

  test('that a program which says one changes, and one that says none leaves', async () => {
    const day = 24 * 3600;
    const open = async (keep?: { history: number; offers: number }) => {
      const uri = process.env.TEST_MONGODB_URI!;
      const opened = await createServices({
        uri,
        database: mongoOf(services).db.databaseName,
        pinKeys: [testKey],
        keep,
      });
      const known = opened.outbox.keptDays;
      await opened.close();
      return known;
    };
    const of = (history: number, offers: number) => ({
      ...{ notices: history * day, requests: history * day, outbox: history * day, tenantCalls: history * day },
      operations: offers * day,
    });
    expect(await ends()).toMatchObject(of(180, 30));
    expect(await open({ history: 40, offers: 10 })).toBe(40);
    expect(await ends()).toMatchObject(of(40, 10));
    await open();
    expect(await ends()).toMatchObject(of(40, 10));
    await open({ history: 365, offers: 30 });
    expect(await ends()).toMatchObject(of(365, 30));
  });
});

import { mongoOf } from '../../helpers/database';
import { createServices, type Services } from '../../../services';
import { type Problem } from '../../../services/base/problem';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { type OutboxDocument } from '../../../services/mail/outbox-document';
import { type Click, type OfferInputs } from '../../../services/offers/offers';
import { personKey } from '../../../services/people/person';
import { addPeople } from '../../../services/try-out/many-people';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { freshServices, person, testKey } from '../../helpers/services';

/** Two changes at the same moment, a process that dies, and what older versions left behind. */
let services: Services;
let dispose: () => Promise<void>;
beforeEach(async () => void ({ services, dispose } = await freshServices()));
afterEach(async () => {
  jest.restoreAllMocks();
  await dispose();
});

const records = () => mongoOf(services).db.collection<ConferencingDocument>('conferencing');
const outbox = () => mongoOf(services).db.collection<OutboxDocument>('outbox');
const settings = () => services.settings.of(sampleTenant);

async function clickOn<Kind extends 'change-number' | 'change-settings'>(
  kind: Kind,
  { actor = 'Megan', target = actor, input }: { actor?: string; target?: string; input: OfferInputs[Kind] },
): Promise<Click> {
  const ids = { tenant: sampleTenant, actor: person(actor).id };
  const wanted = { kind, input, ...ids, target: person(target).id, conversation: 'chat' };
  const { _id } = await services.offers.make(wanted as Parameters<typeof services.offers.make>[0], 300_000);
  return { ...ids, offer: _id, conversation: 'chat', from: 'personal' };
}

const give = async (name: string, number: string) =>
  services.conferencing.changeNumber(
    await clickOn('change-number', { actor: 'Nestor', target: name, input: { number } }),
  );

/** Changes settings as the card would, which asks first. */
async function change(texts: Record<string, string>, meanwhile = async (): Promise<unknown> => undefined) {
  const changes = await services.settingsChanges.compare(person('Megan'), texts);
  const input = {
    settings: Object.fromEntries(changes.map(({ field, before, after }) => [field.name, { before, after }])),
  };
  const click = await clickOn('change-settings', { input });
  await meanwhile();
  return services.settingsChanges.changeSettings(click);
}
const codeOf = (error: unknown) => (error as Problem).code;

describe('a number that leaves the bridge while somebody gets it', () => {
  test('is one or the other, whoever is faster', async () => {
    for (let round = 0; round < 6; round += 1) {
      await services.settings.save(sampleTenant, { serviceNumbers: ['+15550100200', '+493055550100'] });
      await records().updateMany({}, { $unset: { tollNumber: true } });
      const outcomes = await Promise.allSettled([
        change({ serviceNumbers: '+49 30 55550100' }),
        give('Alice', '+15550100200'),
        give('Alex', '+15550100200'),
      ]);
      const [left, ...given] = outcomes.map(({ status }) => status === 'fulfilled');
      const { serviceNumbers } = await settings();
      expect(serviceNumbers.includes('+15550100200')).toBe(!left);
      expect(await records().countDocuments({ tollNumber: '+15550100200' })).toBe(given.filter(Boolean).length);
      expect(left && given.includes(true)).toBe(false);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          expect(['number-in-use', 'number-not-on-bridge']).toContain(codeOf(outcome.reason));
    }
  });

  test('is refused at the button, too, if it was given in between, toll or toll-free', async () => {
    const refused = change({ serviceNumbers: '' }, () => give('Alice', '+493055550100'));
    expect(codeOf(await refused.catch((error: unknown) => error))).toBe('number-in-use');
    await services.settings.save(sampleTenant, { tollFreeNumbers: ['+18005550200'] });
    await records().updateOne({ person: person('Alex').id }, { $set: { tollFreeNumber: '+18005550200' } });
    const tollFree = change({ tollFreeNumbers: '' });
    expect(await tollFree.catch((error: unknown) => error)).toMatchObject({
      code: 'number-in-use',
      details: { numbers: ['+18005550200'], count: 1, tollFree: true, people: [{ upn: person('Alex').upn }] },
    });
  });

  test('an email that was prepared with another default is prepared again', async () => {
    await give('Alice', '+15550100200');
    const click = await clickOn('change-number', { actor: 'Nestor', target: 'Alice', input: { number: 'default' } });
    let changed = false;
    const { of } = services.settings;
    jest.spyOn(services.settings, 'of').mockImplementation(async (tenant, session) => {
      if (session && !changed) {
        changed = true;
        await change({ tollNumber: '+1 555 010 0300' });
      }
      return of(tenant, session);
    });
    const { info } = await services.conferencing.changeNumber(click);
    expect(info.tollNumber).toBe('+15550100300');
    const mail = await outbox().findOne({ 'person': person('Alice').id, 'facts.tollNumber': '+15550100300' });
    expect(mail).toMatchObject({ kind: 'number-changed', state: 'queued' });
  });
});

describe('the emails about another default', () => {
  const owed = () => mongoOf(services).db.collection('numberMailings').find().toArray();
  const letters = () => outbox().find({ kind: 'number-changed' }).toArray();

  test('are written in batches; a process that dies loses none and writes none twice', async () => {
    await addPeople(services, 450);
    await change({ tollNumber: '+1 555 010 0200' });
    expect(await owed()).toMatchObject([{ _id: sampleTenant, fields: ['tollNumber'], next: '' }]);
    expect(await letters()).toEqual([]);

    // It dies before a batch is committed: neither its mails nor how far it came are there.
    const { addAll } = services.outbox;
    const dying = jest.spyOn(services.outbox, 'addAll').mockImplementation(async (...given) => {
      await addAll(...given);
      throw new Error('the power is gone');
    });
    await expect(services.numberMailings.write()).rejects.toThrow('the power is gone');
    dying.mockRestore();
    expect([await letters(), (await owed())[0]]).toMatchObject([[], { next: '' }]);

    let batches = 0;
    expect(await services.numberMailings.write(() => (batches += 1) <= 1)).toMatchObject({ done: false });
    expect((await letters()).length).toBeGreaterThan(150);
    // Two replicas go on at once.
    await Promise.all([services.numberMailings.write(), services.numberMailings.write()]);
    const written = await letters();
    expect(written).toHaveLength(450 + 9);
    expect(new Set(written.map((letter) => letter.person)).size).toBe(450 + 9);
    expect(await owed()).toEqual([]);
    expect(await services.numberMailings.write()).toEqual({ count: 0, done: true });
  });

  test('a second change before they are written is the only one that people are told of', async () => {
    await change({ tollNumber: '+1 555 010 0200' });
    await change({ tollFreeNumber: '+1 800 555 0200' });
    await change({ tollNumber: '+49 30 55550100' });
    expect(await services.numberMailings.write()).toEqual({ count: 9, done: true });
    for (const { facts } of await letters())
      expect(facts).toMatchObject({ tollNumber: '+493055550100', tollFreeNumber: '+18005550200' });
  });

  test('name nobody if the person who made the change was forgotten', async () => {
    await change({ tollNumber: '+1 555 010 0200' });
    const moment = { at: new Date(), addresses: [], pseudonym: 'Former person 1' };
    await mongoOf(services).transact((session) =>
      services.numberMailings.forget({ ...moment, tenant: sampleTenant, id: person('Megan').id, session }),
    );
    expect(JSON.stringify(await owed())).not.toContain(person('Megan').id);
    await services.numberMailings.write();
    expect((await letters()).every(({ by }) => by === undefined)).toBe(true);
  });
});

describe('what older versions left behind', () => {
  const reopened = async () => {
    const { uri } = { uri: process.env.TEST_MONGODB_URI! };
    const again = await createServices({ uri, database: mongoOf(services).db.databaseName, pinKeys: [testKey] });
    await again.close();
  };
  const old = (name: string, fields: Partial<ConferencingDocument>) =>
    records().updateOne({ _id: personKey(sampleTenant, person(name).id) }, { $set: fields });
  const numberOf = async (name: string) => (await services.conferencing.info(person(name), { own: true })).tollNumber;

  test('a copy of the default becomes the default, what was chosen stays, at every start', async () => {
    await old('Alice', { tollNumber: '+15550100100' });
    await old('Alex', { tollNumber: '+493055550100' });
    await give('Zoë', '+15550100100');
    await reopened();
    await reopened();
    await services.settings.save(sampleTenant, {
      tollNumber: '+15550100300',
      serviceNumbers: ['+15550100100', '+493055550100'],
    });
    expect([await numberOf('Alice'), await numberOf('Alex'), await numberOf('Zoë')]).toEqual([
      '+15550100300',
      '+493055550100',
      '+15550100100',
    ]);
  });

  test('a number that has left the bridge is told to nobody, and whoever gets another one is told', async () => {
    await old('Alice', { tollNumber: '+15559990000' });
    expect(await numberOf('Alice')).toBe('+15550100100');
    expect(await services.numberUse.orphans(sampleTenant, 'tollNumber', await settings())).toEqual({
      count: 1,
      first: [person('Alice').id],
    });
    const { mail } = await give('Alice', 'default');
    expect(mail).toEqual({ kind: 'queued', address: person('Alice').mail });
    expect(await services.numberUse.orphans(sampleTenant, 'tollNumber', await settings())).toEqual({
      count: 0,
      first: [],
    });
  });
});

import { mongoOf } from '../../helpers/database';
import { MongoNetworkError } from 'mongodb';
import { createChange } from '../../../services/changes/change';
import { BudgetSpent, type Mongo } from '../../../services/base/mongo';
import { type Click, type Offer, type OfferKind } from '../../../services/offers/offers';
import { type Problem } from '../../../services/base/problem';
import { type Services } from '../../../services';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { type Person } from '../../../services/people/person';
import { clickOn as offeredClick } from '../../helpers/clicks';
import { freshServices, person } from '../../helpers/services';

let services: Services;
let dispose: () => Promise<void>;
beforeEach(async () => void ({ services, dispose } = await freshServices()));
afterEach(async () => {
  jest.restoreAllMocks();
  await dispose();
});

const clickOn = (kind: OfferKind): Promise<Click> => offeredClick(services, kind, 'Megan', 'Alice');

/**
 * The checks before a change is prepared decide nothing: only what its own transaction finds counts (threats TE-2, E1).
 */
describe('what changed while a change was prepared refuses it, and nothing of it is done:', () => {
  const save = (name: string, changed: Partial<Person>) => services.directory.save({ ...person(name), ...changed });
  const cases: [string, () => Promise<unknown>, string][] = [
    ['the actor lost the role', () => save('Megan', { role: 'user' }), 'not-for-others'],
    ['the actor was disabled', () => save('Megan', { accountEnabled: false }), 'actor-disabled'],
    ['the person was disabled', () => save('Alice', { accountEnabled: false }), 'account-disabled'],
    ['the person lost the licence', () => save('Alice', { licensed: false }), 'not-licensed'],
    ['the person is protected now', () => save('Alice', { protected: true }), 'protected'],
    [
      'the person has objected',
      () =>
        mongoOf(services)
          .db.collection<ConferencingDocument>('conferencing')
          .updateOne({ person: person('Alice').id }, { $set: { blockedUntil: new Date(Date.now() + 60_000) } }),
      'resets-blocked',
    ],
  ];

  test.each(
    cases.flatMap(([what, happens, code]) =>
      (['reset-pin', 'reset-conference-id'] as const).map((kind) => [what, kind, happens, code] as const),
    ),
  )('%s, %s', async (_, kind, happens, code) => {
    const click = await clickOn(kind);
    let happened = false;
    const meanwhile = async () => {
      if (!happened) await happens();
      happened = true;
    };
    const { draw } = services.pins;
    jest.spyOn(services.pins, 'draw').mockImplementation(async (...given) => (await meanwhile(), draw(...given)));
    const { pick } = services.conferenceIds;
    jest
      .spyOn(services.conferenceIds, 'pick')
      .mockImplementation(async (...given) => (await meanwhile(), pick.apply(services.conferenceIds, given)));
    const { conferencing } = services;
    await expect(
      kind === 'reset-pin' ? conferencing.resetPin(click) : conferencing.resetConferenceId(click),
    ).rejects.toMatchObject({ code });
    expect(happened).toBe(true);
    expect(await services.offers.read(click)).toMatchObject({ state: 'offered' });
    expect(await mongoOf(services).db.collection('outbox').countDocuments()).toBe(0);
    expect((await services.audit.latest(click.tenant, 5)).filter(({ outcome }) => outcome === 'done')).toEqual([]);
  });
});

/** If the answer to a commit was lost, nobody knows what became of it until the offer says who has claimed it. */
describe('a commit whose answer is lost', () => {
  type Transact = Mongo['transact'];
  const lost = () => new MongoNetworkError('the connection was reset');
  const changeWith = (transact: Transact) => {
    const { directory, settings, audit, limits, requests, faultPoints, offers } = services;
    return createChange({
      mongo: { ...mongoOf(services), transact },
      offers,
      directory,
      settings,
      audit,
      limits,
      requests,
      faultPoints,
    });
  };
  const commit = (click: Click, transact: Transact) =>
    changeWith(transact).commit(click, 'reset-pin', async () => ({ result: 'mine' }));
  /** Runs it like a transaction that is rolled back. */
  const rolledBack = async (work: Parameters<Transact>[0], transact = mongoOf(services).transact) => {
    await transact(async (session) => {
      await work(session);
      throw new Error('rolled back');
    }).catch(() => undefined);
  };

  test('and that happened is found by its operation: the result is shown', async () => {
    const click = await clickOn('reset-pin');
    expect(
      await commit(click, async (work) => {
        await mongoOf(services).transact(work);
        throw lost();
      }),
    ).toBe('mine');
  });

  test('and that did not happen is not known', async () => {
    const click = await clickOn('reset-pin');
    await expect(
      commit(click, async (work) => {
        await rolledBack(work);
        throw lost();
      }),
    ).rejects.toMatchObject({ code: 'outcome-unknown' });
  });

  test('and that another click has won is done already, and shows nothing of ours', async () => {
    const click = await clickOn('reset-pin');
    await expect(
      commit(click, async (work) => {
        await rolledBack(work);
        expect(await commit(click, mongoOf(services).transact)).toBe('mine');
        throw lost();
      }),
    ).rejects.toMatchObject({ code: 'operation-used' });
  });

  test('and that the driver tried until the time was up came to nothing: it is busy, and known', async () => {
    const click = await clickOn('reset-pin');
    await expect(
      commit(click, async (work) => {
        await rolledBack(work);
        return mongoOf(services).transact(work, { budget: -1 });
      }),
    ).rejects.toBeInstanceOf(BudgetSpent);
  });

  test('and whose next try is refused for a reason has that reason, and changed nothing', async () => {
    const click = await clickOn('reset-pin');
    await expect(
      commit(click, async (work) => {
        await rolledBack(work);
        await services.directory.save({ ...person('Megan'), role: 'user' });
        return mongoOf(services).transact(work);
      }),
    ).rejects.toEqual(expect.objectContaining({ code: 'not-for-others' }) as Problem);
    expect(await mongoOf(services).db.collection<Offer>('operations').findOne({ _id: click.offer })).toMatchObject({
      state: 'offered',
    });
  });

  test('and that the driver runs again, because it came to nothing, is done once with the same PIN', async () => {
    const transact = mongoOf(services).transact;
    let again = 0;
    // `conferencing` was built on the same object.
    jest.spyOn(mongoOf(services), 'transact').mockImplementation(async (work, options) => {
      if ((again += 1) === 1) await rolledBack(work, transact);
      return transact(work, options);
    });
    const before = await mongoOf(services)
      .db.collection<ConferencingDocument>('conferencing')
      .findOne({ person: person('Alice').id });
    const { pin } = await services.conferencing.resetPin(await clickOn('reset-pin'));
    expect(again).toBeGreaterThan(0);
    expect(await services.conferencing.verifyPin(person('Alice'), pin!)).toBe(true);
    for (const [name, count] of [
      ['outbox', 1],
      ['notices', 0],
      ['audit', 1],
    ] as const)
      expect([name, await mongoOf(services).db.collection(name).countDocuments()]).toEqual([name, count]);
    expect(
      (await mongoOf(services)
        .db.collection<ConferencingDocument>('conferencing')
        .findOne({ person: person('Alice').id }))!.pin.version,
    ).toBe(before!.pin.version + 1);
  });
});

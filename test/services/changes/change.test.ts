import { mongoOf } from '../../helpers/database';
import { type Services } from '../../../services';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { type Click, type OfferKind } from '../../../services/offers/offers';
import { clickOn as offeredClick } from '../../helpers/clicks';
import { freshServices, person } from '../../helpers/services';

describe('a change', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeEach(async () => void ({ services, dispose } = await freshServices()));
  afterEach(() => dispose());

  const clickOn = (kind: OfferKind, actor: string, target: string): Promise<Click> =>
    offeredClick(services, kind, actor, target);
  const recordOf = async (name: string) =>
    (await mongoOf(services)
      .db.collection<ConferencingDocument>('conferencing')
      .findOne({ person: person(name).id }))!;
  const stateOf = async (click: Click) => (await services.offers.read(click)).state;

  test('is in the trail: who, for whom, what, when, and never the secret', async () => {
    const click = await clickOn('reset-pin', 'Megan', 'Alice');
    const pin = (await services.conferencing.resetPin(click)).pin!;
    const [record] = await services.audit.latest(click.tenant, 1);
    expect(record).toMatchObject({
      ...{ action: 'reset-pin', outcome: 'done', from: 'personal', version: 2 },
      ...{ actor: { id: person('Megan').id, role: 'admin' }, target: { id: person('Alice').id } },
    });
    expect(record!.at).toEqual((await recordOf('Alice')).pinResetAt);
    expect(JSON.stringify(record)).not.toContain(click.offer);
    expect(JSON.stringify(record)).not.toContain(pin.reveal());
  });

  test('does not happen when its record cannot be written', async () => {
    const before = await recordOf('Alice');
    await mongoOf(services).db.command({ collMod: 'audit', validator: { never: { $exists: true } } });
    const click = await clickOn('reset-pin', 'Alice', 'Alice');
    await expect(services.conferencing.resetPin(click)).rejects.toThrow();
    await mongoOf(services).db.command({ collMod: 'audit', validator: {} });
    expect(await recordOf('Alice')).toEqual(before);
    expect(await stateOf(click)).toBe('offered');
    expect((await services.conferencing.resetPin(click)).pin!.reveal()).toMatch(/^\d{5}$/);
  });

  test('of a conference ID retires the old one in the same moment', async () => {
    const { conferenceId, bridge } = await recordOf('Alice');
    const { info } = await services.conferencing.resetConferenceId(
      await clickOn('reset-conference-id', 'Megan', 'Alice'),
    );
    const old = await services.conferenceIds.find(bridge, conferenceId);
    const fresh = await services.conferenceIds.find(bridge, info.conferenceId);
    expect(old).toMatchObject({ state: 'retired', retiredAt: fresh!.since });
    expect(fresh).toMatchObject({ state: 'active', person: person('Alice').id });
  });

  test('of the same person by two admins at once happens twice, one after the other', async () => {
    const clicks = [await clickOn('reset-pin', 'Megan', 'Alice'), await clickOn('reset-pin', 'Nestor', 'Alice')];
    const results = await Promise.all(clicks.map((click) => services.conferencing.resetPin(click)));
    const fitting = await Promise.all(results.map(({ pin }) => services.conferencing.verifyPin(person('Alice'), pin!)));
    expect(fitting.filter(Boolean)).toHaveLength(1);
    expect((await recordOf('Alice')).pin.version).toBe(3);
    const versions = (await services.audit.latest(clicks[0]!.tenant, 10)).map(({ version }) => version).sort();
    expect(versions).toEqual([2, 3]);
  });

  test('of the conference ID by two admins at once leaves one active and two retired', async () => {
    const clicks = [
      await clickOn('reset-conference-id', 'Megan', 'Alice'),
      await clickOn('reset-conference-id', 'Nestor', 'Alice'),
    ];
    await Promise.all(clicks.map((click) => services.conferencing.resetConferenceId(click)));
    const ids = await mongoOf(services)
      .db.collection('conferenceIds')
      .find({ person: person('Alice').id })
      .toArray();
    expect(ids.map(({ state }) => state as string).sort()).toEqual(['active', 'retired', 'retired']);
  });

  test('cannot be had by a service call without the right, whatever the operation says', async () => {
    for (const [kind, run] of [
      ['reset-pin', services.conferencing.resetPin],
      ['reset-conference-id', services.conferencing.resetConferenceId],
    ] as const) {
      await expect(run(await clickOn(kind, 'Adele', 'Alice'))).rejects.toMatchObject({ code: 'not-for-others' });
    }
    await expect(
      services.conferencing.resetConferenceId(await clickOn('reset-conference-id', 'Alice', 'Alice')),
    ).rejects.toMatchObject({ code: 'not-your-role' });
    await expect(services.conferencing.resetPin(await clickOn('reset-pin', 'Diego', 'Diego'))).rejects.toMatchObject({
      code: 'actor-guest',
    });
    await expect(services.conferencing.resetPin(await clickOn('reset-pin', 'Joni', 'Joni'))).rejects.toMatchObject({
      code: 'actor-disabled',
    });
  });

  test('of one kind cannot be had with the offer of another', async () => {
    const click = await clickOn('send-conference-info', 'Megan', 'Alice');
    await expect(services.conferencing.resetPin(click)).rejects.toMatchObject({ code: 'operation-unknown' });
    expect(await stateOf(click)).toBe('offered');
  });

  test('keeps the PIN of a queued email unreadable', async () => {
    const pin = (await services.conferencing.resetPin(await clickOn('reset-pin', 'Megan', 'Alice'))).pin!;
    const [mail] = await mongoOf(services).db.collection('outbox').find().toArray();
    expect(mail).toHaveProperty('pin.sealed');
    expect(JSON.stringify(mail)).not.toContain(pin.reveal());
  });
});

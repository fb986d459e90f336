import { type Operation } from '../../../services/offers/offers';
import { type Problem } from '../../../services/base/problem';
import { type Services } from '../../../services';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { clickOn } from '../../helpers/clicks';
import { freshServices, noLimits, person } from '../../helpers/services';

describe('a reset of a PIN that nobody may have seen', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeAll(async () => void ({ services, dispose } = await freshServices()));
  afterAll(() => dispose());
  beforeEach(() =>
    Promise.all(['limits', 'operations', 'audit'].map((name) => services.mongo.db.collection(name).deleteMany({}))),
  );

  const operations = () => services.mongo.db.collection<Operation>('operations');
  const limit = (limits: object) => services.settings.save(sampleTenant, { ...noLimits, ...limits });

  /** What came of a reset: whether its answer left us, or nobody knows, and how long ago that was. Seconds. */
  type Fate = 'shown' | 'lost' | 'nobody knows';
  async function reset({ by = 'Alice', fate, ago = 60 }: { by?: string; fate: Fate; ago?: number }): Promise<void> {
    const [actor, target] = [person(by), person('Alice')];
    await services.limits.assertFree({ tenant: sampleTenant, actor: actor.id, target: target.id, action: 'reset-pin' });
    const click = await clickOn(services, 'reset-pin', by, 'Alice');
    const operation = await services.operations.read(click);
    await services.conferencing.resetPin(click);
    if (fate === 'shown') await services.displays.shown(click, operation);
    if (fate === 'lost') await services.displays.lost(click, operation);
    await operations().updateOne({ _id: operation._id }, { $set: { endedAt: new Date(Date.now() - ago * 1_000) } });
  }
  const refused = expect.objectContaining({ code: 'limit-reached' }) as Problem;

  test('may be repeated without being counted, and the repetition that was seen ends that', async () => {
    await limit({ limitOwn: 1 });
    await reset({ fate: 'lost' });
    await reset({ fate: 'shown' });
    await expect(reset({ fate: 'shown' })).rejects.toEqual(refused);
  });

  test('may be repeated twice, and not for ever', async () => {
    await limit({ limitOwn: 1 });
    for (let time = 0; time < 3; time += 1) await reset({ fate: 'lost' });
    await expect(reset({ fate: 'lost' })).rejects.toEqual(refused);
  });

  test('is counted itself, and counts again where it was seen', async () => {
    await limit({ limitOwn: 2 });
    await reset({ fate: 'shown' });
    await reset({ fate: 'shown' });
    await expect(reset({ fate: 'shown' })).rejects.toEqual(refused);
  });

  test.each<[string, Fate, number, boolean]>([
    ['whose answer is still on its way', 'nobody knows', 5, false],
    ['whose process died before it could note anything', 'nobody knows', 40, true],
    ['whose process died a quarter of an hour ago', 'nobody knows', 901, false],
    ['whose answer was lost a moment ago', 'lost', 1, true],
    ['whose answer was lost a quarter of an hour ago', 'lost', 901, false],
  ])('%s', async (_, fate, ago, free) => {
    await limit({ limitOwn: 1 });
    await reset({ fate, ago });
    const again = reset({ fate: 'shown' });
    await (free ? again : expect(again).rejects.toEqual(refused));
  });

  test('is repeated by whoever made it, for that person: somebody else counts', async () => {
    await limit({ limitPerTarget: 1 });
    await reset({ by: 'Megan', fate: 'lost' });
    await expect(reset({ by: 'Nestor', fate: 'shown' })).rejects.toEqual(refused);
    await reset({ by: 'Megan', fate: 'shown' });
    await expect(reset({ by: 'Megan', fate: 'shown' })).rejects.toEqual(refused);
  });

  test('counts neither for the administrator nor for the organization', async () => {
    await limit({ limitPerActor: 1, limitPerTenant: 1 });
    await reset({ by: 'Megan', fate: 'lost' });
    await reset({ by: 'Megan', fate: 'shown' });
    await expect(reset({ by: 'Megan', fate: 'shown' })).rejects.toEqual(refused);
  });

  test('is a record of its own beside the one of the change', async () => {
    await limit({});
    await reset({ fate: 'lost' });
    await reset({ fate: 'shown' });
    const records = (await services.audit.latest(sampleTenant, 10)).reverse();
    expect(records.map(({ outcome }) => outcome)).toEqual(['done', 'unconfirmed', 'done', 'shown']);
    expect(new Set(records.map(({ operation }) => operation)).size).toBe(2);
  });
});

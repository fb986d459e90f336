import { mongoOf } from '../../helpers/database';
import { type Offer } from '../../../services/offers/offers';
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
    Promise.all(['limits', 'operations', 'audit'].map((name) => mongoOf(services).db.collection(name).deleteMany({}))),
  );

  const offers = () => mongoOf(services).db.collection<Offer>('operations');
  const limit = (limits: object) => services.settings.save(sampleTenant, { ...noLimits, ...limits });

  /**
   * Makes a reset with a given fate: its answer left us, was lost, or nobody knows. `ago` is how long ago that was.
   * Seconds.
   */
  type Fate = 'shown' | 'lost' | 'nobody knows';
  async function reset({
    by = 'Alice',
    mailOutcome,
    ago = 60,
  }: {
    by?: string;
    mailOutcome: Fate;
    ago?: number;
  }): Promise<void> {
    const [actor, target] = [person(by), person('Alice')];
    await services.limits.assertFree({ tenant: sampleTenant, actor: actor.id, target: target.id, action: 'reset-pin' });
    const click = await clickOn(services, 'reset-pin', by, 'Alice');
    const offer = await services.offers.read(click);
    await services.conferencing.resetPin(click);
    if (mailOutcome === 'shown') await services.answersSeen.shown(click, offer);
    if (mailOutcome === 'lost') await services.answersSeen.lost(click, offer);
    await offers().updateOne({ _id: offer._id }, { $set: { endedAt: new Date(Date.now() - ago * 1_000) } });
  }
  const refused = expect.objectContaining({ code: 'limit-reached' }) as Problem;

  test('may be repeated without being counted, and the repetition that was seen ends that', async () => {
    await limit({ limitOwn: 1 });
    await reset({ mailOutcome: 'lost' });
    await reset({ mailOutcome: 'shown' });
    await expect(reset({ mailOutcome: 'shown' })).rejects.toEqual(refused);
  });

  test('may be repeated twice, and not for ever', async () => {
    await limit({ limitOwn: 1 });
    for (let time = 0; time < 3; time += 1) await reset({ mailOutcome: 'lost' });
    await expect(reset({ mailOutcome: 'lost' })).rejects.toEqual(refused);
  });

  test('is counted itself, and counts again where it was seen', async () => {
    await limit({ limitOwn: 2 });
    await reset({ mailOutcome: 'shown' });
    await reset({ mailOutcome: 'shown' });
    await expect(reset({ mailOutcome: 'shown' })).rejects.toEqual(refused);
  });

  test.each<[string, Fate, number, boolean]>([
    ['whose answer is still on its way', 'nobody knows', 5, false],
    ['whose process died before it could note anything', 'nobody knows', 40, true],
    ['whose process died a quarter of an hour ago', 'nobody knows', 901, false],
    ['whose answer was lost a moment ago', 'lost', 1, true],
    ['whose answer was lost a quarter of an hour ago', 'lost', 901, false],
  ])('%s', async (_, mailOutcome, ago, free) => {
    await limit({ limitOwn: 1 });
    await reset({ mailOutcome, ago });
    const again = reset({ mailOutcome: 'shown' });
    await (free ? again : expect(again).rejects.toEqual(refused));
  });

  test('is repeated by whoever made it, for that person: somebody else counts', async () => {
    await limit({ limitPerTarget: 1 });
    await reset({ by: 'Megan', mailOutcome: 'lost' });
    await expect(reset({ by: 'Nestor', mailOutcome: 'shown' })).rejects.toEqual(refused);
    await reset({ by: 'Megan', mailOutcome: 'shown' });
    await expect(reset({ by: 'Megan', mailOutcome: 'shown' })).rejects.toEqual(refused);
  });

  test('counts neither for the administrator nor for the organization', async () => {
    await limit({ limitPerActor: 1, limitPerTenant: 1 });
    await reset({ by: 'Megan', mailOutcome: 'lost' });
    await reset({ by: 'Megan', mailOutcome: 'shown' });
    await expect(reset({ by: 'Megan', mailOutcome: 'shown' })).rejects.toEqual(refused);
  });

  test('is a record of its own beside the one of the change', async () => {
    await limit({});
    await reset({ mailOutcome: 'lost' });
    await reset({ mailOutcome: 'shown' });
    const records = (await services.audit.latest(sampleTenant, 10)).reverse();
    expect(records.map(({ outcome }) => outcome)).toEqual(['done', 'unconfirmed', 'done', 'shown']);
    expect(new Set(records.map(({ operation: offer }) => offer)).size).toBe(2);
  });
});

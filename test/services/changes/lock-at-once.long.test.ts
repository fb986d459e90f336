import { mongoOf } from '../../helpers/database';
import { type Services } from '../../../services';
import { Problem } from '../../../services/base/problem';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { clickOn } from '../../helpers/clicks';
import { freshServices, person } from '../../helpers/services';

describe('a lock that is lifted while something else happens', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeEach(async () => void ({ services, dispose } = await freshServices()));
  afterEach(() => dispose());

  const records = () => mongoOf(services).db.collection<ConferencingDocument>('conferencing');
  const ahead = () => new Date(Date.now() + 3_600_000);
  const lock = (until: Date, accused: string) =>
    records().updateOne(
      { person: person('Alice').id },
      { $set: { blockedUntil: until, accused: [{ id: person(accused).id, until }] } },
    );
  const codeOf = (error: unknown) => (error instanceof Problem ? error.code : String(error));

  test('a reset beside it is made after it, or refused: never under the lock', async () => {
    for (let round = 0; round < 5; round += 1) {
      await lock(ahead(), 'Nestor');
      const [lift, reset] = [
        await clickOn(services, 'lift-lock', 'Megan', 'Alice'),
        await clickOn(services, 'reset-conference-id', 'Nestor', 'Alice'),
      ];
      const [lifted, made] = await Promise.allSettled([
        services.objections.lift(lift),
        services.conferencing.resetConferenceId(reset),
      ]);
      expect(lifted.status).toBe('fulfilled');
      if (made.status === 'rejected') expect(codeOf(made.reason)).toBe('resets-blocked');
      const trail = (await services.audit.latest(person('Alice').tenant, 2)).map(({ action }) => action);
      if (made.status === 'fulfilled') expect(trail).toEqual(['reset-conference-id', 'lift-lock']);
    }
  });

  test('a newer lock is not lifted with an offer that was made for the older one, if its reset is the lifter’s', async () => {
    await lock(ahead(), 'Nestor');
    const lift = await clickOn(services, 'lift-lock', 'Megan', 'Alice');
    const newer = ahead();
    await lock(newer, 'Megan');
    await expect(services.objections.lift(lift)).rejects.toMatchObject({ code: 'lock-not-yours' });
    expect((await services.objections.lockOf(person('Alice')))!.until).toEqual(newer);
  });

  test('two who lift it at once do it once', async () => {
    await lock(ahead(), 'Nestor');
    const clicks = [
      await clickOn(services, 'lift-lock', 'Megan', 'Alice'),
      await clickOn(services, 'lift-lock', 'Alice', 'Alice'),
    ];
    const answers = await Promise.allSettled(clicks.map((click) => services.objections.lift(click)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []))).toEqual(['not-locked']);
    const done = (await services.audit.latest(person('Alice').tenant, 9)).filter(
      ({ action }) => action === 'lift-lock',
    );
    expect(done).toHaveLength(1);
  });
});

import { type Services } from '../../../services';
import { type ConferencingDocument } from '../../../services/conferencing/records';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { mongoOf } from '../../helpers/database';
import { freshServices, person } from '../../helpers/services';

describe('the sheet of somebody who objected to a reset', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeAll(async () => void ({ services, dispose } = await freshServices()));
  afterAll(() => dispose());

  const lock = (until: Date) =>
    mongoOf(services)
      .db.collection<ConferencingDocument>('conferencing')
      .updateOne({ person: person('Alice').id }, { $set: { blockedUntil: until } });

  test('says until when it is locked, and nothing once that is over', async () => {
    const now = (await services.now()).getTime();
    const [ahead, past] = [new Date(now + 60_000), new Date(now - 1)];
    await lock(ahead);
    expect((await services.personView.view(person('Alice'))).lockedUntil).toEqual(ahead);
    expect((await services.personView.view(person('Alex'))).lockedUntil).toBeUndefined();
    const all = await services.personView.standings(sampleTenant, [person('Alice'), person('Alex')]);
    expect([all.get(person('Alice').id)!.lockedUntil, all.get(person('Alex').id)!.lockedUntil]).toEqual([
      ahead,
      undefined,
    ]);
    await lock(past);
    expect((await services.personView.view(person('Alice'))).lockedUntil).toBeUndefined();
  });
});

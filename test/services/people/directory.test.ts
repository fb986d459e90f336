import { mongoOf } from '../../helpers/database';
import { examinedBy } from '../../helpers/examined';
import { type Services } from '../../../services';
import { refolding } from '../../../services/people/directory';
import { foldingVersion } from '../../../services/people/names';
import { type PersonDocument } from '../../../services/people/person';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { freshServices, person } from '../../helpers/services';

describe('the directory', () => {
  let services: Services;
  let dispose: () => Promise<void>;
  beforeAll(async () => {
    ({ services, dispose } = await freshServices());
  });
  afterAll(() => dispose());

  test('looks at those alone who have the names that were typed', async () => {
    for (const typed of ['o brien', 'zoe obrien', "O'Brien, Zoë", 'zoeobrienlukasz']) {
      expect(await services.directory.find(sampleTenant, typed)).toEqual(person('Zoë'));
      expect(await examinedBy(() => services.directory.find(sampleTenant, typed))).toBeLessThanOrEqual(2);
    }
  });

  test('folds anew whoever was stored with an older folding', async () => {
    const people = mongoOf(services).collection<PersonDocument>('people');
    const zoe = { id: person('Zoë').id };
    await people.updateOne(zoe, { $set: { names: ['zoe obrien lukasz', 'zoe', 'obrien', 'lukasz'], folding: 2 } });
    const find = () => services.directory.find(sampleTenant, 'zoe obrien');
    await expect(find()).rejects.toMatchObject({ code: 'person-unknown' });
    expect(await refolding(mongoOf(services)).run(() => Promise.resolve())).toBe(1);
    expect(await find()).toEqual(person('Zoë'));
    expect(await people.findOne(zoe)).toMatchObject({ folding: foldingVersion });
  });
});

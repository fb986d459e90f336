import { startTrailRetention } from '../../../bot/loops/trail-retention';
import { createLog } from '../../../services/base/log';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { mongoOf } from '../../helpers/database';
import { freshServices } from '../../helpers/services';
import { until } from '../../helpers/until';

const year = 365 * 24 * 3_600_000;

test.each([
  [2, '1y'],
  [4, '5y'],
  [5, 'ever'],
] as const)('of records of every year, %i are left where the trail is kept for: %s', async (left, keepTrail) => {
  const { services, dispose } = await freshServices();
  const trail = mongoOf(services).db.collection('audit');
  await services.settings.save(sampleTenant, { keepTrail });
  await trail.deleteMany({});
  await trail.insertMany(
    [9.5, 6.5, 3.5, 1.5, 0.5].map((years) => ({
      ...{ tenant: sampleTenant, action: 'enable', outcome: 'done', from: 'commandLine', actor: { id: 'a' } },
      at: new Date(Date.now() - years * year),
    })),
  );
  await services.auditChain.chainWaiting();
  const stop = startTrailRetention({ services, log: createLog({ level: 'silent' }), interval: 20 });
  try {
    const removed = { '1y': 4, '5y': 2, 'ever': 0 }[keepTrail];
    await until('the records that are too old are gone', async () => {
      await services.auditChain.chainWaiting();
      // The record of the cut is one more.
      return (await trail.countDocuments()) === 5 - removed + (removed > 0 ? 1 : 0);
    });
    const verdict = await services.auditChain.verify(sampleTenant);
    expect(verdict).toMatchObject({ finding: undefined, right: removed > 0 ? left : 5 });
    expect(verdict.cut?.seq).toBe(removed > 0 ? removed : undefined);
  } finally {
    await stop();
    await dispose();
  }
});

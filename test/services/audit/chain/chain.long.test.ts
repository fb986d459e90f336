import { openTrail } from './trail';

test('the chain goes on over batches and restarts, and 2,000 records of it verify', async () => {
  const trail = await openTrail();
  await trail.write('long', 1_300);
  const early = await trail.chain.head('long');
  await trail.chain.chainWaiting();
  const saved = await trail.chain.head('long');
  const restarted = await openTrail({ database: trail.database });
  await restarted.write('long', 700);
  await restarted.chain.chainWaiting();
  expect(early).toBeUndefined();
  expect(saved?.seq).toBe(1_300);
  expect(await restarted.chain.verify('long', saved)).toMatchObject({ right: 2_000, waiting: 0, finding: undefined });
  await restarted.mongo.close();
  await trail.close();
});

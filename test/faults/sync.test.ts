import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectMongo } from '../../services/base/mongo';
import { sampleTenant } from '../../services/try-out/sample-people';
import { userOf } from '../../tenant/stand-ins/contoso';
import { startGraphStandIn } from '../../tenant/stand-ins/graph';
import { freshDatabase, leaveMongo, person, testKey } from '../helpers/services';
import type { RoundTaken, SyncOrders } from './sync-child';

/**
 * Compiled code in one thread, as the image of production has it. Without a limit of the heap, garbage lies about for
 * as long as the machine has room, and says nothing about what is needed.
 */
const execArgv = ['--require', 'tsx/cjs', '--max-old-space-size=128'];

/**
 * So many people a company has. `SYNC_PEOPLE=100000` repeats what docs/real-tenant.md says was measured; every run
 * takes a fifth of that, to be done in two minutes.
 */
const company = Number(process.env.SYNC_PEOPLE ?? 20_000);
/** A first round of 100,000 people may take ten minutes. What other tests take beside it comes on top. Seconds. */
const longest = (600 * company) / 100_000 + 120;

const idOf = (index: number): string => `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
const users = Array.from({ length: company }, (_, index) => {
  const address = `person.${index}@contoso.example`;
  return userOf({
    ...person('Alice'),
    ...{ id: idOf(index), upn: address, mail: address, name: `Person ${index}`, surname: String(index) },
  });
});

async function round(child: ChildProcess, kind: 'full' | 'changes'): Promise<RoundTaken> {
  child.send(kind);
  const [taken] = (await once(child, 'message')) as [RoundTaken];
  console.log(`${kind}: ${JSON.stringify(taken)}`);
  return taken;
}

test('a company comes within the time for its size and 200 MB, and 100 changes within 5 seconds', async () => {
  const database = freshDatabase();
  const graph = await startGraphStandIn({ users, pageSize: 200 });
  const orders: SyncOrders = {
    ...{ ...database, key: testKey.bytes.toString('base64'), tenant: sampleTenant, graph: graph.address },
  };
  const child = fork(join(__dirname, 'sync-child.ts'), [JSON.stringify(orders)], { execArgv });
  await once(child, 'message');
  try {
    const first = await round(child, 'full');
    expect(first).toMatchObject({ outcome: 'done', rows: company });
    expect(first.seconds).toBeLessThan(longest);
    expect(first.megabytes).toBeLessThan(200);

    const apart = company / 100;
    for (let index = 0; index < 100; index += 1) graph.save({ id: idOf(index * apart), accountEnabled: false });
    const changes = await round(child, 'changes');
    expect(changes).toMatchObject({ outcome: 'done', rows: 100, changed: 100 });
    expect(changes.seconds).toBeLessThan(5);

    const night = await round(child, 'full');
    expect(night).toMatchObject({ outcome: 'done', rows: company, changed: 0 });
    expect(night.seconds).toBeLessThan(longest);
    expect(night.megabytes).toBeLessThan(200);
  } finally {
    child.send('stop');
    await once(child, 'exit');
    await graph.close();
    const mongo = await connectMongo(database);
    await leaveMongo(mongo);
    await mongo.close();
  }
}, 1_300_000);

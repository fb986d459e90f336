import { mongoOf } from '../helpers/database';
import { type FaultPoint } from '../../services/base/fault-points';
import { type TenantCall } from '../../services/conferencing/tenant-calls';
import { type Notice } from '../../services/offers/notice-kinds';
import { person } from '../helpers/services';
import { readCard, titleOf } from '../helpers/read-card';
import { until } from '../helpers/until';
import { type Arena, openArena } from './arena';
import { cardOf, shown } from './teams';

/** How often each point is tried. */
const rounds = 2;
const [megan, alice] = [person('Megan'), person('Alice')];
const text = 'reset pin for alice';

let arena: Arena;
beforeAll(async () => void (arena = await openArena({ teams: true })));
afterAll(() => arena.close());

const collection = <T extends object>(name: string) => mongoOf(arena.services).db.collection<T>(name);
const newest = async () => (await collection<TenantCall>('tenantCalls').find().sort({ at: -1 }).limit(1).toArray())[0];

/** The lease of a dead process, and the five minutes after which it is given up, are over. */
async function timePasses(): Promise<void> {
  await collection<{ _id: string }>('leases').deleteMany({ _id: /^teams\// });
  const earlier = [{ $set: { at: { $subtract: ['$at', 6 * 60_000] } } }];
  await collection<TenantCall>('tenantCalls').updateMany({}, earlier);
}

const points: [string, FaultPoint | 'responding', made: number, end: TenantCall['state']][] = [
  ['noted as asked, nothing sent', 'asked', 0, 'unknown'],
  ['about to be sent', 'sent', 0, 'unknown'],
  ['answered, nothing noted', 'answered', 1, 'unknown'],
  ['in the middle of the answer with the PIN', 'responding', 1, 'done'],
];

test.each(points)('a process that dies: %s', async (_, dieAt, made, end) => {
  for (let round = 0; round < rounds; round += 1) {
    const toldBefore = await collection<Notice>('notices').countDocuments({ kind: 'call-ended' });
    const dying = await arena.start({ dieAt });
    const offer = (await arena.teams.offer(dying.port, megan, text))!;
    await arena.teams.click(dying.port, megan, offer, 'Reset PIN');
    await dying.ended;
    expect(dying.drawn).toHaveLength(made);

    const next = await arena.start();
    const again = await arena.teams.clickUntilFree(next.port, megan, offer, 'Reset PIN');
    expect(again.status).toBe(200);
    expect(shown(again, 'pin')).toBeUndefined();
    // Nobody says that it failed, and no other process asks Teams again.
    if (end === 'unknown') expect(readCard(cardOf(again)!)).not.toMatch(/failed|nothing was changed/i);
    const { _id } = (await newest())!;
    const state = async () => (await collection<TenantCall>('tenantCalls').findOne({ _id }))!.state;
    await timePasses();
    if (end === 'unknown') await until('nobody to wait any more', async () => (await state()) === 'unknown');
    expect(await state()).toBe(end);
    expect(next.drawn).toHaveLength(0);

    // Whoever asked is told, once, and the next reset works as if nothing had been.
    const told = await collection<Notice>('notices').countDocuments({ kind: 'call-ended', person: megan.id });
    expect(told).toBe(toldBefore + (end === 'unknown' ? 1 : 0));
    const fresh = (await arena.teams.offer(next.port, megan, text))!;
    const pin = shown(await arena.teams.clickUntilFree(next.port, megan, fresh, 'Reset PIN'), 'pin');
    expect(next.drawn).toEqual([pin]);
    await next.stop();
  }
  await arena.check();
});

test('after a process has died nothing is asked for the same person while it may still be under way', async () => {
  const dying = await arena.start({ dieAt: 'sent' });
  const offer = (await arena.teams.offer(dying.port, megan, text))!;
  await arena.teams.click(dying.port, megan, offer, 'Reset PIN');
  await dying.ended;
  const next = await arena.start();
  const own = (await arena.teams.offer(next.port, alice, 'reset my pin'))!;
  const card = cardOf(await arena.teams.clickUntilFree(next.port, alice, own, 'Reset PIN'))!;
  expect(titleOf(card)).toBe('Teams is still at it');
  expect(next.drawn).toHaveLength(0);
  await timePasses();
  const pin = shown(await arena.teams.clickUntilFree(next.port, alice, own, 'Reset PIN'), 'pin');
  expect(next.drawn).toEqual([pin]);
  await until(
    'nobody to wait any more',
    async () => (await collection('tenantCalls').countDocuments({ state: 'asked' })) === 0,
  );
  await arena.check();
});

import { Secret } from '../../services/secret';
import { button, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { type Arena, openArena } from './arena';
import { type Interference, once, startProxy } from './proxy';
import { cardOf, shown } from './teams';

type Proxy = Awaited<ReturnType<typeof startProxy>>;

describe('a connection to the database that', () => {
  let arena: Arena;
  let proxy: Proxy;
  let port: number;
  const alice = person('Alice');
  beforeAll(async () => {
    arena = await openArena();
    const target = new URL(process.env.TEST_MONGODB_URI!);
    proxy = await startProxy({ host: target.hostname, port: Number(target.port) });
    ({ port } = await arena.start({ uri: proxy.uri }));
  });
  afterEach(() => proxy.interfere(() => 'pass'));
  afterAll(async () => {
    await arena.check();
    await arena.close();
    await proxy.close();
  });

  const cases: [Interference, string][] = (['reset-before', 'reset-after', 'delay'] as const).flatMap((interference) =>
    ['findAndModify', 'audit', 'commitTransaction'].map((words): [Interference, string] => [interference, words]),
  );

  test.each(cases)('does %s at %s shows a PIN that works, or none', async (interference, words) => {
    for (let round = 0; round < 3; round += 1) {
      const offer = (await arena.teams.offer(port, alice, 'reset my pin'))!;
      proxy.interfere(once(words, interference));
      const answer = await arena.teams.click(port, alice, offer, 'Reset PIN');
      proxy.interfere(() => 'pass');
      expect(answer.status).toBe(200);
      const pin = shown(answer, 'pin');
      if (pin) expect(await arena.services.conferencing.verifyPin(alice, new Secret(pin))).toBe(true);
      const again = await arena.teams.click(port, alice, offer, 'Reset PIN');
      if (pin) expect(again.body).toMatch(/already done at/);
    }
  });

  test('is lost with the commit and does not come back leaves it unknown, tells so without a PIN, and tells later', async () => {
    const offer = (await arena.teams.offer(port, alice, 'reset my pin'))!;
    // The commit reaches the database, and nothing gets through any more: no answer, and no question about it.
    let cut = false;
    proxy.interfere((bytes) => {
      if (cut) return 'reset-before';
      cut = bytes.includes('commitTransaction');
      return cut ? 'reset-after' : 'pass';
    });
    const started = Date.now();
    const answer = await arena.teams.click(port, alice, offer, 'Reset PIN');
    expect(shown(answer, 'pin')).toBeUndefined();
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Not known yet');
    expect(button(cardOf(answer)!, 'Status').verb).toBe('status');
    // Teams gives up on a click after a quarter of a minute.
    expect(Date.now() - started).toBeLessThan(14_000);
    proxy.interfere(() => 'pass');
    const status = (await arena.teams.offer(port, alice, 'status'))!;
    expect(titleOf(status)).toBe('PIN reset');
    const later = await arena.teams.click(port, alice, offer, 'Reset PIN');
    expect(later.body).toMatch(/already done at/);
  });
});

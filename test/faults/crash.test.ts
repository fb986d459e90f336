import { mongoOf } from '../helpers/database';
import { type FaultPoint } from '../../services/base/fault-points';
import { Secret } from '../../services/base/secret';
import { person } from '../helpers/services';
import { type Arena, openArena } from './arena';
import { once, startProxy } from './proxy';
import { cardOf, shown } from './teams';

/** The kinds of change, as an admin asks for them, with the button and what the answer shows. */
const kinds = [
  { text: 'reset pin for alice', title: 'Reset PIN', id: 'pin' },
  { text: 'reset conference id for alice', title: 'Reset conference ID', id: 'conferenceId' },
] as const;
type Kind = (typeof kinds)[number];

/** How often each point is tried. Each try takes two processes of its own. */
const rounds = 3;

const [megan, alice] = [person('Megan'), person('Alice')];

/** Lets a replica die at a point, and then another one take the same click. */
async function dieAndGoOn(
  arena: Arena,
  { text, title, id }: Kind,
  point: { dieAt: FaultPoint | 'responding'; happened: 'nothing' | 'everything' },
): Promise<void> {
  const { dieAt, happened } = point;
  const dying = await arena.start({ dieAt });
  const offer = (await arena.teams.offer(dying.port, megan, text))!;
  const broken = await arena.teams.click(dying.port, megan, offer, title);
  await dying.ended;
  expect(cardOf(broken)).toBeUndefined();

  const next = await arena.start();
  // A database may keep the transaction of a dead client for a minute.
  const again = await arena.teams.clickUntilFree(next.port, megan, offer, title);
  expect(again.status).toBe(200);
  if (happened === 'nothing') expect(shown(again, id)).toMatch(/^\d+$/);
  else expect(again.body).toMatch(/already done at \d\d:\d\d/);
  if (id === 'pin' && happened === 'nothing') {
    // INV2: the PIN that was shown works.
    expect(await arena.services.conferencing.verifyPin(alice, new Secret(shown(again, 'pin')!))).toBe(true);
  }
  await arena.check();
}

describe.each(kinds)('a process that dies while it does "$text"', (kind) => {
  const { text, title, id } = kind;
  let arena: Arena;
  beforeAll(async () => void (arena = await openArena()));
  afterAll(() => arena.close());

  const points: [string, FaultPoint | 'responding', 'nothing' | 'everything'][] = [
    ['C1: after the click was accepted', 'authenticated', 'nothing'],
    ['C4: committed, before it answers', 'committed', 'everything'],
    ['C5: in the middle of its answer', 'responding', 'everything'],
  ];

  test.each(points)('%s', async (_, dieAt, happened) => {
    for (let round = 0; round < rounds; round += 1) await dieAndGoOn(arena, kind, { dieAt, happened });
  });

  test('C3: with the commit sent and no answer yet', async () => {
    const { hostname, port } = new URL(process.env.TEST_MONGODB_URI!);
    for (let round = 0; round < rounds; round += 1) {
      const proxy = await startProxy({ host: hostname, port: Number(port) });
      const dying = await arena.start({ uri: proxy.uri });
      const offer = (await arena.teams.offer(dying.port, megan, text))!;
      const commit = once('commitTransaction', 'reset-after');
      proxy.interfere((bytes) => {
        const decision = commit(bytes);
        if (decision !== 'pass') dying.child.kill('SIGKILL');
        return decision;
      });
      await arena.teams.click(dying.port, megan, offer, title);
      await dying.ended;
      const next = await arena.start();
      const again = await arena.teams.clickUntilFree(next.port, megan, offer, title);
      // The commit was on its way. It happened completely or not at all, and both are right.
      expect(shown(again, id) !== undefined || /already done at/.test(again.body)).toBe(true);
      await arena.check();
      await proxy.close();
    }
  });

  test('C6: before it edits the message to its final state', async () => {
    const dying = await arena.start({ dieAt: 'before-edit' });
    const offer = (await arena.teams.offer(dying.port, megan, text))!;
    await arena.teams.click(dying.port, megan, offer, title);
    const offers = mongoOf(arena.services).db.collection<{ state: string; tidyAt?: Date }>('operations');
    await offers.updateMany({ state: 'done' }, { $set: { tidyAt: new Date(0) } });
    await dying.ended;
    const edits = () => arena.connector.calls.filter(({ method }) => method === 'PUT').length;
    const before = edits();
    // The dead one still holds the lease of the message it was about to edit.
    await offers.updateMany({ tidyAt: { $exists: true } }, { $set: { tidyAt: new Date(0) } });
    await arena.start();
    while ((await offers.countDocuments({ state: 'done', tidyAt: { $exists: true } })) > 0)
      await new Promise((go) => setTimeout(go, 100));
    expect(edits()).toBeGreaterThan(before);
    await arena.check();
  });
});

test('C2: a process that dies with the operation claimed, in the transaction', async () => {
  // All kinds at once, each on its own database: the dead one's transaction stays for a minute.
  await Promise.all(
    kinds.map(async (kind) => {
      const arena = await openArena();
      await dieAndGoOn(arena, kind, { dieAt: 'claimed', happened: 'nothing' }).finally(() => arena.close());
    }),
  );
});

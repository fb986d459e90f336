import { mongoOf } from '../helpers/database';
import { operationHash } from '../../services/base/operation-hash';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { type Person } from '../../services/people/person';
import { Secret } from '../../services/base/secret';
import { button, offerOf, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';
import { type Arena, openArena } from './arena';
import { type Interference, message, once, startProxy } from './proxy';
import { type Answer, cardOf, shown } from './teams';

type Proxy = Awaited<ReturnType<typeof startProxy>>;

/** The claim of a click. The loop that tidies messages uses the same command for offers, and must not match. */
const claim = new RegExp(`${message('findAndModify', 'operations').source}.*claimedBy`, 's');

/** Meanwhile the replica chains the trail, in transactions of its own: those before the claim do not count. */
function fromTheClaimOn(decide: (text: string) => Interference): (text: string) => Interference {
  let claimed = false;
  return (text) => {
    claimed ||= claim.test(text);
    return claimed ? decide(text) : 'pass';
  };
}

describe('a connection to the database that', () => {
  let arena: Arena;
  let proxy: Proxy;
  let port: number;
  const [alice, megan] = [person('Alice'), person('Megan')];
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

  /** The kinds of change, and for each, whether the card in the answer says that it was done. */
  const kinds: [Person, string, string, (answer: Answer) => Promise<boolean>][] = [
    [alice, 'reset my pin', 'Reset PIN', (answer) => works(shown(answer, 'pin'))],
    [megan, 'reset pin for alice', 'Reset PIN', (answer) => works(shown(answer, 'pin'))],
    [
      megan,
      'reset conference id for alice',
      'Reset conference ID',
      async (answer) => shown(answer, 'conferenceId')?.replaceAll(' ', '') === (await recordOf(alice)).conferenceId,
    ],
    [
      megan,
      'send conference info to alice',
      'Send',
      async (answer) => JSON.stringify(cardOf(answer)).includes('being emailed'),
    ],
  ];
  /**
   * The points in a change: the first write of its transaction, the last one, and its end. Each says whether the change
   * is done if the database falls silent there.
   */
  const points: [string, RegExp, 'done' | 'not done'][] = [
    ['the claim', claim, 'not done'],
    ['the record in the trail', message('insert', 'audit'), 'not done'],
    ['the commit', /commitTransaction/, 'done'],
  ];
  const works = async (pin: string | undefined) =>
    pin !== undefined && arena.services.conferencing.verifyPin(alice, new Secret(pin));
  const recordOf = async ({ id }: Person) =>
    (await mongoOf(arena.services).db.collection<ConferencingDocument>('conferencing').findOne({ person: id }))!;

  describe.each(points)('is disturbed at %s', (_, words, after) => {
    test.each(
      (['reset-before', 'reset-after', 'delay'] as const).flatMap((interference) =>
        kinds.map(([who, text, title, isDone]) => [interference, text, who, title, isDone] as const),
      ),
    )('by %s: "%s" is done once all the same', async (interference, text, who, title, isDone) => {
      const offer = (await arena.teams.offer(port, who, text))!;
      let happened = 0;
      proxy.interfere(fromTheClaimOn(once(words, interference, () => (happened += 1))));
      const answer = await arena.teams.click(port, who, offer, title);
      proxy.interfere(() => 'pass');
      expect(happened).toBe(1);
      expect(answer.status).toBe(200);
      expect(await isDone(answer)).toBe(true);
      expect((await arena.teams.click(port, who, offer, title)).body).toMatch(/already done at/);
    });

    test('by silence: it is answered in time, without a PIN, and ends as one whole', async () => {
      const offer = (await arena.teams.offer(port, alice, 'reset my pin'))!;
      let happened = 0;
      proxy.interfere(fromTheClaimOn(once(words, 'silence', () => (happened += 1))));
      const started = Date.now();
      const answer = await arena.teams.click(port, alice, offer, 'Reset PIN');
      proxy.interfere(() => 'pass');
      expect(happened).toBe(1);
      expect(Date.now() - started).toBeLessThan(14_000);
      expect(titleOf(cardOf(answer)!)).toBe('Not known yet');
      expect(shown(answer, 'pin')).toBeUndefined();
      expect(button(cardOf(answer)!, 'Status').verb).toBe('status');
      // The connection is given up after ten seconds. A commit then takes another connection; a change no longer starts
      // so late.
      const left = after === 'done' ? { outcome: 'unconfirmed' } : { outcome: 'refused', reason: 'busy' };
      await until(
        'the late end',
        async () =>
          (await mongoOf(arena.services)
            .db.collection('audit')
            .countDocuments({ ...left, operation: operationHash(offerOf(button(offer, 'Reset PIN'))) })) === 1,
      );
      const again = await arena.teams.clickUntilFree(port, alice, offer, 'Reset PIN');
      if (after === 'done') expect(titleOf(cardOf(again)!)).toBe('You may not have seen it');
      else expect(await works(shown(again, 'pin'))).toBe(true);
    });
  });

  test('is lost with the commit and does not come back leaves it unknown, tells so without a PIN, and tells later', async () => {
    const offer = (await arena.teams.offer(port, alice, 'reset my pin'))!;
    // The commit reaches the database, and after that nothing gets through: neither the answer nor a question about it.
    let cut = false;
    proxy.interfere(
      fromTheClaimOn((bytes) => {
        if (cut) return 'reset-before';
        cut = bytes.includes('commitTransaction');
        return cut ? 'reset-after' : 'pass';
      }),
    );
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

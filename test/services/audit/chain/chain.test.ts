import { startDesk } from '../../../../bot/desk';
import { AuditHeadMissing } from '../../../../services/audit/chain/head';
import { createLease } from '../../../../services/base/lease';
import { chainInterval, chainLease, startChaining } from '../../../../services/audit/chain/loop';
import { chainedWithin } from '../../../../services/audit/chain/verify';
import { createLog } from '../../../../services/base/log';
import { sampleTenant } from '../../../../services/try-out/sample-people';
import { freshDatabase, testKey } from '../../../helpers/services';
import { until } from '../../../helpers/until';
import { openTrail, type Trail } from './trail';

jest.setTimeout(90_000);

const silent = createLog({ level: 'silent' });
const wait = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds));

/** Waits until every record has its link. */
const untilChained = (trail: Trail, tenant: string): Promise<void> =>
  until(
    'the chain',
    async () =>
      (await trail.rows.countDocuments({ tenant })) > 0 &&
      (await trail.rows.countDocuments({ tenant, seq: { $exists: false } })) === 0,
  );

describe('the chain', () => {
  let trail: Trail;
  beforeAll(async () => void (trail = await openTrail()));
  afterAll(() => trail.close());

  test('numbers the records of each tenant in the order of their times, and changes nothing else', async () => {
    await trail.write('order', 5, Date.now() - 10);
    await trail.write('other', 2);
    const before = await trail.rows.find({ tenant: 'order' }).sort({ at: 1, _id: 1 }).toArray();
    expect(await trail.chain.chainWaiting()).toBe(7);
    const after = await trail.all('order');
    expect(after.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(after.map(({ seq, previous, link, ...written }) => written)).toEqual(before);
    expect(after.map(({ previous }) => previous)).toEqual(['', ...after.slice(0, -1).map(({ link }) => link)]);
    expect(await trail.chain.head('order')).toEqual({ tenant: 'order', seq: 5, link: after[4]!.link });
    expect((await trail.chain.verify('other')).right).toBe(2);
    expect(await trail.chain.chainWaiting()).toBe(0);
    expect(await trail.all('order')).toEqual(after);
  });

  test('is one without a gap when two sequencers work at once, though neither has a lease', async () => {
    const other = await openTrail({ database: trail.database });
    await trail.write('race', 400);
    // Only the sequencer that lost the race fails, and its next look goes on.
    const work = async ({ chain }: Trail) => {
      for (
        let rest = 1;
        rest > 0;
        rest = await trail.rows.countDocuments({ tenant: 'race', seq: { $exists: false } })
      ) {
        await chain.chainWaiting().catch(() => undefined);
      }
    };
    await Promise.all([
      work(trail),
      work(other),
      trail.write('race', 50, Date.now()),
      other.write('race', 50, Date.now()),
    ]);
    await trail.chain.chainWaiting();
    expect((await trail.all('race')).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
    expect(await trail.chain.verify('race')).toMatchObject({ right: 500, waiting: 0, finding: undefined });
    await other.mongo.close();
  });

  test('does not move when its transaction is cut off, and the next look completes it', async () => {
    const seen: number[] = [];
    const broken = await openTrail({
      database: trail.database,
      faultPoints: (point) => {
        seen.push(1);
        throw new Error(`killed at ${point}`);
      },
    });
    await trail.chained('cut', 3);
    const head = await trail.chain.head('cut');
    await trail.write('cut', 4);
    await expect(broken.chain.chainWaiting()).rejects.toThrow('killed at chaining');
    expect(seen).toHaveLength(1);
    expect(await trail.chain.head('cut')).toEqual(head);
    expect(await trail.chain.verify('cut')).toMatchObject({ right: 3, waiting: 4, finding: undefined });
    await trail.chain.chainWaiting();
    expect(await trail.chain.verify('cut')).toMatchObject({ right: 7, waiting: 0, finding: undefined });
    await broken.mongo.close();
  });

  test('stays as it is when its head document is gone, and that of other tenants goes on', async () => {
    await trail.chained('headless', 3);
    await trail.heads.deleteOne({ _id: 'headless' });
    await trail.write('headless', 2);
    await trail.write('zealous', 2);
    await expect(trail.chain.chainWaiting()).rejects.toThrow(AuditHeadMissing);
    expect(await trail.chain.verify('headless')).toMatchObject({
      right: 3,
      waiting: 2,
      finding: { code: 'head-document' },
    });
    expect(await trail.chain.verify('zealous')).toMatchObject({ right: 2, waiting: 0, finding: undefined });
    await trail.rows.deleteMany({ tenant: 'headless' });
  });

  test('verifies while the sequencer works', async () => {
    await trail.chained('busy', 10);
    let writing = true;
    const sequencer = (async () => {
      for (let round = 0; round < 8; round += 1) {
        await trail.write('busy', 20, Date.now());
        await trail.chain.chainWaiting();
      }
      writing = false;
    })();
    for (let count = 0; writing || count < 3; count += 1)
      expect((await trail.chain.verify('busy')).finding).toBeUndefined();
    await sequencer;
    expect((await trail.chain.verify('busy')).right).toBe(170);
  });
});

describe('the lease', () => {
  test('is one holder’s until it runs out or is given back', async () => {
    const trail = await openTrail();
    const [one, other] = [createLease(trail.mongo, 'work', 300), createLease(trail.mongo, 'work', 300)];
    const taken = await Promise.all([one.take(), other.take()]);
    expect(taken.filter(Boolean)).toHaveLength(1);
    const [holder, waiting] = taken[0] ? [one, other] : [other, one];
    expect(await holder.take()).toBe(true);
    await waiting.release();
    expect(await waiting.take()).toBe(false);
    await wait(400);
    expect(await waiting.take()).toBe(true);
    expect(await holder.take()).toBe(false);
    await waiting.release();
    expect(await holder.take()).toBe(true);
    await trail.close();
  });
});

describe('the sequencer', () => {
  test('chains within 60 s also when the one before it was killed', () => {
    const longestBatch = 8_000;
    expect(chainLease).toBeGreaterThan(longestBatch);
    expect(chainLease + chainInterval + longestBatch).toBeLessThan(chainedWithin);
    expect(chainedWithin).toBe(60_000);
  });

  test('works on one replica at a time, and a stop chains what was written last', async () => {
    const trail = await openTrail();
    const other = await openTrail({ database: trail.database });
    const stops = [trail, other].map(({ chain }) =>
      startChaining({ services: { auditChain: chain }, log: silent, interval: 50 }),
    );
    await trail.write('contoso', 5);
    await untilChained(trail, 'contoso');
    expect(await trail.mongo.db.collection('leases').countDocuments()).toBe(1);
    await stops[0]!();
    await trail.write('contoso', 5);
    await stops[1]!();
    expect(await trail.chain.verify('contoso')).toMatchObject({ right: 10, waiting: 0, finding: undefined });
    expect(await trail.mongo.db.collection('leases').countDocuments()).toBe(0);
    await other.mongo.close();
    await trail.close();
  });

  test('goes on after a fault, and says in the log where it was, without the fault’s words', async () => {
    const logged: string[] = [];
    const log = {
      ...silent,
      error: (event: string, fields?: object) => void logged.push(JSON.stringify([event, fields])),
    };
    let faults = 0;
    const trail = await openTrail({
      faultPoints: () => {
        if ((faults += 1) <= 2) throw new TypeError('a secret');
      },
    });
    await trail.write('contoso', 5);
    const stop = startChaining({ services: { auditChain: trail.chain }, log, interval: 20 });
    await untilChained(trail, 'contoso');
    await stop();
    expect(logged).toHaveLength(2);
    expect(logged[0]).toMatch(/audit not chained.*TypeError/);
    expect(logged.join()).not.toContain('secret');
    await trail.close();
  });

  test('is started and stopped with the desk', async () => {
    const database = freshDatabase();
    const desk = await startDesk({
      services: { ...database, pinKeys: [testKey] },
      identity: {},
      gate: { tenant: sampleTenant, connectorHosts: ['127.0.0.1'], tokens: false },
      listen: { port: 0, host: '127.0.0.1' },
      floods: false,
      log: silent,
      chainInterval: 50,
    });
    const record = {
      tenant: sampleTenant,
      action: 'help',
      actor: { id: 'a' },
      from: 'personal',
    } as const;
    await desk.services.audit.looked(record);
    const trail = await openTrail({ database });
    await untilChained(trail, sampleTenant);
    const chained = await desk.services.audit.latest(sampleTenant, 1);
    expect(chained).toMatchObject([{ ...record, outcome: 'done', seq: 1 }]);
    await desk.services.audit.looked(record);
    await desk.stop();
    expect(await trail.chain.verify(sampleTenant)).toMatchObject({ right: 2, waiting: 0, finding: undefined });
    await trail.close();
  });
});

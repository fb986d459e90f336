import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createFigures } from '../../../bot/watch/figures';
import { createMetrics } from '../../../bot/watch/metrics';
import { createPulses } from '../../../bot/watch/pulses';
import { createReadiness } from '../../../bot/watch/readiness';
import { createLog } from '../../../services/base/log';
import { Secret } from '../../../services/base/secret';
import { samplePeople, sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { mongoOf } from '../../helpers/database';
import { textById } from '../../helpers/read-card';
import { person } from '../../helpers/services';

const log = createLog({ level: 'silent' });
const root = join(__dirname, '..', '..', '..');
const text = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const never = () => new Promise<never>(() => undefined);

describe('/metrics', () => {
  let desk: OpenDesk;
  let port: number;
  beforeAll(async () => {
    // Nothing is chained, so that all records wait.
    desk = await openDesk({}, { chainInterval: 3_600_000 });
    port = (await desk.addReplica()).port;
  });
  afterAll(() => desk.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  /** The value of a metric, with the labels in the order in which they are shown. */
  const valueIn = (scraped: string, metric: string): number | undefined => {
    const line = scraped.split('\n').find((one) => one.startsWith(`${metric} `));
    return line === undefined ? undefined : Number(line.slice(metric.length + 1));
  };
  const turns = (command: string, outcome: string) =>
    `dialin_desk_turn_duration_seconds_count{command="${command}",outcome="${outcome}"}`;

  test('counts what people do and what came of it, and names nobody', async () => {
    const replica = { port } as never;
    const alice = desk.as('Alice', { replica });
    const offer = await alice.ask('reset my pin');
    const pin = textById(await alice.click(offer, 'Reset PIN'), 'pin')!;
    await alice.click(await alice.ask('reset my pin'), 'Cancel');
    await alice.ask('a canary sings xyzzy');
    await alice.ask('list users');
    await alice.ask('who am i');
    await alice.deliver({ type: 'installationUpdate', action: 'upgrade' });
    await fetch(`http://127.0.0.1:${port}/api/messages`, { method: 'POST', body: 'canary' });

    const response = await get('/metrics');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/plain/),
    ]);
    const scraped = await response.text();
    const value = (metric: string) => valueIn(scraped, metric);
    expect(value(turns('reset-pin', 'offered'))).toBe(2);
    expect(value(turns('reset-pin', 'changed'))).toBe(1);
    expect(value(turns('reset-pin', 'cancelled'))).toBe(1);
    expect(value(turns('none', 'not-understood'))).toBe(1);
    expect(value(turns('list-users', 'refused'))).toBe(1);
    expect(value(turns('who-am-i', 'done'))).toBe(1);
    expect(value(turns('none', 'other'))).toBe(1);
    expect(value('dialin_desk_changes_total{change="reset-pin",outcome="done"}')).toBe(1);
    expect(value('dialin_desk_requests_refused_total{reason="content-type"}')).toBe(1);
    expect(scraped).toMatch(/^dialin_desk_turns_refused_total\{reason="[a-z-]+"\} 1$/m);
    expect(value('dialin_desk_database_up')).toBe(1);
    expect(value('dialin_desk_trail_unchained_records')).toBeGreaterThan(2);
    expect(value('dialin_desk_trail_oldest_unchained_seconds')).toBeGreaterThan(0);
    expect(value('dialin_desk_conference_ids_used')).toBeGreaterThan(2);
    expect(value('dialin_desk_conference_ids_used_ratio')).toBeGreaterThan(0);
    expect(value('dialin_desk_database_connections{state="open"}')).toBeGreaterThan(0);
    expect(value('dialin_desk_loop_failures_total{loop="notices"}')).toBe(0);

    for (const { id, name, upn } of [...samplePeople, { id: sampleTenant, name: sampleTenant, upn: sampleTenant }])
      for (const one of [id, name, upn]) expect(scraped).not.toContain(one);
    for (const one of [pin, 'canary', 'xyzzy', alice.conversation]) expect(scraped).not.toContain(one);
  });

  test('tells how many mails and cards wait, and for how long', async () => {
    const { db } = mongoOf(desk.services);
    for (const collection of ['outbox', 'notices'] as const) {
      await db.collection(collection).deleteMany({});
      const since = new Date(Date.now() - 90_000);
      const later = new Date(Date.now() + 90_000);
      await db.collection<{ _id: string }>(collection).insertMany([
        { _id: 'due', state: 'queued', dueAt: since },
        { _id: 'later', state: 'queued', dueAt: later },
        { _id: 'over', state: 'sent', dueAt: new Date(0) },
      ] as never[]);
      const { count, seconds } = await desk.services[collection].waiting();
      expect(count).toBe(2);
      expect(seconds).toBeGreaterThan(85);
      await db.collection(collection).deleteMany({});
      expect(await desk.services[collection].waiting()).toEqual({ count: 0, seconds: 0 });
    }
  });

  test('counts checks of PINs by how they ended', async () => {
    const check = (pin: string) => desk.services.conferencing.verifyPin(person('Alex'), new Secret(pin));
    for (let time = 0; time < 5; time += 1) expect(await check('000')).toBe(false);
    await expect(check('000')).rejects.toMatchObject({ code: 'pin-try-later' });
    const own = desk.as('Alex');
    const pin = textById(await own.click(await own.ask('reset my pin'), 'Reset PIN'), 'pin')!;
    expect(await check(pin)).toBe(true);
    // The first replica made these checks.
    const scraped = await desk.scrape();
    for (const [outcome, count] of Object.entries({ wrong: 5, later: 1, right: 1 }))
      expect(valueIn(scraped, `dialin_desk_pin_checks_total{outcome="${outcome}"}`)).toBe(count);
  });

  test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via'])(
    'stays inside: what came by a balancer (%s) gets nothing but whether we are ready',
    async (header) => {
      const nowhere = await get('/nowhere');
      const outside = await get('/metrics', { [header]: '1.1 outside' });
      expect(outside.status).toBe(nowhere.status);
      expect(await outside.text()).toBe((await nowhere.text()).replaceAll('nowhere', 'metrics'));
      expect(await (await get('/readyz', { [header]: '1.1 outside' })).json()).toEqual({ status: 'ready' });
    },
  );
});

describe('a database that does not answer', () => {
  const silent = {
    ...{ outbox: { waiting: never }, notices: { waiting: never }, auditChain: { waiting: never } },
    ...{ conferenceIds: { fillLevels: never }, backend: { name: 'own' } },
  };

  test('leaves out what only it knows, soon, and says so', async () => {
    const figures = createFigures({ services: silent as never, log, limit: 20 });
    const metrics = createMetrics({});
    const looked = { pool: { open: 1, inUse: 0, waiting: 2 }, loops: [] };
    const known = { count: 3, seconds: 4 };
    const before = { outbox: known, notices: known, trail: known, conferenceIds: { count: 1, share: 0.5 } };
    expect(await metrics.text({ ...looked, figures: before })).toMatch(/^dialin_desk_outbox_mails 3$/m);
    const scraped = await metrics.text({ ...looked, figures: await figures() });
    expect(scraped).toMatch(/^dialin_desk_database_up 0$/m);
    expect(scraped).toMatch(/^dialin_desk_database_connections\{state="waited-for"\} 2$/m);
    expect(scraped).not.toMatch(/^dialin_desk_(?:outbox|notices|trail|conference_ids)_\w+ /m);
  });

  test('is asked once for all who ask, and not again for a while', async () => {
    let asked = 0;
    let clock = 0;
    const waiting = () => Promise.resolve({ count: (asked += 1), seconds: 0 });
    const others = () => Promise.resolve({ count: 0, seconds: 0 });
    const services = { ...silent, outbox: { waiting }, notices: { waiting: others }, auditChain: { waiting: others } };
    const conferenceIds = { fillLevels: () => Promise.resolve([{ bridge: 'b', count: 9, share: 0.1 }]) };
    const figures = createFigures({ services: { ...services, conferenceIds } as never, log, now: () => clock });
    await Promise.all([figures(), figures()]);
    await figures();
    expect(asked).toBe(1);
    clock = 5_001;
    expect(await figures()).toMatchObject({ outbox: { count: 2 }, conferenceIds: { count: 9, share: 0.1 } });
  });

  test.each([
    ['answers', { isWritable: () => Promise.resolve(true) }, 'ok', 'ok', [true, 'ready']],
    [
      'takes no writes',
      { isWritable: () => Promise.resolve(false) },
      'ok',
      'read-only',
      [false, 'the database takes no writes'],
    ],
    [
      'fails',
      { isWritable: () => Promise.reject(new Error('gone')) },
      'ok',
      'no answer',
      [false, 'the database does not answer'],
    ],
    ['hangs', { isWritable: never }, 'stale', 'no answer', [false, 'the database does not answer']],
  ] as const)('is told by readyz: it %s', async (_, database, keys, said, [ready, status]) => {
    const services = { ...database, backend: { name: 'own' } } as never;
    const readiness = createReadiness({ services, keys: { state: () => keys }, pulses: createPulses(), limit: 20 });
    expect(await readiness()).toEqual({ ready, status, checks: { database: said, keys, loops: 'ok' } });
  });
});

test('without any keys of the Connector nobody can be answered, with old ones everybody', async () => {
  const services = { isWritable: () => Promise.resolve(true), backend: { name: 'own' } } as never;
  const readyWith = async (state: 'ok' | 'stale' | 'none') =>
    (await createReadiness({ services, keys: { state: () => state }, pulses: createPulses() })()).ready;
  expect([await readyWith('ok'), await readyWith('stale'), await readyWith('none')]).toEqual([true, true, false]);
});

test('a loop that hangs is told, and fails nothing', async () => {
  let clock = 0;
  const pulses = createPulses({ now: () => clock });
  const [mails, notices] = [pulses.of('mails'), pulses.of('notices')];
  mails.began();
  notices.began();
  notices.ended('failed');
  clock = 31 * 60_000;
  expect(pulses.figures()).toEqual([
    { loop: 'mails', busy: 1_860, failures: 0 },
    { loop: 'notices', busy: 0, failures: 1 },
  ]);
  const services = { isWritable: () => Promise.resolve(true), backend: { name: 'own' } } as never;
  expect(await createReadiness({ services, pulses })()).toMatchObject({ ready: true, checks: { loops: 'stuck' } });
  mails.ended('done');
  expect(pulses.state()).toBe('ok');
});

describe('what is written about metrics', () => {
  const board = text('deploy', 'grafana', 'dial-in-desk.json');
  const rules = text('deploy', 'prometheus', 'alerts.yaml');
  const page = text('docs', 'operation.md');
  const alerts = (
    parse(rules) as { groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[] }
  ).groups.flatMap((group) => group.rules);
  const metricsIn = (said: string) => [
    ...new Set(said.match(/\b(?:dialin_desk|process|nodejs)_[a-z\d_]+/g)?.map((name) => name.replace(/_$/, ''))),
  ];

  test('is there in a scrape, and everything in a scrape is written about', async () => {
    const scraped = await createMetrics({ measureProcess: true }).text({
      pool: { open: 0, inUse: 0, waiting: 0 },
      loops: [],
    });
    const there = [...scraped.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
      type === 'histogram' ? [name!, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name!],
    );
    for (const said of [board, rules, page])
      expect(metricsIn(said).filter((name) => !there.includes(name) && !/^(?:process|nodejs)$/.test(name))).toEqual([]);
    const own = there.filter((name) => name.startsWith('dialin_desk_') && !/_(?:bucket|count|sum)$/.test(name));
    expect(own.length).toBeGreaterThan(15);
    expect(own.filter((name) => !metricsIn(page).includes(name))).toEqual([]);
    const shown = metricsIn(board).map((name) => name.replace(/_(?:bucket|count|sum)$/, ''));
    expect(own.filter((name) => !shown.includes(name))).toEqual([]);
    expect(
      own.filter((name) => !/_(?:total|seconds|ratio|up|mails|owed|records|used|connections)$/.test(name)),
    ).toEqual([]);
  });

  test('has every alert in the table, and no other', () => {
    const told = [...page.matchAll(/^\| `(DialInDesk\w+)` \|/gm)].map(([, name]) => name!);
    expect(told).toEqual(alerts.map(({ alert }) => alert));
    for (const { expr, annotations } of alerts) {
      expect(annotations.summary).toMatch(/\.$/);
      expect(metricsIn(expr).length).toBeGreaterThan(0);
    }
  });

  test('is a board that Grafana takes: each panel has an id and a place of its own', () => {
    const { panels } = JSON.parse(board) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)}/${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});

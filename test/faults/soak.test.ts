import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createServices } from '../../services';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { startLocalMongo } from '../../services/try-out/local-mongo';
import { addPeople } from '../../services/try-out/many-people';
import { sampleTenant, seedSamplePeople } from '../../services/try-out/sample-people';
import { startConnector } from '../helpers/connector';
import { mongoOf } from '../helpers/database';
import { startMailServer } from '../helpers/mail-server';
import { noLimits, testKey } from '../helpers/services';
import { cacheFolder } from '../helpers/start-databases';
import { until } from '../helpers/until';
import { startBalancer } from './balancer';
import { checkInvariants } from './invariants';
import { type Replica, startReplica } from './processes';
import { createLoad } from './soak-load';
import { createTeams } from './teams';

/** How long the load lasts, and how many turns come in a second. docs/testing.md has what two cores take. */
const minutes = Number(process.env.SOAK_MINUTES ?? 2);
const perSecond = Number(process.env.SOAK_TURNS ?? 8);
const length = minutes * 60_000;
const dataFolder = mkdtempSync(join(tmpdir(), 'dial-in-desk-soak-'));
const closing: (() => unknown)[] = [() => rmSync(dataFolder, { recursive: true, force: true })];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const startDatabase = () => startLocalMongo({ dataFolder, cacheFolder, say: () => undefined });

test(
  'three replicas under load lose nothing and do nothing twice while they, the database and the mail server restart',
  async () => {
    let mongod = await startDatabase();
    closing.push(() => mongod.stop());
    const toDatabase = await startBalancer(() => [mongod.port]);
    const mail = await startMailServer();
    const mailPort = Number(new URL(mail.url).port);
    let mailIsThere = true;
    const toMail = await startBalancer(() => (mailIsThere ? [mailPort] : []));
    const connector = await startConnector();
    const where = {
      uri: `mongodb://127.0.0.1:${toDatabase.port}/?directConnection=true`,
      database: 'soak',
      smtp: `smtp://127.0.0.1:${toMail.port}`,
    };
    const services = await createServices({ ...where, pinKeys: [testKey] });
    closing.push(
      () => mail.close(),
      () => toDatabase.close(),
      () => toMail.close(),
      () => connector.close(),
      () => services.close(),
    );
    await seedSamplePeople(services);
    await services.settings.save(sampleTenant, { ...noLimits, pinLength: 12 });
    const people = await Promise.all(
      (await addPeople(services, 200)).map((upn) => services.directory.find(sampleTenant, upn)),
    );
    const admins = people.splice(0, 8).map((one) => ({ ...one, role: 'admin' as const }));
    for (const admin of admins) await services.directory.save(admin);

    const all: Replica[] = [];
    const running: Replica[] = [];
    const startOne = async () => {
      const replica = await startReplica(where);
      all.push(replica);
      running.push(replica);
    };
    closing.push(() => Promise.all(all.map((replica) => replica.kill())));
    for (let count = 0; count < 3; count += 1) await startOne();
    const balancer = await startBalancer(() => running.map(({ port }) => port));
    closing.push(() => balancer.close());

    const teams = createTeams(connector);
    const load = createLoad({ teams, port: balancer.port, perSecond, people, admins });
    const stopping = new AbortController();
    const loading = load.run(stopping.signal);
    const memory = () => running.map(({ child }) => residentOf(child.pid!));
    const events: { name: string; from: number; to: number }[] = [];
    const during = async (name: string, work: () => Promise<unknown>) => {
      const from = Date.now();
      await work();
      events.push({ name, from, to: Date.now() });
    };

    await pause(length * 0.2);
    await during('rolling restart', async () => {
      for (const replica of [...running]) {
        // The balancer hears of it first, as from a probe.
        running.splice(running.indexOf(replica), 1);
        await replica.stop();
        await startOne();
      }
    });
    const early = memory();
    await pause(length * 0.2);
    await during('restart of the database', async () => {
      await mongod.stop();
      mongod = await startDatabase();
    });
    await pause(length * 0.2);
    await during('no mail server', async () => {
      mailIsThere = false;
      await pause(length * 0.1);
      mailIsThere = true;
    });
    await pause(Math.max(0, length - (Date.now() - (events[0]!.from - length * 0.2))));
    const late = memory();
    stopping.abort();
    await loading;

    // What was put off while there was no mail server would be sent some minutes later.
    const outbox = mongoOf(services).db.collection<OutboxDocument>('outbox');
    await until('all mails to be sent', async () => {
      await outbox.updateMany({ state: 'queued', lease: { $exists: false } }, { $set: { dueAt: new Date(0) } });
      return (await outbox.countDocuments({ state: { $ne: 'sent' } })) === 0;
    });
    for (const replica of running) await replica.stop();

    console.log(
      JSON.stringify({
        minutes,
        perSecond,
        left: load.left(),
        ...figures(load.turns, events),
        megabytes: { early, late },
      }),
    );
    // Every turn was answered, or the load would not have ended. None of those that nobody was free for is counted.
    expect(load.turns.length).toBeGreaterThan(minutes * 60 * perSecond * 0.5);
    await checkInvariants(services, {
      connector,
      answers: teams.answers,
      logs: all.map(({ log }) => log()).join('\n'),
      drawn: all.flatMap(({ drawn }) => drawn),
    });
    const sent = await outbox.find().toArray();
    const ids = mail.received.map(({ parsed }) => parsed.messageId!);
    expect(new Set(ids)).toEqual(new Set(sent.map(({ _id }) => `<${_id}@contoso.example>`)));
    // A mail that the server took while nobody could note it comes twice, under one Message-ID.
    expect(ids.length - sent.length).toBeLessThanOrEqual(3 * 5);
    expect(sent.length).toBeGreaterThan(0);
  },
  length + 600_000,
);

/** Megabytes of memory that a process holds. */
const residentOf = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

/** How long answers took, when nothing was going on and while each thing was. Milliseconds. */
function figures(
  turns: ReturnType<typeof createLoad>['turns'],
  events: readonly { name: string; from: number; to: number }[],
) {
  const of = (some: typeof turns) => {
    const times = some.map(({ took }) => took).sort((a, b) => a - b);
    const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
    return {
      turns: times.length,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      again: sum(some.map(({ again }) => again)),
    };
  };
  const isIn = ({ at, took }: (typeof turns)[number], { from, to }: (typeof events)[number]) =>
    at + took >= from && at <= to;
  return {
    calm: of(turns.filter((turn) => !events.some((event) => isIn(turn, event)))),
    ...Object.fromEntries(events.map((event) => [event.name, of(turns.filter((turn) => isIn(turn, event)))])),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

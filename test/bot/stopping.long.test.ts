import { type ChildProcess, spawn } from 'node:child_process';
import { once as happens } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { operationHash } from '../../services/base/operation-hash';
import { sampleTenant } from '../../services/try-out/sample-people';
import { message, once, startProxy } from '../faults/proxy';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { button, offerOf, textById } from '../helpers/read-card';
import { until } from '../helpers/until';

describe('a desk that is stopping', () => {
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let desk: OpenDesk;
  beforeAll(async () => {
    const target = new URL(process.env.TEST_MONGODB_URI!);
    proxy = await startProxy({ host: target.hostname, port: Number(target.port) });
    desk = await openDesk({ uri: proxy.uri });
  });
  afterAll(async () => {
    await desk.close();
    await proxy.close();
  });

  /**
   * Two steps of the next change take the database two seconds each. @returns a promise that resolves at the first one
   */
  const slowChange = () =>
    new Promise<void>((begun) => {
      const steps = [once(message('insert', 'audit'), 'delay', begun), once('commitTransaction', 'delay')];
      proxy.interfere(
        (bytes) => steps.map((step) => step(bytes)).find((interference) => interference !== 'pass') ?? 'pass',
      );
    });

  test('answers the click that is under way with its PIN, is not ready meanwhile, and takes nobody new', async () => {
    const replica = await desk.addReplica();
    const alice = desk.as('Alice', { replica });
    const [idle, silent] = [await openConnection(replica.port), await openConnection(replica.port)];
    idle.ask('/readyz');
    await until('being ready', () => idle.received().includes('{"status":"ready","checks":'));

    const offer = await alice.ask('reset my pin');
    const changing = slowChange();
    let answered = false;
    const click = alice.click(offer, 'Reset PIN').finally(() => (answered = true));
    await changing;
    const started = Date.now();
    const stopped = replica.stop();

    await idle.closed;
    await expect(openConnection(replica.port)).rejects.toThrow('ECONNREFUSED');
    silent.ask('/readyz');
    await silent.closed;
    expect(silent.received()).toMatch(/^HTTP\/1\.1 503 .*\r\nConnection: close\r\n.*\{"status":"stopping"\}$/is);
    expect(answered).toBe(false);

    expect(textById(await click, 'pin')).toMatch(/^\d{12}$/);
    expect(Date.now() - started).toBeGreaterThan(3_000);
    const atAnswer = Date.now();
    await stopped;
    // Sooner than Node closes a connection that is kept for the next request.
    expect(Date.now() - atAnswer).toBeLessThan(4_000);

    const operation = operationHash(offerOf(button(offer, 'Reset PIN')));
    const records = (await desk.services.audit.latest(sampleTenant, 20)).filter(
      (record) => record.operation === operation,
    );
    expect(records.map(({ outcome }) => outcome)).toEqual(['shown', 'done']);
  });

  test('does not wait for who is connected and asks nothing', async () => {
    const replica = await desk.addReplica();
    const silent = await openConnection(replica.port);
    expect((await fetch(`http://127.0.0.1:${replica.port}/healthz`)).status).toBe(200);
    const started = Date.now();
    await replica.stop();
    await silent.closed;
    expect(silent.received()).toBe('');
    expect(Date.now() - started).toBeLessThan(6_000);
  });
});

describe('a process that stops for long', () => {
  let child: ChildProcess;
  afterEach(() => child.kill('SIGKILL'));

  test('ends at once when Ctrl-C is pressed again', async () => {
    const program = `const { runUntilStopped } = require('./setup/until-stopped.ts');
      setInterval(() => undefined, 1_000);
      runUntilStopped(async () => {
        setImmediate(() => console.log('started'));
        return () => new Promise(() => console.log('stopping'));
      });`;
    child = spawn(process.execPath, ['--import', 'tsx', '--eval', program]);
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = happens(child, 'exit');
    await until('its start', () => said.includes('started'));
    child.kill('SIGINT');
    await until('its stop', () => said.includes('stopping'));
    // Within half a second it would count as the same key press.
    await pause(600);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});

/** A connection opened by hand, since fetch opens and closes its own when it likes. @throws when it is refused */
async function openConnection(port: number) {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const closed = new Promise<void>((gone) => socket.on('close', () => gone()));
  await happens(socket, 'connect');
  // The connection may also be cut off.
  socket.on('error', () => undefined);
  return {
    ask: (path: string) => void socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`),
    received: () => received,
    closed,
  };
}

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';

const preload = join(__dirname, '..', '..', 'bot', 'try-out', 'playground-preload.cjs');

/** Runs a script in the way the Playground is run, and returns what it printed as JSON. */
function runUnderPreload(script: string): Promise<unknown> {
  const child = spawn(process.execPath, [
    '--require',
    preload,
    '-e',
    `(async () => { ${script} })().then((result) => { console.log(JSON.stringify(result)); process.exit(0); })`,
  ]);
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  return new Promise((resolve, reject) =>
    child.once('close', () => (complaint ? reject(new Error(complaint)) : resolve(JSON.parse(output)))),
  );
}

describe('what the Agents Playground may do', () => {
  test('it says that a button was pressed, as Teams does, and leaves everything else as it is', async () => {
    expect(
      await runUnderPreload(`
      const press = { type: 'invoke', name: 'adaptiveCard/action', value: { action: { verb: 'help' } } };
      const others = [{ ...press, value: { trigger: 'automatic', action: {} } }, { ...press, name: 'other' }, null, 7];
      return [press, ...others].map((one) => JSON.parse(JSON.stringify(one))?.value?.trigger ?? 'none');
    `),
    ).toEqual(['manual', 'automatic', 'none', 'none', 'none']);
  });

  test.each([
    ['on every IPv4 interface', "0, '0.0.0.0'"],
    ['on every IPv6 interface', "0, '::'"],
    ['with options', "{ port: 0, host: '0.0.0.0' }"],
    ['with a backlog', '0, 511'],
    ['without naming a host', '0'],
    ['on a port that is written as text', "'0'"],
    ['without naming anything', ''],
    ['on nothing in particular', 'undefined'],
  ])('it listens on loopback when it asks to listen %s', async (_how, given) => {
    const address = await runUnderPreload(`
      const server = require('node:net').createServer();
      return new Promise((resolve) => { server.once('listening', () => resolve(server.address())); server.listen(${given}); });
    `);
    expect(address).toMatchObject({ address: '127.0.0.1', port: expect.any(Number) });
  });

  test('it is told when it listens, also where it names nothing but that', async () => {
    expect(
      await runUnderPreload(`
      const server = require('node:net').createServer();
      return new Promise((resolve) => server.listen(() => resolve(server.address().address)));
    `),
    ).toBe('127.0.0.1');
  });

  test.each([
    ['by port and host', "once(net.connect(80, '192.0.2.1'))"],
    ['by options', "once(net.connect({ port: 80, host: '192.0.2.1' }))"],
    ['by a socket of its own', "once(new net.Socket().connect(80, '192.0.2.1'))"],
    ['by name', "once(net.connect(443, 'dc.services.visualstudio.com'))"],
    ['over IPv6', "once(net.connect({ port: 80, host: '2001:db8::1' }))"],
    ['over TLS', "once(require('node:tls').connect(443, '192.0.2.1'))"],
    ['over HTTP', "once(require('node:http').get('http://192.0.2.1/'))"],
    ['over HTTPS', "once(require('node:https').get('https://192.0.2.1/'))"],
    ['with fetch', "fetch('https://192.0.2.1/').then(() => 'connected', (error) => error.cause.message)"],
  ])('it cannot connect to elsewhere %s', async (_how, attempt) => {
    expect(
      await runUnderPreload(`
      const net = require('node:net');
      const once = (one) => new Promise((resolve) => one.once('error', (error) => resolve(error.message)).once('connect', () => resolve('connected')));
      return ${attempt};
    `),
    ).toBe('The try-out connects to loopback only');
  });

  test('it reaches the bot', async () => {
    const bot = createServer((_request, response) => void response.end('well'));
    await new Promise<void>((ready) => bot.listen(0, '127.0.0.1', ready));
    const { port } = bot.address() as { port: number };
    const ask = (host: string) => runUnderPreload(`return (await fetch('http://${host}:${port}/')).text();`);
    expect(await ask('127.0.0.1')).toBe('well');
    expect(await ask('localhost')).toBe('well');
    await new Promise((done) => bot.close(done));
  });

  test('it ends when the try-out is gone', async () => {
    const child = spawn(process.execPath, [
      '--require',
      preload,
      '-e',
      "setInterval(() => undefined, 1000); console.log('up')",
    ]);
    await new Promise((up) => child.stdout.once('data', up));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    expect(await ended).toBe(0);
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../services/try-out/ports';
import { freshDatabase } from '../helpers/services';
import { until } from '../helpers/until';

const root = join(__dirname, '..', '..');

/** Production in a process of its own, with a library in it that does at a signal what libraries do. */
async function serve(library = '') {
  const { uri, database } = freshDatabase();
  const preload = join(mkdtempSync(join(tmpdir(), 'library-')), 'library.cjs');
  writeFileSync(preload, `process.on('SIGUSR2', () => { ${library} });`);
  const port = await freePort();
  const child = spawn(process.execPath, ['--require', preload, '--import', 'tsx', 'bot/index.ts'], {
    cwd: root,
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', MONGODB_URI: uri, DATABASE: database },
      ...{ PIN_KEYS: `key-1:${randomBytes(32).toString('base64')}`, SMTP_URL: 'smtp://127.0.0.1:1' },
      ...{ MAIL_FROM: 'desk@contoso.example', MicrosoftAppId: randomUUID(), MicrosoftAppPassword: 'hush' },
      MicrosoftAppTenantId: randomUUID(),
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = () =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; error?: string; count?: number; reason?: string });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  await until('the server', () => stdout.includes('"listening"') || stderr !== '');
  return { port, child, ended, lines, stderr: () => stderr };
}

test('what production writes is lines of JSON on standard output, whatever happens', async () => {
  const desk = await serve(`
    console.log('canary'); console.error(new TypeError('canary')); console.warn('canary', new RangeError('canary'));
    process.emitWarning('canary', 'DeprecationWarning', 'DEP9999'); new Buffer(1);
  `);
  const post = (headers: Record<string, string>, body = '{') =>
    fetch(`http://127.0.0.1:${desk.port}/api/messages`, { method: 'POST', headers, body });
  for (let count = 0; count < 30; count += 1) await post({});
  for (const token of ['a.b.c', `${Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')}.e30.abc`])
    await post({ 'authorization': `Bearer ${token}`, 'content-type': 'application/json' });
  for (const path of ['healthz', 'readyz', 'nowhere', '%', 'api/messages'])
    await fetch(`http://127.0.0.1:${desk.port}/${path}`).catch(() => undefined);
  desk.child.kill('SIGUSR2');
  const told = () => desk.lines().filter(({ msg }) => /^(warning|a library)/.test(msg));
  await until('the library', () => told().length >= 5);
  desk.child.kill('SIGTERM');
  expect(await desk.ended).toEqual([0, null]);
  expect(desk.stderr()).toBe('');
  expect(told().map(({ error }) => error)).toEqual(
    expect.arrayContaining(['TypeError', 'RangeError', 'DeprecationWarning DEP9999', 'DeprecationWarning DEP0005']),
  );
  expect(JSON.stringify(desk.lines())).not.toContain('canary');
  const refusals = desk.lines().filter(({ msg, reason }) => msg === 'request refused' && reason === 'token');
  expect(refusals.reduce((sum, { count }) => sum + count!, 0)).toBe(31);
  expect(refusals.length).toBeLessThan(10);
});

test.each([
  ['an error that nobody caught', `throw new TypeError('canary')`],
  ['a promise that nobody caught', `Promise.reject(new TypeError('canary'))`],
])('%s is a line as well, and the end', async (_, library) => {
  const desk = await serve(library);
  desk.child.kill('SIGUSR2');
  expect(await desk.ended).toEqual([1, null]);
  expect(desk.stderr()).toBe('');
  expect(desk.lines().at(-1)).toMatchObject({ msg: 'crashed', error: 'TypeError' });
  expect(JSON.stringify(desk.lines())).not.toContain('canary');
});

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from '../../setup/config';
import { until } from '../helpers/until';
import { freshDatabase } from '../helpers/services';

/** What the image runs: the build alone, in a folder that it may not write to, with its secrets in files. */
jest.setTimeout(300_000);

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'desk-build-'));
const inBuild = (...path: string[]) => join(folder, 'build', ...path);
afterAll(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(() => {
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  // Without the sources, so that nothing reads them by accident.
  cpSync(join(root, 'build'), inBuild(), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

const run = (args: string[], variables: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: environmentFor(variables) });

test('has the command line, with what it reads beside the code', () => {
  expect(run([inBuild('cli', 'dialin-desk.cjs'), '--version'])).toMatchObject({ status: 0, stderr: '' });
  const variables = { MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa' };
  expect(run([inBuild('cli', 'dialin-desk.cjs'), 'manifest', 'build'], variables)).toMatchObject({
    status: 0,
    stdout: 'dist/dial-in-desk.zip\n',
    stderr: '',
  });
});

test('says what is missing, as the sources do', () => {
  const { status, stderr } = run([inBuild('bot', 'index.js')]);
  expect(status).toBe(1);
  expect(stderr.split('\n')).toContain('PIN_KEYS is missing');
});

test('serves: alive, ready, and gone within seconds of being told to stop', async () => {
  const { uri, database } = freshDatabase();
  const secret = (name: string, value: string) => {
    writeFileSync(join(folder, name), `${value}\n`);
    return join(folder, name);
  };
  const port = await freePort();
  const variables = {
    PIN_KEYS_FILE: secret('pin-keys', `k:${Buffer.alloc(32, 7).toString('base64')}`),
    MicrosoftAppPassword_FILE: secret('password', 'not a real one'),
    MONGODB_URI_FILE: secret('mongodb', uri),
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'desk@contoso.example',
    MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa',
    MicrosoftAppTenantId: '00000000-0000-4000-8000-000000000001',
    DATABASE: database,
    HOST: '127.0.0.1',
    PORT: String(port),
  };
  chmodSync(folder, 0o500);
  const child = spawn(process.execPath, [inBuild('bot', 'index.js')], { cwd: folder, env: environmentFor(variables) });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const answers = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    return response?.status;
  };
  const checks = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return ((await response?.json()) as { checks?: Record<string, string> } | undefined)?.checks ?? {};
  };
  try {
    // Nobody here can reach the key server of the Connector, without which it is not ready.
    await until('the database', async () => (await checks()).database === 'ok');
    expect(await answers('/healthz')).toBe(200);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
  expect(errors).toBe('');
  for (const line of output.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  expect(output).not.toContain('not a real one');
});

/** A port that nobody uses. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { environmentFor } from '../setup/config';

/** Issue 16: the package holds what is needed to run it, and everything works where it is installed. */
jest.setTimeout(300_000);

const root = join(__dirname, '..');
/** Empty folders, as a project would have them that installs the package. */
const project = mkdtempSync(join(tmpdir(), 'desk-package-'));
const bin = join(project, 'node_modules', '.bin');
afterAll(() => rmSync(project, { recursive: true, force: true }));

interface Packed {
  filename: string;
  files: { path: string }[];
}
const pack = (...args: string[]): Packed =>
  (JSON.parse(spawnSync('npm', ['pack', '--json', ...args], { cwd: root, encoding: 'utf8' }).stdout) as [Packed])[0];

/** Runs the installed command, found by the shell. */
function run(args: string[], variables: Record<string, string> = {}) {
  const env = environmentFor({ PATH: [bin, process.env.PATH].join(delimiter), ...variables });
  const { status, stdout, stderr } = spawnSync(join(bin, 'dialin-desk'), args, { cwd: project, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe('what npm pack takes', () => {
  test('is the program, without tests and benches, and never a folder of data', () => {
    const secrets = ['trial-data/keys.json', 'cli/.data/keys.json', 'cli/keys.json', '.data-of-a-trial/keys.json'];
    const folders = ['trial-data', 'cli/.data', '.data-of-a-trial'];
    try {
      for (const path of secrets) {
        mkdirSync(join(root, dirname(path)), { recursive: true });
        writeFileSync(join(root, path), '{}');
      }
      const paths = pack('--dry-run').files.map(({ path }) => path);
      const rooms = ['bot', 'cards', 'cli', 'manifest', 'services', 'setup', 'tenant', 'words'];
      expect(paths.filter((path) => !rooms.includes(path.split('/')[0]!)).sort()).toEqual([
        'LICENSE',
        'README.md',
        'package.json',
      ]);
      expect(paths.filter((path) => /keys\.json|\.test\.|\/\./.test(path))).toEqual([]);
      for (const needed of [
        'cli/dialin-desk.cjs',
        'bot/index.ts',
        'manifest/color.svg',
        'cards/asking/edit.json',
        'tenant/worker.ps1',
      ])
        expect(paths).toContain(needed);
    } finally {
      rmSync(join(root, 'cli/keys.json'), { force: true });
      for (const folder of folders) rmSync(join(root, folder), { recursive: true, force: true });
    }
  });
});

describe('the installed package', () => {
  beforeAll(() => {
    const { filename } = pack('--pack-destination', project);
    mkdirSync(bin, { recursive: true });
    spawnSync('tar', ['-xzf', filename], { cwd: project });
    const installed = join(project, 'node_modules', 'dial-in-desk');
    spawnSync('mv', [join(project, 'package'), installed]);
    symlinkSync(join(installed, 'cli', 'dialin-desk.cjs'), join(bin, 'dialin-desk'));
    spawnSync('chmod', ['+x', join(installed, 'cli', 'dialin-desk.cjs')]);
    // As npm would install them, but without a network: what is for development only is left out.
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
    };
    for (const [path, { dev, devOptional }] of Object.entries(packages)) {
      if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) || dev || devOptional) continue;
      mkdirSync(dirname(join(project, path)), { recursive: true });
      symlinkSync(join(root, path), join(project, path));
    }
  });

  test('has help for every command, which names it as it was called', () => {
    const seen: string[] = [];
    const look = (path: string[]): void => {
      const { status, stdout, stderr } = run([...path, '--help']);
      expect([path, status, stderr]).toEqual([path, 0, '']);
      expect(stdout).toMatch(new RegExp(`^Usage: ${['dialin-desk', ...path].join(' ')} `));
      expect(stdout).not.toMatch(/npx|npm run/);
      seen.push(path.join(' '));
      const [, commands = ''] = /\nCommands:\n((?: .*\n)+)/.exec(stdout) ?? [];
      for (const [, name] of commands.matchAll(/^ {2}([a-z-]+)/gm)) if (name !== 'help') look([...path, name!]);
    };
    look([]);
    expect(seen).toEqual(
      expect.arrayContaining(['serve', 'start', 'doctor', 'manifest build', 'keys new', 'user set']),
    );
  });

  test('makes keys and the app package for Teams', () => {
    const key = run(['keys', 'new', 'key-1']);
    expect([key.status, key.stdout]).toEqual([0, expect.stringMatching(/^key-1:[\w+/]{43}=\n$/) as string]);
    expect(key.stderr).toContain('dialin-desk keys --help');
    const built = run(['manifest', 'build'], { MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa' });
    expect(built).toEqual({ status: 0, stdout: 'dist/dial-in-desk.zip\n', stderr: '' });
    expect(
      readFileSync(join(project, 'dist', 'dial-in-desk.zip'))
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  test('serves, and says what that needs', () => {
    const { status, stderr } = run(['serve']);
    expect([status, stderr.trim().split('\n').sort()]).toEqual([
      1,
      ['MAIL_FROM', 'MONGODB_URI', 'MicrosoftAppId', 'MicrosoftAppTenantId', 'PIN_KEYS', 'SMTP_URL'].map(
        (name) => `${name} is missing`,
      ),
    ]);
    const found = JSON.parse(run(['doctor']).stdout) as { check: string; what: string }[];
    expect(found.find(({ check }) => check === 'serve')!.what).toMatch(/^"dialin-desk serve" would not start here: /);
  });

  test('says that the try-out needs the Playground, which is installed apart', () => {
    const { status, stderr } = run(['start'], { DATA_DIR: join(project, 'data') });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^The Agents Playground is not installed\. .*npm install @microsoft\/m365agentsplayground@/,
      ) as string,
    ]);
  });

  test('completes commands, options and values, and no sentences', () => {
    const words = (...args: string[]) =>
      run(['complete', '--', ...args])
        .stdout.trim()
        .split('\n')
        .map((line) => line.split('\t')[0]!);
    for (const path of [[], ['user'], ['keys'], ['audit'], ['bulk'], ['people']])
      for (const word of words(...path, '')) expect(word).toMatch(/^([a-z-]+|:\d+)$/);
    for (const word of words('user', 'set', 'alice', '--')) expect(word).toMatch(/^(--[a-z-]+|:\d+)$/);
    expect(words('bulk', 'run', 'people.csv', '--action', '')).toContain('reset-pin');
  });
});

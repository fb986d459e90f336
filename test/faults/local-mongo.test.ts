import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { DryMongoBinary } from 'mongodb-memory-server-core';
import { descendantsOf } from '../try-out/processes';
import { someMongod } from '../try-out/stand-in-for-mongod';
import {
  freePorts,
  freshFolder,
  killAll,
  removeFolders,
  start,
  startTryOut,
  tryOutCommand,
  untilGone,
} from '../try-out/try-out';

afterAll(() => {
  killAll();
  removeFolders();
});

describe('a local database where mongod is installed', () => {
  const dataFolder = freshFolder();
  const noPlayground = ['--no-playground'];
  let mongod: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    mongod = await someMongod(freshFolder());
    environment = { MONGOMS_SYSTEM_BINARY: mongod };
  });

  const remembered = () =>
    JSON.parse(readFileSync(join(dataFolder, 'database.json'), 'utf8')) as { engine: string; port: number };

  test('is that mongod, as a replica set of one that outlives a SIGKILL of the try-out', async () => {
    const first = await startTryOut({ ports: await freePorts(), dataFolder, arguments: noPlayground, environment });
    expect(first.stdout).toMatch(/^Database: MongoDB \d+\.\d+\.\d+ \(.*mongod\), data in /);
    expect(first.stdout).toContain('Sample people: 14');
    expect(first.stderr).toBe('');
    const { engine, port } = remembered();
    expect(engine).toBe('mongod');

    const everything = descendantsOf(first.pid);
    expect(everything.some(({ command }) => command.includes('--replSet'))).toBe(true);
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    await untilGone(everything, 8_000);

    const second = await startTryOut({ ports: await freePorts(), dataFolder, arguments: noPlayground, environment });
    expect(second.stdout).not.toContain('Sample people');
    // A replica set identifies itself by its address.
    expect(remembered().port).toBe(port);

    const third = start([...tryOutCommand, ...noPlayground], {
      ...(await freePorts()),
      ...environment,
      DATA_DIR: dataFolder,
    });
    expect(await third.ended).toBe(1);
    expect(third.stderr).toMatch(/^Port \d+, which the database in .* is bound to, is in use\. [^\n]+\n$/);

    const all = descendantsOf(second.pid);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    await untilGone(all);
    expect(second.stderr).toBe('');
  });

  test('is not exchanged for another one when that mongod is gone', async () => {
    const failing = start([process.execPath, ...tryOutCommand.slice(1), ...noPlayground], {
      ...(await freePorts()),
      ...nothingToBeHad(),
      DATA_DIR: dataFolder,
    });
    expect(await failing.ended).toBe(1);
    expect(failing.stderr).toMatch(
      /^The data in .* was written by mongod, which is not here any more\. Install MongoDB again, or start with another DATA_DIR\.\n$/,
    );
  });

  test('is refused when MONGOMS_SYSTEM_BINARY names no mongod', async () => {
    const failing = start([...tryOutCommand, ...noPlayground], {
      ...(await freePorts()),
      DATA_DIR: freshFolder(),
      MONGOMS_SYSTEM_BINARY: '/bin/true',
    });
    expect(await failing.ended).toBe(1);
    expect(failing.stderr).toBe('MONGOMS_SYSTEM_BINARY names /bin/true, which is not a mongod that runs here.\n');
  });
});

describe('a local database where nothing is installed', () => {
  const cacheFolder = freshFolder();
  let mirror: Server;
  let asked = 0;
  beforeAll(async () => {
    mirror = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await new Promise<void>((ready) => mirror.listen(0, '127.0.0.1', ready));
  });
  afterAll(() => new Promise<void>((done) => void mirror.close(() => done())));

  /** Runs this in a process of its own, with no programs on its path. */
  async function run(script: string) {
    const started = start(
      [process.execPath, '--import', 'tsx', '-e', script],
      nothingToBeHad((mirror.address() as AddressInfo).port),
    );
    await started.ended;
    return started;
  }

  const optionsFor = (dataFolder: string) => `{ ...${JSON.stringify({ dataFolder, cacheFolder })}, say: console.log }`;
  const attempt = (dataFolder: string) =>
    run(
      `require('./services/try-out/local-mongo').startLocalMongo(${optionsFor(dataFolder)}).catch((error) => console.error(error.name, error.message))`,
    );

  test('is no database, and one line names both ways out', async () => {
    const { stdout, stderr } = await attempt(freshFolder());
    expect(stdout).toMatch(
      /^No mongod here: downloading MongoDB [\d.]+ …\nMongoDB cannot be downloaded here \(.+\)\.\n$/,
    );
    expect(stderr).toMatch(
      /^SetupError No database: no mongod and no Python 3\.10 to 3\.13 for SecantusDB\. Install MongoDB [^\n]+, or set MONGODB_URI [^\n]+\n$/,
    );
    expect(asked).toBeGreaterThan(0);
  });

  test('a download that failed is not tried again at the next start', async () => {
    asked = 0;
    const { stdout, stderr } = await attempt(freshFolder());
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^SetupError No database/);
    expect(asked).toBe(0);
  });

  test('but it is, when there is data that only a mongod can read', async () => {
    asked = 0;
    const dataFolder = freshFolder();
    writeFileSync(join(dataFolder, 'database.json'), '{"engine":"mongod","port":27017}');
    const { stderr } = await attempt(dataFolder);
    expect(stderr).toMatch(/^SetupError The data in .* was written by mongod, which is not here any more\./);
    expect(asked).toBeGreaterThan(0);
  });

  test('a mongod that was downloaded once is taken without a word', async () => {
    asked = 0;
    const wanted = { version: '8.0.12', downloadDir: join(cacheFolder, 'mongodb') };
    const [, path] = await DryMongoBinary.generateDownloadPath(await DryMongoBinary.generateOptions(wanted));
    mkdirSync(dirname(path), { recursive: true });
    // A file that is smaller than any mongod, or has no checksum next to it, counts as a download that was cut short.
    writeFileSync(path, Buffer.alloc(2 ** 21));
    writeFileSync(`${path}.md5`, '');
    const { stdout, stderr } = await run(
      `require('./services/try-out/mongod').findMongod(${optionsFor(freshFolder())}).then((found) => console.log(found.path))`,
    );
    rmSync(path);
    expect({ stdout, stderr, asked }).toEqual({ stdout: `${path}\n`, stderr: '', asked: 0 });
  });

  test('data of SecantusDB is not left for another database either', async () => {
    const dataFolder = freshFolder();
    writeFileSync(join(dataFolder, 'database.json'), '{"engine":"secantusdb"}');
    const { stdout, stderr } = await attempt(dataFolder);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^SetupError The data in .* was written by SecantusDB, and the Python 3\.10 to 3\.13 that it needs is not here any more\. [^\n]+\n$/,
    );
  });
});

describe('SecantusDB', () => {
  /** A stand-in for Python that treats venv and pip as the test says, in a folder for the path. */
  function somePython(options: { venv?: string; pip?: string } = {}): string {
    const folder = freshFolder();
    const { venv = '/bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python"', pip = 'exit 0' } = options;
    writeFileSync(
      join(folder, 'python3'),
      `#!/bin/sh\ncase "$2" in\n  venv) ${venv} ;;\n  pip) ${pip} ;;\n  *) echo 312 ;;\nesac\n`,
      { mode: 0o755 },
    );
    return folder;
  }

  async function install(cacheFolder: string, path: string) {
    const script =
      `require('./services/try-out/secantus').installSecantus({ cacheFolder: ${JSON.stringify(cacheFolder)}, say: console.log ` +
      `}).then(console.log, (error) => console.error(error.name, error.message))`;
    const started = start([process.execPath, '--import', 'tsx', '-e', script], { ...nothingToBeHad(), PATH: path });
    await started.ended;
    return started;
  }

  test('is installed once, and said so once', async () => {
    const [cacheFolder, path] = [freshFolder(), somePython()];
    const first = await install(cacheFolder, path);
    expect(first.stdout).toMatch(/^Installing SecantusDB from PyPI [^\n]+\n\/.*\/secantusdb-0\.7\.0b3\/bin\/python\n$/);
    const second = await install(cacheFolder, path);
    expect(second.stdout).toBe(first.stdout.split('\n')[1] + '\n');
    expect(readdirSync(cacheFolder)).toEqual(['secantusdb-0.7.0b3']);
  });

  test('is installed anew when the Python it was made with is gone', async () => {
    const [cacheFolder, path] = [freshFolder(), somePython()];
    const { stdout } = await install(cacheFolder, path);
    rmSync(stdout.split('\n')[1]!);
    const again = await install(cacheFolder, path);
    expect(again.stdout).toBe(stdout);
    expect(readdirSync(cacheFolder)).toEqual(['secantusdb-0.7.0b3']);
  });

  test.each([
    [
      'a Python without venv',
      { venv: 'echo "ensurepip is not available"; exit 1' },
      'it has no venv; on Debian and Ubuntu: apt install python3-venv',
    ],
    [
      'a registry that is not reached',
      { pip: 'echo "trying" >&2; echo "ERROR: No matching distribution" >&2; exit 1' },
      'ERROR: No matching distribution',
    ],
  ])(
    'and %s is one line with the ways out',
    async (_fault, faults, reason) => {
      const cacheFolder = freshFolder();
      const { stderr } = await install(cacheFolder, somePython(faults));
      expect(stderr).toMatch(
        /^SetupError SecantusDB could not be installed with python3 \([^\n]+\)\. Install MongoDB, set MONGODB_URI to a replica set, or [^\n]+\n$/,
      );
      expect(stderr).toContain(`(${reason})`);
      expect(readdirSync(cacheFolder)).toEqual([]);
    },
    60_000,
  );
});

/** No program on the path, no mongod named, and downloads only from here. */
const nothingToBeHad = (mirrorPort = 1) => ({
  PATH: '/nonexistent',
  MONGOMS_SYSTEM_BINARY: undefined,
  MONGOMS_DOWNLOAD_MIRROR: `https://127.0.0.1:${mirrorPort}`,
});

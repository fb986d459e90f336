import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalMongoOptions } from '../local-mongo';
import { SetupError } from '../problem';
import { freePort, isPortFree } from './ports';

/** The MongoDB that is fetched where none is installed. */
const version = '8.0.12';
const replicaSet = 'dial-in-desk';

/**
 * A mongod that is installed, or one that could be downloaded; undefined when neither. A download that failed
 * once is not tried again until the cache folder is removed.
 */
export async function findMongod({ mongodBinary, cacheFolder, say }: LocalMongoOptions): Promise<string | undefined> {
  if (mongodBinary) {
    if (!existsSync(mongodBinary)) throw new SetupError(`MONGOMS_SYSTEM_BINARY names ${mongodBinary}, which does not exist.`);
    return mongodBinary;
  }
  if (spawnSync('mongod', ['--version'], { stdio: 'ignore' }).status === 0) return 'mongod';

  const failed = join(cacheFolder, 'mongod-download-failed');
  if (existsSync(failed)) return undefined;
  say(`No mongod here: downloading MongoDB ${version} …`);
  mkdirSync(cacheFolder, { recursive: true });
  try {
    const { MongoBinary } = await loadMemoryServer();
    return await MongoBinary.getPath({ version, downloadDir: join(cacheFolder, 'mongodb') });
  } catch (error) {
    writeFileSync(failed, '');
    say(`MongoDB cannot be downloaded here (${/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|\b[45]\d\d\b/.exec(String(error))?.[0] ?? 'no build for this system'}).`);
    return undefined;
  }
}

/** Starts it as a replica set of one, which is what makes transactions possible. */
export async function startMongod(options: { binary: string; dataFolder: string; port?: number }) {
  const dbPath = join(options.dataFolder, 'mongod');
  mkdirSync(dbPath, { recursive: true });
  const port = options.port ?? (await freePort());
  if (!(await isPortFree(port))) {
    throw new SetupError(`Port ${port}, which the database in ${dbPath} is bound to, is in use. Is this try-out running already?`);
  }
  const { MongoMemoryReplSet } = await loadMemoryServer();
  try {
    const set = await MongoMemoryReplSet.create({
      binary: { systemBinary: wholePath(options.binary) },
      instanceOpts: [{ dbPath, port, storageEngine: 'wiredTiger' }],
      replSet: { name: replicaSet, ip: '127.0.0.1' },
    });
    return {
      port,
      uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
      stop: async () => void (await set.stop({ doCleanup: false })),
    };
  } catch {
    throw new SetupError(`mongod could not be started on ${dbPath}. Is another process using that folder?`);
  }
}

/** One word for the start's line: where the program came from. */
export const describeMongod = (binary: string): string => (binary === 'mongod' ? 'installed' : binary);

/** Loaded on demand: production installs have no such package. */
const loadMemoryServer = () => import('mongodb-memory-server-core');

function wholePath(binary: string): string {
  if (binary !== 'mongod') return binary;
  return spawnSync(process.platform === 'win32' ? 'where' : 'which', ['mongod'], { encoding: 'utf8' }).stdout.split(/\r?\n/)[0] ?? binary;
}

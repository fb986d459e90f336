import { spawnSync } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../base/make-folder';
import type { MongoClient } from 'mongodb';
import type { MongoInstance } from 'mongodb-memory-server-core';
import type { LocalMongoOptions } from './local-mongo-options';
import { SetupError } from '../base/problem';
import { addressAt, DataInUse, freePort, isPortFree } from './ports';
import { untilAnswering } from './until-answering';

/** The MongoDB that is downloaded if none is installed. */
const version = '8.0.12';
const replicaSet = 'dial-in-desk';
/** How long the port may stay busy after the process that used it was killed. Milliseconds. */
const busyLimit = 4_000;

/** A mongod that can be run. */
export interface Mongod {
  path: string;
  version: string;
  /** Where it came from, for the line that is printed at the start. */
  source: string;
}

/**
 * A mongod that is installed, or else one that could be downloaded; undefined when there is neither. A download that
 * has failed is not tried again until the cache folder is removed, unless there is `data` that only a mongod can read.
 * @throws SetupError when MONGOMS_SYSTEM_BINARY does not name a mongod
 */
export async function findMongod({
  mongodBinary,
  cacheFolder,
  say,
  data = false,
}: LocalMongoOptions & { data?: boolean }): Promise<Mongod | undefined> {
  if (mongodBinary) {
    const named = describe(resolve(mongodBinary), mongodBinary);
    if (!named)
      throw new SetupError(`MONGOMS_SYSTEM_BINARY names ${mongodBinary}, which is not a mongod that runs here.`);
    return named;
  }
  const path = spawnSync(process.platform === 'win32' ? 'where mongod' : 'command -v mongod', {
    encoding: 'utf8',
    shell: true,
  }).stdout?.split(/\r?\n/)[0];
  const installed = path ? describe(path, 'installed') : undefined;
  return installed ?? (await fetchMongod({ cacheFolder, say, data }));
}

async function fetchMongod({
  cacheFolder,
  say,
  data,
}: {
  cacheFolder: string;
  say: (line: string) => void;
  data: boolean;
}): Promise<Mongod | undefined> {
  const { DryMongoBinary, MongoBinary } = await loadMemoryServer();
  const wanted = { version, downloadDir: resolve(cacheFolder, 'mongodb') };
  const fetched = await DryMongoBinary.locateBinary(wanted).catch(() => undefined);
  if (fetched) return { path: fetched, version, source: 'downloaded' };

  const failed = join(cacheFolder, 'mongod-download-failed');
  if (existsSync(failed) && !data) return undefined;
  say(`No mongod here: downloading MongoDB ${version} …`);
  try {
    return { path: await MongoBinary.getPath(wanted), version, source: 'downloaded' };
  } catch (error) {
    makeFolder(cacheFolder);
    writeFileSync(failed, '');
    // Only the code of a network error, or an HTTP status: the rest of the message is long and meant for developers.
    say(
      `MongoDB cannot be downloaded here ` +
        `(${/\b(E[A-Z]+_?[A-Z]+|[45]\d\d)\b/.exec(String(error))?.[0] ?? 'perhaps there is none for this system'}).`,
    );
    return undefined;
  }
}

/** Starts it as a replica set of one, since transactions need a replica set. */
export async function startMongod(options: { mongod: Mongod; dataFolder: string; port?: number }) {
  const { mongod } = options;
  const dbPath = resolve(options.dataFolder, 'mongod');
  makeFolder(dbPath);
  const port = options.port ?? (await freePort());
  await untilPortFree(port, dbPath);

  const { MongoInstance } = await loadMemoryServer();
  const instance = new MongoInstance({
    binary: { systemBinary: mongod.path, version: mongod.version },
    instance: {
      dbPath,
      port,
      ip: '127.0.0.1',
      replSet: replicaSet,
      storageEngine: 'wiredTiger',
      launchTimeout: 30_000,
    },
    // In its own process group, so that Ctrl-C reaches only us, and we stop it when the bot no longer needs it.
    spawn: { detached: true },
  });
  // A replica set is stopped by a command to its port. Until this one runs, the one that answers there may be another,
  // which was faster.
  (instance as EventEmitter).once('instanceLaunched', () => void (instance.isReplSet = false));
  const said = collectOutput(instance);
  const uri = addressAt(port);
  try {
    await instance.start();
    instance.isReplSet = true;
    await untilAnswering(
      uri,
      () => instance.isInstanceReady,
      (client) => makePrimary(client, port),
    );
  } catch {
    await instance.stop();
    const logFile = join(dbPath, '..', 'mongod.log');
    writeFileSync(logFile, said.join('\n'));
    if (/DBPathInUse|lock file|already in use/i.test(said.join())) {
      throw new DataInUse(
        `The data in ${dbPath} is in use by another start. Stop that one, or set DATA_DIR to another folder.`,
      );
    }
    throw new SetupError(`mongod (${mongod.source}) did not start; ${logFile} says why.`);
  }
  return { port, uri, stop: async () => void (await instance.stop()) };
}

/** Initiates the replica set on the first start. @returns whether it accepts writes */
async function makePrimary(client: MongoClient, port: number): Promise<boolean> {
  const admin = client.db('admin');
  const { isWritablePrimary, setName } = await admin.command({ hello: 1 });
  if (!setName)
    await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host: `127.0.0.1:${port}` }] } });
  return Boolean(setName && isWritablePrimary);
}

async function untilPortFree(port: number, dbPath: string): Promise<void> {
  for (const deadline = Date.now() + busyLimit; !(await isPortFree(port));) {
    if (Date.now() > deadline) {
      throw new DataInUse(
        `Port ${port}, which the database in ${dbPath} is bound to, is in use. ` +
          'Stop the try-out that runs there already, or set DATA_DIR to another folder.',
      );
    }
    await new Promise((go) => setTimeout(go, 200));
  }
}

/** Collects the last lines that it wrote, in case it does not start. */
function collectOutput(instance: MongoInstance): string[] {
  const lines: string[] = [];
  for (const event of ['instanceSTDOUT', 'instanceSTDERR']) {
    (instance as EventEmitter).on(event, (line: string) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
    });
  }
  return lines;
}

function describe(path: string, source: string): Mongod | undefined {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const found = /^\s*db version v?(\d+\.\d+\.\d+)/m.exec(stdout ?? '')?.[1];
  return found ? { path, version: found, source } : undefined;
}

/** Loaded on demand, because production installs do not have this package. */
const loadMemoryServer = () => import('mongodb-memory-server-core');

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeMongod, findMongod, startMongod } from './local-mongo/mongod';
import { installSecantus, startSecantus } from './local-mongo/secantus';
import { SetupError } from './problem';

export interface LocalMongoOptions {
  /** Where the data lives; made if missing. */
  dataFolder: string;
  /** Where fetched programs live; shared by the try-out and the tests. */
  cacheFolder: string;
  /** A mongod named by MONGOMS_SYSTEM_BINARY. */
  mongodBinary?: string;
  /** Receives one line for each thing that takes time. */
  say: (line: string) => void;
}

export interface LocalMongo {
  uri: string;
  /** One line: what runs, and where the data is. */
  description: string;
  stop(): Promise<void>;
}

type Engine = 'mongod' | 'secantusdb';
interface Remembered {
  engine: Engine;
  /** A replica set knows itself by its address, so a mongod keeps its port. */
  port?: number;
}

const waysOut = 'Install MongoDB 7 or later (https://www.mongodb.com/docs/manual/installation/), or set MONGODB_URI to a replica set.';

/**
 * A database for the try-out and the tests, in a process of its own on a loopback port: a mongod that is
 * installed or can be downloaded, else SecantusDB. The folder remembers which of the two wrote it.
 * @throws SetupError with one line when neither can be had, or the one that wrote the folder is gone
 */
export async function startLocalMongo(options: LocalMongoOptions): Promise<LocalMongo> {
  makeFolder(options.dataFolder);
  const file = join(options.dataFolder, 'database.json');
  const remembered = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Remembered) : undefined;
  const folder = resolve(options.dataFolder);

  const mongod = remembered?.engine === 'secantusdb' ? undefined : await findMongod(options);
  if (mongod) {
    const running = await startMongod({ ...options, binary: mongod, port: remembered?.port });
    writeFileSync(file, JSON.stringify({ engine: 'mongod', port: running.port } satisfies Remembered));
    return { ...running, description: `MongoDB (${describeMongod(mongod)}), data in ${folder}` };
  }
  if (remembered?.engine === 'mongod') {
    throw new SetupError(`The data in ${folder} was written by mongod, which is not here any more. Install MongoDB again, or start with another DATA_DIR.`);
  }

  const python = await installSecantus(options);
  if (!python) throw new SetupError(`No database: no mongod and no Python 3.10 to 3.13 for SecantusDB. ${waysOut}`);
  const running = await startSecantus({ ...options, python });
  writeFileSync(file, JSON.stringify({ engine: 'secantusdb' } satisfies Remembered));
  return { ...running, description: `SecantusDB (MongoDB's protocol, for trying out only), data in ${folder}` };
}

/** @throws SetupError when the folder cannot be written */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.writable'), '');
  } catch {
    throw new SetupError(`The data folder ${resolve(folder)} cannot be written. Make it writable, or set DATA_DIR to another folder.`);
  }
}

import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../base/make-folder';
import { findMongod, startMongod } from './mongod';
import { installSecantus, startSecantus } from './secantus';
import { SetupError } from '../base/problem';
import type { LocalMongoOptions } from './local-mongo-options';
import { runningFile } from './running';

export interface LocalMongo {
  port: number;
  uri: string;
  /** One line: what runs, and where the data is. */
  description: string;
  stop(): Promise<void>;
}

type Engine = 'mongod' | 'secantusdb';
interface Remembered {
  engine: Engine;
  /** A replica set identifies itself by its address, so a mongod keeps its port. */
  port?: number;
}

const waysOut =
  'Install MongoDB 7 or later (https://www.mongodb.com/docs/manual/installation/), or set MONGODB_URI to a ' +
  'replica set.';

/**
 * A database for the try-out and the tests, in its own process on a loopback port: a mongod that is installed or can be
 * downloaded, else SecantusDB. The folder remembers which of the two wrote its data.
 * @throws SetupError with one line when neither is available, or the one that wrote the folder is gone
 */
export async function startLocalMongo(options: LocalMongoOptions): Promise<LocalMongo> {
  makeDataFolder(options.dataFolder);
  const folder = resolve(options.dataFolder);
  const remembered = recall(folder);

  const mongod =
    remembered?.engine === 'secantusdb'
      ? undefined
      : await findMongod({ ...options, data: remembered?.engine === 'mongod' });
  if (mongod) {
    const running = await startMongod({ ...options, mongod, port: remembered?.port });
    remember(folder, { engine: 'mongod', port: running.port });
    return { ...running, description: `MongoDB ${mongod.version} (${mongod.source}), data in ${folder}` };
  }
  if (remembered?.engine === 'mongod') {
    throw new SetupError(
      `The data in ${folder} was written by mongod, which is not here any more. Install MongoDB again, or start ` +
        `with another DATA_DIR.`,
    );
  }

  const python = await installSecantus(options);
  if (!python) {
    throw new SetupError(
      remembered
        ? `The data in ${folder} was written by SecantusDB, and the Python 3.10 to 3.13 that it needs is not here ` +
            `any more. Install Python again, or start with another DATA_DIR.`
        : `No database: no mongod and no Python 3.10 to 3.13 for SecantusDB. ${waysOut}`,
    );
  }
  const running = await startSecantus({ ...options, python });
  remember(folder, { engine: 'secantusdb' });
  return { ...running, description: `SecantusDB (MongoDB's protocol, for trying out only), data in ${folder}` };
}

/** What a try-out puts into its folder. */
const ours = [
  'database.json',
  runningFile,
  'keys.json',
  'mail',
  'files',
  'mongod',
  'secantusdb',
  'secantusdb.log',
  'playground',
];

/**
 * Makes the folder of a try-out, which is for its owner only, with everything that is put into it from now on.
 * @throws SetupError when the folder cannot be written
 */
export function makeDataFolder(folder: string): void {
  // Also for the programs that are started, such as the database.
  process.umask(0o077);
  try {
    makeFolder(folder);
    writeFileSync(join(folder, '.writable'), '');
    closeToOthers(folder);
  } catch {
    throw new SetupError(
      `The data folder ${resolve(folder)} cannot be written. Make it writable, or set DATA_DIR to another folder.`,
    );
  }
}

/**
 * Takes from others what an older version has left open to them. A folder with other things in it keeps its own mode.
 */
function closeToOthers(folder: string): void {
  const [mine, others] = [readdirSync(folder).filter((name) => ours.includes(name)), readdirSync(folder)];
  if (others.every((name) => ours.includes(name) || name === '.writable')) chmodSync(folder, 0o700);
  for (const name of mine) {
    const path = join(folder, name);
    const within = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
    for (const one of [path, ...within.map((inner) => join(path, inner))])
      chmodSync(one, statSync(one).isDirectory() ? 0o700 : 0o600);
  }
}

/** @throws SetupError when what was written down cannot be read: a guess could start the wrong engine */
function recall(folder: string): Remembered | undefined {
  const file = join(folder, 'database.json');
  if (!existsSync(file)) return undefined;
  try {
    const { engine, port } = JSON.parse(readFileSync(file, 'utf8')) as Remembered;
    if (engine === 'mongod' || engine === 'secantusdb') return { engine, port };
  } catch {
    // Said below.
  }
  throw new SetupError(
    `${file} does not say which database wrote this folder. Put it back, or start with another DATA_DIR.`,
  );
}

/** Writes the file once, under another name first, so that a start that is cut off does not leave half of it. */
function remember(folder: string, engine: Remembered): void {
  const file = join(folder, 'database.json');
  const text = JSON.stringify(engine);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

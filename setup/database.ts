import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCommandLineConfig, type TryOutConfig } from './config';
import { startLocalMongo } from '../services/try-out/local-mongo';
import { DataInUse } from '../services/try-out/ports';
import { findRunning } from '../services/try-out/running';
import { connectMongo, type Mongo } from '../services/base/mongo';
import { SetupError } from '../services/base/problem';

const cacheFolder = join(__dirname, '..', 'node_modules', '.cache', 'dial-in-desk');

/** How long to wait for another process that has the data of a try-out open. Milliseconds. */
const busyLimit = 15_000;

/** Where the database is. `local`: it is the try-out's, which runs, or was started for this. */
export interface DatabaseAddress {
  uri: string;
  database: string;
  local: boolean;
}

/**
 * Opens the database that the bot works on, for one piece of work: the one MONGODB_URI names, else the try-out's.
 * @throws SetupError when there is none
 */
export function withDatabase<Result>(work: (mongo: Mongo) => Promise<Result>): Promise<Result> {
  return withDatabaseAddress(readCommandLineConfig(), async (address) => {
    const mongo = await connectMongo(address);
    try {
      return await work(mongo);
    } finally {
      await mongo.close();
    }
  });
}

/**
 * The same for work that makes its own connection.
 * @throws SetupError when there is none
 */
export async function withDatabaseAddress<Result>(
  config: TryOutConfig,
  work: (address: DatabaseAddress) => Promise<Result>,
): Promise<Result> {
  const { MONGODB_URI, DATABASE } = config;
  if (MONGODB_URI) return work({ uri: MONGODB_URI, database: DATABASE, local: false });
  const local = await openTryOutDatabase(config);
  try {
    return await work({ uri: local.uri, database: DATABASE, local: true });
  } finally {
    await local.stop();
  }
}

/**
 * The database of a try-out: the one that runs, else one that is started for this. The engine lets only one process at
 * the files, so a second one waits for the first, which is another command or a try-out that has just begun.
 */
async function openTryOutDatabase(config: TryOutConfig): Promise<{ uri: string; stop(): Promise<void> }> {
  for (const deadline = Date.now() + busyLimit; ;) {
    const uri = await findRunning(config.DATA_DIR);
    if (uri !== undefined) return { uri, stop: () => Promise.resolve() };
    try {
      return await startTryOutDatabase(config);
    } catch (error) {
      if (!(error instanceof DataInUse)) throw error;
      if (Date.now() > deadline)
        throw new SetupError(
          `Another command, or a try-out of an older version, is at work on the data in ${resolve(config.DATA_DIR)}. ` +
            `Try again when it has ended. Beside a try-out of this version, commands work at any time.`,
        );
    }
  }
}

function startTryOutDatabase({ DATA_DIR, MONGOMS_SYSTEM_BINARY }: TryOutConfig) {
  // A database that was started anew would be empty, so there would be nothing to work on.
  if (!existsSync(join(DATA_DIR, 'database.json'))) {
    throw new SetupError(
      `There is no database: MONGODB_URI is not set, and ${resolve(DATA_DIR)} holds none of a try-out.`,
    );
  }
  return startLocalMongo({
    dataFolder: DATA_DIR,
    cacheFolder,
    mongodBinary: MONGOMS_SYSTEM_BINARY,
    say: console.error,
  });
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTryOutConfig, type TryOutConfig } from './config';
import { startLocalMongo } from '../services/try-out/local-mongo';
import { connectMongo, type Mongo } from '../services/base/mongo';
import { SetupError } from '../services/base/problem';

const cacheFolder = join(__dirname, '..', 'node_modules', '.cache', 'dial-in-desk');

/** Where the database is. `local`: it is the try-out's, which was started for this. */
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
  return withDatabaseAddress(readTryOutConfig(), async (address) => {
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
  const local = config.MONGODB_URI ? undefined : await startTryOutDatabase(config);
  try {
    return await work({ uri: config.MONGODB_URI ?? local!.uri, database: config.DATABASE, local: local !== undefined });
  } finally {
    await local?.stop();
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

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTryOutConfig } from '../bot/config';
import { startLocalMongo } from '../services/local-mongo';
import { connectMongo, type Mongo } from '../services/mongo';
import { SetupError } from '../services/problem';

const cacheFolder = join(__dirname, '..', 'node_modules', '.cache', 'dial-in-desk');

/**
 * Opens the database that the bot works on, for one piece of work: the one MONGODB_URI names, else the try-out's.
 * @throws SetupError when there is none
 */
export async function withDatabase<Result>(work: (mongo: Mongo) => Promise<Result>): Promise<Result> {
  const config = readTryOutConfig();
  const local = config.MONGODB_URI ? undefined : await startTryOutDatabase(config);
  try {
    const mongo = await connectMongo({ uri: config.MONGODB_URI ?? local!.uri, database: config.DATABASE });
    try {
      return await work(mongo);
    } finally {
      await mongo.close();
    }
  } finally {
    await local?.stop();
  }
}

function startTryOutDatabase({ DATA_DIR, MONGOMS_SYSTEM_BINARY }: ReturnType<typeof readTryOutConfig>) {
  // Starting one anew would be an answer about nothing.
  if (!existsSync(join(DATA_DIR, 'database.json'))) {
    throw new SetupError(`There is no database: MONGODB_URI is not set, and ${resolve(DATA_DIR)} holds none of a try-out.`);
  }
  return startLocalMongo({ dataFolder: DATA_DIR, cacheFolder, mongodBinary: MONGOMS_SYSTEM_BINARY, say: console.error });
}

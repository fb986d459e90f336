import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMongo, startLocalMongo } from '../../services/local-mongo';

export interface TestDatabase extends LocalMongo {
  dataFolder: string;
}

/** One database for the whole run, the same that the try-out uses; each test file takes a name of its own in it. */
export default async function startDatabase(): Promise<void> {
  if (process.env.TEST_MONGODB_URI) return;
  const dataFolder = mkdtempSync(join(tmpdir(), 'dial-in-desk-test-'));
  const database = await startLocalMongo({
    dataFolder,
    cacheFolder: join(__dirname, '..', '..', 'node_modules', '.cache', 'dial-in-desk'),
    mongodBinary: process.env.MONGOMS_SYSTEM_BINARY,
    say: console.log,
  });
  process.env.TEST_MONGODB_URI = database.uri;
  process.env.TEST_MONGODB_IS_OURS = 'yes';
  (globalThis as { testDatabase?: TestDatabase }).testDatabase = { ...database, dataFolder };
}

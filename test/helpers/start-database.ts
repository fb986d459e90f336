import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMongo, startLocalMongo } from '../../services/local-mongo';

/** One database for the whole run, the same that the try-out uses; each test file takes a name of its own in it. */
export default async function startDatabase(): Promise<void> {
  if (process.env.TEST_MONGODB_URI) return;
  const database = await startLocalMongo({
    dataFolder: mkdtempSync(join(tmpdir(), 'dial-in-desk-test-')),
    cacheFolder: join(__dirname, '..', '..', 'node_modules', '.cache', 'dial-in-desk'),
    mongodBinary: process.env.MONGOMS_SYSTEM_BINARY,
    say: console.log,
  });
  process.env.TEST_MONGODB_URI = database.uri;
  (globalThis as { testDatabase?: LocalMongo }).testDatabase = database;
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMongo, startLocalMongo } from '../../services/local-mongo';

export interface TestDatabase extends LocalMongo {
  dataFolder: string;
}

/**
 * A database for each worker, the same that the try-out uses; each test file takes a name of its own in it. With
 * one for all, a file that writes thousands of records kept the others waiting until they gave up.
 */
export default async function startDatabases({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  if (process.env.TEST_MONGODB_URI) return;
  const databases: TestDatabase[] = [];
  (globalThis as { testDatabases?: TestDatabase[] }).testDatabases = databases;
  // One after the other: the first installs what all use.
  for (let worker = 0; worker < maxWorkers; worker++) {
    const dataFolder = mkdtempSync(join(tmpdir(), 'dial-in-desk-test-'));
    const database = await startLocalMongo({
      dataFolder,
      cacheFolder: join(__dirname, '..', '..', 'node_modules', '.cache', 'dial-in-desk'),
      mongodBinary: process.env.MONGOMS_SYSTEM_BINARY,
      say: console.log,
    });
    databases.push({ ...database, dataFolder });
  }
  process.env.TEST_MONGODB_URIS = databases.map(({ uri }) => uri).join(' ');
}

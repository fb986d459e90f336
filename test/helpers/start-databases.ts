import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMongo, startLocalMongo } from '../../services/try-out/local-mongo';

/** Where what the local database needs is kept once it is installed. */
export const cacheFolder = join(__dirname, '..', '..', 'node_modules', '.cache', 'dial-in-desk');

export interface TestDatabase extends LocalMongo {
  dataFolder: string;
}

/**
 * Starts a database server for each worker, the same kind as in the try-out. Each test file uses a name of its own in
 * it. When all shared one, a file that writes thousands of records kept the others waiting until they gave up.
 */
export default async function startDatabases({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  if (process.env.TEST_MONGODB_URI) return;
  const databases: TestDatabase[] = [];
  (globalThis as { testDatabases?: TestDatabase[] }).testDatabases = databases;
  // One after the other: the first installs what they all use.
  for (let worker = 0; worker < maxWorkers; worker++) {
    const dataFolder = mkdtempSync(join(memoryOrDisk(), 'dial-in-desk-test-'));
    const database = await startLocalMongo({
      dataFolder,
      cacheFolder,
      mongodBinary: process.env.MONGOMS_SYSTEM_BINARY,
      say: console.log,
    });
    databases.push({ ...database, dataFolder });
  }
  process.env.TEST_MONGODB_URIS = databases.map(({ uri }) => uri).join(' ');
}

/** Enough room for the data of several whole runs. Bytes. */
const enoughRoom = 4 * 1024 ** 3;

/**
 * The folder where Linux keeps files in memory, if it has room. On a slow disk each commit waits for the disk, and
 * tests wait too long.
 */
function memoryOrDisk(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize >= enoughRoom) return '/dev/shm';
  } catch {
    // Another system.
  }
  return tmpdir();
}

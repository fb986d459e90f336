import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalMongo, startLocalMongo } from '../../services/try-out/local-mongo';

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
    const dataFolder = mkdtempSync(join(memoryOrDisk(), 'dial-in-desk-test-'));
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

/** Room for the data of one whole run, and for several of them. Bytes. */
const enoughRoom = 4 * 1024 ** 3;

/**
 * Where Linux keeps files in memory, if it has room: on a slow disk each commit waits for it, and tests wait too long.
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

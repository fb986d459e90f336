import { rmSync } from 'node:fs';
import { type TestDatabase } from './start-databases';

export default async function stopDatabases(): Promise<void> {
  const { testDatabases = [] } = globalThis as { testDatabases?: TestDatabase[] };
  for (const database of testDatabases) {
    await database.stop();
    rmSync(database.dataFolder, { recursive: true, force: true });
  }
}

import { rmSync } from 'node:fs';
import { type TestDatabase } from './start-database';

export default async function stopDatabase(): Promise<void> {
  const { testDatabase } = globalThis as { testDatabase?: TestDatabase };
  await testDatabase?.stop();
  if (testDatabase) rmSync(testDatabase.dataFolder, { recursive: true, force: true });
}

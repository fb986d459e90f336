import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalMongo } from '../../services/try-out/local-mongo';
import { cacheFolder } from './start-databases';

/** `npm run test:prepare`: installs what the tests' database needs. It waits for the network while the linter works. */
async function prepare(): Promise<void> {
  if (process.env.TEST_MONGODB_URI) return;
  const dataFolder = mkdtempSync(join(tmpdir(), 'dial-in-desk-prepare-'));
  try {
    const mongodBinary = process.env.MONGOMS_SYSTEM_BINARY;
    await (await startLocalMongo({ dataFolder, cacheFolder, mongodBinary, say: console.log })).stop();
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

void prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

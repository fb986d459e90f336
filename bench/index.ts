import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalMongo } from '../services/try-out/local-mongo';
import { benchBulk } from './bulk';
import { benchMails } from './mails';

/**
 * `npm run bench`: gives speeds as ratios within one run, because absolute figures say more about the machine than
 * about us.
 */
async function main(): Promise<void> {
  const say = (line: string) => console.log(line);
  const dataFolder = mkdtempSync(join(tmpdir(), 'dial-in-desk-bench-'));
  const cacheFolder = join(__dirname, '..', 'node_modules', '.cache', 'dial-in-desk');
  const database = await startLocalMongo({ dataFolder, cacheFolder, say });
  try {
    say(`Database: ${database.description}`);
    const { uri } = database;
    await benchBulk({ uri, database: 'bulk', count: 2_000, say });
    await benchMails({ uri, database: 'mails-to-a-usual-server', count: 2_000, thinks: 50, say });
    await benchMails({ uri, database: 'mails-to-a-fast-server', count: 10_000, thinks: 0, say });
  } finally {
    await database.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

void main();

import { MongoClient } from 'mongodb';

const limit = 20_000;

/**
 * Waits until a database that is being started accepts commands.
 * @param prepare runs against it on each try until it returns true
 * @throws Error when it has ended, or does not answer in 20 s
 */
export async function untilAnswering(
  uri: string,
  isRunning: () => boolean,
  prepare: (client: MongoClient) => Promise<boolean> = ping,
): Promise<void> {
  for (const deadline = Date.now() + limit; Date.now() < deadline;) {
    if (!isRunning()) throw new Error('it has ended');
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500 });
    try {
      if (await prepare(client)) return;
    } catch {
      // Not yet.
    } finally {
      await client.close();
    }
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error('it does not answer');
}

async function ping(client: MongoClient): Promise<boolean> {
  await client.db('admin').command({ ping: 1 });
  return true;
}

import { type LocalMongo } from '../../services/local-mongo';

export default async function stopDatabase(): Promise<void> {
  await (globalThis as { testDatabase?: LocalMongo }).testDatabase?.stop();
}

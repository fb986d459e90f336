import type { Document } from 'mongodb';
import { createAuditChain } from '../audit/chain/chain';
import { noFaultPoints } from '../base/fault-points';
import type { Migration } from '../base/migration';
import type { Mongo } from '../base/mongo';
import { SetupError } from '../base/problem';
import { createRestoreMark } from '../base/restore-mark';
import { assertKeysFit, type PinKeyDocument } from '../pins/keys';
import type { PinKey } from '../pins/pin-key';
import { type BackupHeader, readBackup } from './backup-lines';
import { movedCollections } from './backup';
import { assertUnderstood, type MigrationDocument } from './migrations';

/** What is in a backup, as a first reading of the whole file shows it. */
export interface Examined {
  header: BackupHeader;
  /** How many documents each collection has. */
  counts: Record<string, number>;
  tenants: string[];
}

/** Brings a backup back into a database. */
export function createLoading(options: {
  mongo: Mongo;
  keys: readonly PinKey[];
  migrations: readonly Pick<Migration, 'name'>[];
}) {
  const { mongo, keys, migrations } = options;
  const mark = createRestoreMark(mongo);
  const chain = createAuditChain({ mongo, faultPoints: noFaultPoints });

  return {
    /**
     * Reads the whole backup and writes nothing.
     * @param options.backend where people's conferencing is kept
     * @throws SetupError when it is not whole, or is not for these keys or this backend
     */
    async examine(lines: AsyncIterable<string>, options: { backend: 'own' | 'teams' }): Promise<Examined> {
      const counts: Record<string, number> = {};
      const known: PinKeyDocument[] = [];
      const inUse = new Set<string>();
      const backends = new Set<string>();
      const remembered: MigrationDocument[] = [];
      const header = await readBackup(lines, {
        documents(collection, documents) {
          if (!movedCollections.some((name) => name === collection))
            throw new SetupError(
              `This backup has the collection "${collection}", which this version does not know. Restore it with the ` +
                'version that wrote it, or a later one.',
            );
          counts[collection] = (counts[collection] ?? 0) + documents.length;
          if (collection === 'migrations') remembered.push(...(documents as MigrationDocument[]));
          for (const { _id, pin, fingerprint, backend } of documents) {
            if (collection === 'pinKeys') known.push({ _id: String(_id), fingerprint: String(fingerprint) });
            if (collection === 'conferencing') backends.add(backend === 'teams' ? 'teams' : 'own');
            const key = (pin as { key?: unknown } | undefined)?.key;
            if (typeof key === 'string') inUse.add(key);
          }
        },
      });
      assertUnderstood(remembered, migrations, 'The database of this backup');
      assertKeysFit(keys, { known, inUse: [...inUse], where: 'this backup' });
      const [other] = [...backends].filter((one) => one !== options.backend);
      if (other)
        throw new SetupError(`This backup is of CONFERENCING=${other}, and here CONFERENCING is ${options.backend}.`);
      return { header, counts, tenants: header.heads.map(({ tenant }) => tenant) };
    },

    /** What stands in the way: documents that are there, a bot at work, an earlier restore that was broken off. */
    async target(): Promise<{ documents: number; botAtWork: boolean; brokenOff: boolean }> {
      let documents = 0;
      for (const name of movedCollections) documents += await mongo.contents(name).countDocuments({});
      return { documents, botAtWork: await chain.isChaining(), brokenOff: (await mark.find()) !== undefined };
    },

    /**
     * PINs that were made in the database that is to be replaced, after that moment.
     * @param actions of the trail, that give somebody another PIN or take it away
     */
    resetsSince: (at: Date, actions: readonly string[]): Promise<number> =>
      mongo.contents('audit').countDocuments({ outcome: 'done', action: { $in: [...actions] }, at: { $gt: at } }),

    /**
     * Writes what the backup holds in place of what is there. Until `changes/after-restore.ts` has done the rest,
     * nothing starts on this database.
     */
    async load(lines: AsyncIterable<string>, { keepPins }: { keepPins: boolean }): Promise<void> {
      // A first try may have been broken off after it had cleared what was there.
      const before = await mark.find();
      const lost = before?.lost ?? (await endsHere());
      await readBackup(lines, {
        async header({ at: of, heads }) {
          await mark.put({ state: 'loading', of, heads, lost, keepPins, last: '' });
          for (const name of movedCollections) await mongo.contents(name).drop();
        },
        documents: async (collection: string, documents: Document[]) => {
          await mongo.contents(collection).insertMany(documents, { ordered: false });
        },
      });
      await mark.note({ state: 'finishing' });
    },

    /**
     * Takes the database as it is for a restored one, which another program has brought back.
     * @throws SetupError when there is nothing in it, or a restore by this program was broken off
     */
    async takeAsRestored({ keepPins }: { keepPins: boolean }): Promise<void> {
      const before = await mark.find();
      if (before?.state === 'loading') return mark.assertNone();
      if (before) return;
      const [newest] = await mongo
        .contents('audit')
        .find({}, { promoteValues: true })
        .sort({ at: -1 })
        .limit(1)
        .toArray();
      if (!newest) throw new SetupError('This database holds no trail at all. Check MONGODB_URI and DATABASE.');
      await mark.put({
        ...{ state: 'finishing', of: newest.at as Date, heads: await endsHere(), lost: [], keepPins, last: '' },
      });
    },
  };

  async function endsHere() {
    const ends = [];
    for (const tenant of await chain.tenants()) {
      const head = await chain.head(tenant);
      if (head) ends.push(head);
    }
    return ends;
  }
}

export type Loading = ReturnType<typeof createLoading>;

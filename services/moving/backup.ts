import type { ClientSession, Document } from 'mongodb';
import { createAuditChain } from '../audit/chain/chain';
import type { Head } from '../audit/chain/link';
import { type CollectionName, collectionOwners } from '../base/collections';
import { noFaultPoints } from '../base/fault-points';
import type { Mongo } from '../base/mongo';
import { SetupError } from '../base/problem';
import { backupLines, backupVersion } from './backup-lines';

/** Who does what at the moment, and nothing that would be missed. */
const passing: readonly CollectionName[] = ['leases', 'probe', 'restores', 'running'];

/** What a backup holds, in the order in which it is written and read. */
export const movedCollections = (Object.keys(collectionOwners) as CollectionName[]).filter(
  (name) => !passing.includes(name),
);

/** Copies the database as it is at one moment. */
export function createBackup({ mongo }: { mongo: Mongo }) {
  const chain = createAuditChain({ mongo, faultPoints: noFaultPoints });

  return {
    /**
     * Checks that nobody writes meanwhile, where the database cannot show itself at one moment.
     * @throws SetupError when a bot is at work on such a database
     */
    async assertPossible(): Promise<void> {
      const session = await mongo.atOneMoment();
      await session?.endSession();
      if (!session && (await chain.isChaining()))
        throw new SetupError(
          'This database cannot show itself at one moment, which takes a MongoDB replica set of version 5.0 or later, ' +
            'and a bot is at work on it. Stop the bot first, and wait half a minute.',
        );
    },

    /**
     * The lines of a backup. What is sealed stays sealed, and the keys are not in it.
     * @param about.program the version of this program
     */
    async *lines({ program }: { program: string }): AsyncGenerator<string> {
      const session = await mongo.atOneMoment();
      try {
        const at = await mongo.now();
        const heads: Head[] = [];
        const ends = await all('auditHeads', session).toArray();
        for (const { _id, seq, link } of ends)
          if (Number(seq) > 0) heads.push({ tenant: String(_id), seq: Number(seq), link: String(link) });
        const header = { version: backupVersion, database: mongo.database, at, program, heads };
        yield* backupLines(header, session ? collections(session) : withoutMoment(ends, heads));
      } finally {
        await session?.endSession();
      }
    },
  };

  async function* collections(session?: ClientSession) {
    for (const name of movedCollections) yield [name, all(name, session)] as const;
  }

  /** The trail goes on, if only by the record of this backup: what was chained since its end was read is not yet. */
  async function* withoutMoment(ends: Document[], heads: readonly Head[]) {
    for await (const [name, documents] of collections()) {
      if (name === 'auditHeads') yield [name, listed(ends)] as const;
      else yield [name, name === 'audit' ? notBeyond(documents, heads) : documents] as const;
    }
  }

  function all(name: CollectionName, session: ClientSession | undefined) {
    const how = session && { session, readConcern: { level: 'snapshot' as const } };
    return mongo.contents(name).find({}, how);
  }
}

export type Backup = ReturnType<typeof createBackup>;

async function* listed(documents: Document[]): AsyncGenerator<Document> {
  yield* documents;
}

async function* notBeyond(records: AsyncIterable<Document>, heads: readonly Head[]): AsyncGenerator<Document> {
  for await (const record of records) {
    const { seq, previous, link, ...rest } = record;
    const end = heads.find(({ tenant }) => tenant === record.tenant)?.seq ?? 0;
    yield seq !== undefined && Number(seq) > end ? rest : record;
  }
}

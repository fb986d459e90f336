import { randomBytes } from 'node:crypto';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import type { Mongo } from '../base/mongo';
import type { Forgetting } from '../people/forgetting';

/**
 * A file that was offered to somebody and is written when they accept it. Only the question is kept, not the content.
 */
export interface OfferedFile {
  /** 128 random bits. They reach only the chat that the file was offered in. */
  _id: string;
  tenant: string;
  actor: string;
  /** The person it is about; the actor when nobody was named. */
  target: string;
  /** The 1:1 chat that it was offered in, and the only one in which it can be accepted. */
  conversation: string;
  /** The name of the command that offered it. */
  command: string;
  /** What the command needs to know again, as short texts. */
  query: Record<string, string>;
  /** The IANA name of the asker's time zone. */
  zone: string;
  expiresAt: Date;
}

/** Files that wait to be accepted. Each can be accepted once, by the person and in the chat that it was offered to. */
export function createOfferedFiles(mongo: Mongo) {
  const files = mongo.collection<OfferedFile>('files');
  return {
    prepare: () =>
      files.createIndexes([
        { key: { tenant: 1, actor: 1, command: 1 }, name: 'actor' },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      ]),

    /**
     * Offers a file, and withdraws older ones that the same command offered to the same person. `lifetime` in
     * milliseconds.
     */
    async offer(wanted: Omit<OfferedFile, '_id' | 'expiresAt'>, lifetime: number): Promise<OfferedFile> {
      const { tenant, actor, command } = wanted;
      await files.deleteMany({ tenant, actor, command });
      const expiresAt = new Date((await mongo.now()).getTime() + lifetime);
      const file = { _id: randomBytes(16).toString('base64url'), ...wanted, expiresAt };
      await files.insertOne(file);
      return file;
    },

    /** Withdraws every file: it may have been accepted since the backup. */
    async afterRestore(_about: AfterRestore): Promise<EndedByRestore> {
      return { files: (await files.deleteMany({})).deletedCount };
    },

    /** Deletes the files that a forgotten person was offered, and those about that person. */
    async forget({ tenant, id, session }: Forgetting): Promise<void> {
      await files.deleteMany({ tenant, $or: [{ actor: id }, { target: id }] }, { session });
    },

    /**
     * Takes an offer away when it is accepted or declined. Undefined when there is none for this person in this chat.
     */
    async take(
      which: Pick<OfferedFile, '_id' | 'tenant' | 'actor' | 'conversation'>,
    ): Promise<OfferedFile | undefined> {
      const { _id, tenant, actor, conversation } = which;
      return (
        (await files.findOneAndDelete({ _id, tenant, actor, conversation, expiresAt: { $gt: await mongo.now() } })) ??
        undefined
      );
    },
  };
}

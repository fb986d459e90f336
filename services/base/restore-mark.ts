import type { Mongo } from './mongo';
import { SetupError } from './problem';

/** Where a trail ended, by its tenant. */
interface End {
  tenant: string;
  seq: number;
  link: string;
}

/** A restore that is under way. It stands in the database, so that nothing starts on a half of one. */
export interface Restore {
  _id: 'current';
  /** `loading`: the documents come back. `finishing`: all are there, and what they promised is ended. */
  state: 'loading' | 'finishing';
  /** The moment that the documents are from. */
  of: Date;
  /** Where each trail ended at that moment. */
  heads: End[];
  /** Where each trail of the database ended that was replaced, if one was. */
  lost: End[];
  /** Whether PINs stay: somebody vouches that none was reset since. */
  keepPins: boolean;
  /** The key of the last person whose PIN was ended. */
  last: string;
}

/** The mark of the restore that is under way. */
export function createRestoreMark(mongo: Mongo) {
  const restores = mongo.collection<Restore>('restores');
  return {
    find: async (): Promise<Restore | undefined> => (await restores.findOne({ _id: 'current' })) ?? undefined,

    async put(restore: Omit<Restore, '_id'>): Promise<void> {
      await restores.replaceOne({ _id: 'current' }, restore, { upsert: true });
    },

    async note(change: Partial<Pick<Restore, 'state' | 'last'>>, options = {}): Promise<void> {
      await restores.updateOne({ _id: 'current' }, { $set: change }, options);
    },

    async remove(): Promise<void> {
      await restores.deleteOne({ _id: 'current' });
    },

    /** @throws SetupError while a restore has not come to its end */
    async assertNone(): Promise<void> {
      const restore = await this.find();
      if (!restore) return;
      throw new SetupError(
        restore.state === 'loading'
          ? 'A restore of this database was broken off, so a part of it is missing. Run "dialin-desk restore" again, ' +
              'with the same file and --replace.'
          : 'A restore of this database has not come to its end. Run "dialin-desk restore --after-foreign".',
      );
    },
  };
}

export type RestoreMark = ReturnType<typeof createRestoreMark>;

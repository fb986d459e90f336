import { type Collection, type Document, type IndexDescription, MongoError } from 'mongodb';
import type { Mongo } from './mongo';

/** How long things are kept that are over, in days. */
export interface Kept {
  /** What was told, asked and mailed, and what was asked of Teams. */
  history: number;
  /** Offers that have ended, and bulk changes. */
  offers: number;
}

/** How long where nobody says it. */
export const usuallyKept: Kept = { history: 180, offers: 30 };

export const secondsOf = (days: number): number => days * 24 * 3600;

/** The codes of MongoDB for an index of the same name or the same keys with other options. */
const otherOptions = [85, 86];

/**
 * Makes the indexes of a collection, with the one by which MongoDB removes what is over. Where that is there with
 * another time, it gets the wanted one; if nobody says one here, as on the command line, it keeps its own.
 * @param about.field of documents that are over: the time from which on they are kept
 * @param about.usual days
 * @param about.wanted days
 */
export async function makeKeptIndexes<Stored extends Document>(
  mongo: Pick<Mongo, 'setExpiry'>,
  collection: Collection<Stored>,
  about: { indexes: IndexDescription[]; field: string; usual: number; wanted?: number },
): Promise<void> {
  const { indexes, field, usual, wanted } = about;
  const name = 'expiry';
  const expiry = { key: { [field]: 1 }, name, expireAfterSeconds: secondsOf(wanted ?? usual) } as const;
  try {
    await collection.createIndexes([...indexes, expiry]);
  } catch (error) {
    if (!(error instanceof MongoError) || !otherOptions.includes(Number(error.code))) throw error;
    await collection.createIndexes(indexes);
    if (wanted !== undefined) await mongo.setExpiry(collection.collectionName, name, expiry.expireAfterSeconds);
  }
}

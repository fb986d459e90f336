import { createHash } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { Mongo } from '../base/mongo';
import { personKey } from './person';

/** What every room that keeps something about people needs in order to forget one of them, as part of one change. */
export interface Forgetting {
  tenant: string;
  /** The object id. */
  id: string;
  /** The addresses that somebody may have given for a mail: the user principal name and the mail address. */
  addresses: readonly string[];
  /** What stands where a name or an id stood. */
  pseudonym: string;
  at: Date;
  session: ClientSession;
}

/** Somebody who was forgotten on request. */
interface FormerDocument {
  /** The key of the person. */
  _id: string;
  at: Date;
}

/**
 * What a former person is called where a name stood: always the same, so that what one person did can still be
 * told from what another did.
 * @param key the key of the person (`personKey`)
 */
export const pseudonymOf = (key: string): string =>
  `Former person ${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;

/** Who was forgotten: it tells which ids of the trail stand for a former person. */
export function createFormerPeople(mongo: Mongo) {
  const former = mongo.collection<FormerDocument>('formerPeople');
  return {
    async forget({ tenant, id, at, session }: Forgetting): Promise<void> {
      await former.updateOne({ _id: personKey(tenant, id) }, { $set: { at } }, { upsert: true, session });
    },

    /** Those of these people (by `personKey`) who were forgotten. */
    async among(keys: readonly string[]): Promise<Set<string>> {
      const found = await former.find({ _id: { $in: [...keys] } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
  };
}

export type FormerPeople = ReturnType<typeof createFormerPeople>;

import type { ClientSession } from 'mongodb';
import type { Mongo } from '../../base/mongo';

/** A sweep that would turn too many people off, and waits for an administrator. */
export interface StoppedSweep {
  /** How many would be turned off. */
  count: number;
  /** How many there are who are not turned off. */
  all: number;
  at: Date;
}

/** How far the directory of a tenant has come. */
export interface SyncState {
  /** Where the next round goes on; absent before the first full round is complete. */
  link?: string;
  /** The number of the last full round that is complete, or of the one that was begun: people carry it. */
  round: number;
  /** The round after which those who were not seen are still to be turned off. */
  sweep?: number;
  stopped?: StoppedSweep;
  startedAt?: Date;
  finishedAt?: Date;
  /** When the last full round that is complete was begun. */
  fullAt?: Date;
  /** When all roles were last read. */
  rolesAt?: Date;
  /** How many people came in the last full round, and of how many of them the plans were told. */
  seen?: number;
  /** How many of those who came then are not turned off. */
  present?: number;
  plansTold?: number;
  lastError?: string;
  failedAt?: Date;
}

type StateDocument = SyncState & { _id: string };

/** The state of the sync of each tenant. */
export function createSyncStates(mongo: Mongo) {
  const syncs = mongo.collection<StateDocument>('syncs');
  const idOf = (tenant: string) => `people/${tenant}`;
  return {
    async of(tenant: string, session?: ClientSession): Promise<SyncState> {
      const { _id, ...state } = (await syncs.findOne({ _id: idOf(tenant) }, { session })) ?? { _id: '', round: 0 };
      return state;
    },

    /** Notes what has become known. What is named in `gone` goes. */
    async note(
      tenant: string,
      known: Partial<SyncState>,
      { gone = [], session }: { gone?: readonly (keyof SyncState)[]; session?: ClientSession } = {},
    ): Promise<void> {
      const $unset = Object.fromEntries(gone.map((name) => [name, true] as const));
      await syncs.updateOne(
        { _id: idOf(tenant) },
        {
          ...(Object.keys(known).length > 0 && { $set: known }),
          ...(gone.length > 0 && { $unset }),
          ...(known.round === undefined && { $setOnInsert: { round: 0 } }),
        },
        { upsert: true, session },
      );
    },
  };
}

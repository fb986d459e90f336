import type { ClientSession, ObjectId } from 'mongodb';
import type { ChainFields } from './chain/link';
import { droppingIndex, type Migration } from '../base/migration';
import type { Mongo } from '../base/mongo';
import type { ChangeAction } from './changes';

/** Where a request came from. `entra`: nobody asked, it came from Microsoft Entra; `itself`: the time had come. */
export type Scope = 'personal' | 'groupChat' | 'team' | 'commandLine' | 'entra' | 'itself';

/** One line of the trail. It never holds a PIN, an offer's id or what somebody typed. */
export interface AuditRecord {
  tenant: string;
  /** The command's name. */
  action: string;
  outcome:
    | 'done'
    | 'refused'
    | 'cancelled'
    /** Teams is asked to do it, which is outside our transaction: another record says what came of it. */
    | 'asked'
    /** Nobody can tell whether Teams did it. */
    | 'unknown'
    /** Nobody accepted it in time, or there was nobody to ask. */
    | 'lapsed'
    /** It was done, in a record of its own, and the answer to that click has left us with the new PIN. */
    | 'shown'
    /** It was done, in a record of its own, and the connection ended before the answer to that click had left us. */
    | 'unconfirmed';
  /** Why it was refused: the problem's code. */
  reason?: string;
  /**
   * Object id and role at that moment. The channel vouched for the id, even that of an unknown person. `actors.ts` has
   * those that are nobody.
   */
  actor: { id: string; role?: string };
  target?: { id: string };
  from: Scope;
  /** Who asked for it, if somebody else approved or declined it. */
  asker?: { id: string };
  /** A hash of the offer's id, so that the records of one offer can be found together. */
  operation?: string;
  /** Which of the person's PINs or conference IDs came out of it. */
  version?: number;
  /**
   * A setting before and after, where one was changed: the positions of a switch, a number of digits; never what
   * somebody typed.
   */
  change?: { before: string; after: string };
  /** For a cut of the trail: the number and the link of the last record that was removed. */
  cut?: { seq: number; link: string };
  /**
   * For a restore: the moment of the backup, and the number and the link of the last record that was chained then.
   * `lost`: the same of the trail that was replaced, where that is known.
   */
  restored?: { of: Date; seq: number; link: string; lost?: { seq: number; link: string } };
  at: Date;
}

/** A record as it is appended. What was done is a change by its action, or was only looked at: see `looked`. */
export type Appended = Omit<AuditRecord, 'at' | 'action' | 'outcome'> & { at?: Date } & (
    { outcome: Exclude<AuditRecord['outcome'], 'done'>; action: string } | { outcome: 'done'; action: ChangeAction }
  );

/** A record as it is stored. It gets the fields of the chain up to a minute later, and never changes otherwise. */
export type AuditDocument = AuditRecord & { _id: ObjectId } & Partial<ChainFields>;

/** How many records are read at a time to find the newest version. */
const versionsRead = 100;

/** The trail of everything that was done or refused: append only. `chain/chain.ts` chains it. */
export function createAudit(mongo: Mongo) {
  const audit = mongo.collection<AuditRecord>('audit');
  let written = false;
  return {
    /** Whether this process has written records, which then have to be chained. */
    hasWritten: (): boolean => written,
    async prepare(): Promise<void> {
      await audit.createIndexes([
        { key: { tenant: 1, at: 1, _id: 1 }, name: 'by time' },
        { key: { 'tenant': 1, 'actor.id': 1, 'at': 1, '_id': 1 }, name: 'by actor' },
        { key: { 'tenant': 1, 'target.id': 1, 'at': 1, '_id': 1 }, name: 'by target' },
        { key: { 'tenant': 1, 'target.id': 1, 'version': 1 }, name: 'by version' },
        // For the changes alone, which are one outcome and a few actions, and for the refusals alone.
        { key: { tenant: 1, outcome: 1, action: 1, at: 1, _id: 1 }, name: 'by action' },
        { key: { tenant: 1, outcome: 1, at: 1, _id: 1 }, name: 'by outcome' },
      ]);
    },
    /**
     * Appends a record. With a session it does so in that transaction, so that there is no change without its record.
     */
    async append(record: Appended, session?: ClientSession): Promise<void> {
      written = true;
      await audit.insertOne({ ...record, at: record.at ?? (await mongo.now()) }, { session });
    },
    /** Appends that somebody has looked at something, or used the desk in another way that changes nothing. */
    async looked(record: Omit<AuditRecord, 'at' | 'outcome'> & { at?: Date }): Promise<void> {
      written = true;
      await audit.insertOne({ ...record, outcome: 'done', at: record.at ?? (await mongo.now()) });
    },
    /** The same for many at once, all with the same time. */
    async appendAll(records: Omit<Appended, 'at'>[], at: Date, session: ClientSession): Promise<void> {
      if (records.length === 0) return;
      written = true;
      await audit.insertMany(
        records.map((record) => ({ ...record, at })),
        { session },
      );
    },
    /**
     * The highest version of what somebody has, as far as the trail knows.
     * @param which.actions those that give out a new one, or take one away
     * @param which.since a version that is known: only records above it are read, of which there usually are none
     * @returns `since` when there is none above it
     */
    async newestVersion(which: {
      tenant: string;
      target: string;
      actions: readonly string[];
      since: number;
    }): Promise<number> {
      const { tenant, target, actions, since } = which;
      let newest = since;
      for (let from = since; ;) {
        const above = await audit
          .find({ tenant, 'target.id': target, 'version': { $gt: from } })
          .limit(versionsRead)
          .toArray();
        for (const { outcome, version = 0, action } of above) {
          from = Math.max(from, version);
          if (outcome === 'done' && actions.includes(action)) newest = Math.max(newest, version);
        }
        if (above.length < versionsRead) return newest;
      }
    },
    /** The newest records of a tenant first. */
    latest: (tenant: string, count: number): Promise<AuditDocument[]> =>
      audit.find({ tenant }).sort({ at: -1, _id: -1 }).limit(count).toArray(),
  };
}

/** The indexes `by time` and `by target` replace them: those tell records of one millisecond apart. */
export const droppingOldIndexes = (mongo: Mongo): Migration =>
  droppingIndex('trail-by-id', mongo.collection<AuditRecord>('audit'), ['time', 'target']);

export type Audit = ReturnType<typeof createAudit>;

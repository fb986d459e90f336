import { type Filter, ObjectId } from 'mongodb';
import type { AuditDocument } from './trail';
import { inBatches } from '../base/batches';
import { changeActions, type TrailShow } from './changes';
import type { Mongo } from '../base/mongo';

/** Which records are meant. */
export interface AuditQuery {
  tenant: string;
  /** What this person did, and what was done for them: the object id. */
  person?: string;
  /** From then on. */
  since?: Date;
  /** Before then. */
  until?: Date;
  /** Everything if it is not said. */
  show?: TrailShow;
}

/** Some records, the newest first. */
export interface AuditPage {
  records: AuditDocument[];
  /** How many records are newer than these, counted up to `mostCounted`. */
  before: number;
  /** Where the pages before and after this one begin, if there are any: a short text for `place`. */
  newer?: string;
  older?: string;
}

/** How far records are counted for somebody who waits: a trail may have millions. */
export const mostCounted = 1_000;

const newestFirst = { at: -1, _id: -1 } as const;
const oldestFirst = { at: 1, _id: 1 } as const;

/** Reading the trail. The caller checks who may. */
export function createAuditReading(mongo: Mongo) {
  const trail = mongo.collection<AuditDocument>('audit');

  return {
    /** The newest of these actions that were done for somebody, the newest first. */
    async doneFor<Action extends string>(
      { tenant, id }: { tenant: string; id: string },
      { actions, most }: { actions: readonly Action[]; most: number },
    ): Promise<(AuditDocument & { action: Action })[]> {
      const done = { tenant, 'target.id': id, 'outcome': 'done' as const, 'action': { $in: [...actions] } };
      const found = await trail.find(done).sort(newestFirst).limit(most).toArray();
      return found as (AuditDocument & { action: Action })[];
    },

    /**
     * One page. It goes on from a record and not from a number of records, so that what is written meanwhile
     * neither repeats nor skips one.
     * @param options.place where to go on, as an earlier page said; anything else is the beginning
     */
    async page(query: AuditQuery, { size, place }: { size: number; place?: string }): Promise<AuditPage> {
      const from = parsePlace(place);
      if (from?.towards === 'newer') {
        const rows = await trail
          .find(filterOf(query, from))
          .sort(oldestFirst)
          .limit(size + 1)
          .toArray();
        // With fewer there is nothing newer: it is the first page, which is then a full one.
        if (rows.length >= size)
          return pageOf(rows.slice(0, size).reverse(), { newer: rows.length > size, older: true, query });
      }
      const older = from?.towards === 'older' ? from : undefined;
      const rows = await trail
        .find(filterOf(query, older))
        .sort(newestFirst)
        .limit(size + 1)
        .toArray();
      return pageOf(rows.slice(0, size), { newer: older !== undefined, older: rows.length > size, query });
    },

    /**
     * How many records there are.
     * @param most where counting ends, for a number that somebody waits for; one more than that means more
     */
    count: (query: AuditQuery, { most }: { most?: number } = {}): Promise<number> => counted(filterOf(query), most),

    /** All records, the oldest first, in batches: a trail may be longer than memory. */
    batches: (query: AuditQuery, size = 500): AsyncGenerator<AuditDocument[]> =>
      inBatches(trail.find(filterOf(query)).sort(oldestFirst).allowDiskUse(true).batchSize(size), size),

    /** The same with the newest first. */
    newestFirst: (query: AuditQuery, size = 500): AsyncGenerator<AuditDocument[]> =>
      inBatches(trail.find(filterOf(query)).sort(newestFirst).allowDiskUse(true).batchSize(size), size),
  };

  function counted(filter: Filter<AuditDocument>, most?: number): Promise<number> {
    return trail.countDocuments(filter, most === undefined ? {} : { limit: most + 1 });
  }

  async function pageOf(
    records: AuditDocument[],
    { newer, older, query }: { newer: boolean; older: boolean; query: AuditQuery },
  ): Promise<AuditPage> {
    const [first, last] = [records[0], records.at(-1)];
    return {
      records,
      before: newer && first ? await counted(filterOf(query, { towards: 'newer', ...first }), mostCounted) : 0,
      newer: newer && first ? placeText('newer', first) : undefined,
      older: older && last ? placeText('older', last) : undefined,
    };
  }
}

export type AuditReading = ReturnType<typeof createAuditReading>;

/** A record, and which side of it is meant. */
interface Place {
  towards: 'newer' | 'older';
  at: Date;
  _id: ObjectId;
}

const placeText = (towards: Place['towards'], { at, _id }: AuditDocument): string =>
  `${towards}:${at.getTime()}:${_id.toHexString()}`;

function parsePlace(text = ''): Place | undefined {
  const [, towards, at, id] = /^(newer|older):(\d{1,15}):([0-9a-f]{24})$/.exec(text) ?? [];
  return towards && at && id
    ? { towards: towards as Place['towards'], at: new Date(Number(at)), _id: new ObjectId(id) }
    : undefined;
}

function filterOf({ tenant, person, since, until, show }: AuditQuery, place?: Place): Filter<AuditDocument> {
  const parts: Filter<AuditDocument>[] = [{ tenant }];
  if (show === 'changes') parts.push({ outcome: 'done', action: { $in: [...changeActions] } });
  if (show === 'refused') parts.push({ outcome: 'refused' });
  if (person !== undefined) parts.push({ $or: [{ 'actor.id': person }, { 'target.id': person }] });
  if (since) parts.push({ at: { $gte: since } });
  if (until) parts.push({ at: { $lt: until } });
  if (place) {
    const beyond = place.towards === 'older' ? '$lt' : '$gt';
    // The first condition says less than the second one; it is what an index serves.
    parts.push(
      { at: { [`${beyond}e`]: place.at } },
      { $or: [{ at: { [beyond]: place.at } }, { at: place.at, _id: { [beyond]: place._id } }] },
    );
  }
  return { $and: parts };
}

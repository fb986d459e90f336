import { createHash } from 'node:crypto';
import { BSON, type Filter, type ObjectId } from 'mongodb';

/** What the sequencer gives a record: its number, the link of the one before it, and its own. */
export interface ChainFields {
  /** 1, 2, ... in each tenant. */
  seq: number;
  /** With this a record proves itself even if its neighbour was tampered with. */
  previous: string;
  link: string;
}

/** A record as the database holds it. Somebody may have tampered with it, so nothing else is certain. */
export interface TrailRow extends Partial<ChainFields> {
  _id: ObjectId;
  tenant: string;
  at?: unknown;
  [field: string]: unknown;
}

/** The end of a tenant's chain. Kept outside the database, it shows whether the trail was cut or rewritten. */
export interface Head {
  tenant: string;
  seq: number;
  link: string;
}

/** Finds the records that wait for the sequencer. */
export const notChained = { seq: null } as unknown as Filter<TrailRow>;
/** Finds the tenant's records that are chained. */
export const ofChain = (tenant: string): Filter<TrailRow> => ({ tenant, seq: { $exists: true } });

/** What the first record is chained to. */
export const beginning = '';

/** SHA-256 in hexadecimal over the link before it, the tenant, its number and its canonical text, as a JSON list. */
export const linkOf = (slot: { previous: string; tenant: string; seq: number }, text: string): string =>
  createHash('sha256')
    .update(JSON.stringify([slot.previous, slot.tenant, slot.seq, text]))
    .digest('hex');

/**
 * One text for one content: every field but the three of the chain, `_id` too, its keys in order, each value with
 * its type, so that no two contents have the same text. Never throws, whatever was put into the record.
 */
export function canonicalText({ seq, previous, link, ...content }: TrailRow): string {
  return JSON.stringify(typed(content));
}

function typed(value: unknown): unknown[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [typeof value, value];
  if (typeof value === 'number') return ['number', String(value)];
  if (value instanceof Date) return ['date', Number.isNaN(value.getTime()) ? 'none' : value.toISOString()];
  if (Array.isArray(value)) return ['list', ...value.map(typed)];
  if (isDocument(value)) {
    const present = Object.entries(value).filter(([, field]) => field !== undefined);
    return [
      'document',
      ...present.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, field]) => [key, typed(field)]),
    ];
  }
  // Object ids, and types that only somebody else could have put there, as the bytes that the database holds.
  return ['other', Buffer.from(BSON.serialize({ value })).toString('base64')];
}

const isDocument = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** `<tenant>:<seq>:<link>`, for safekeeping where an administrator of the database cannot write. */
export const headText = ({ tenant, seq, link }: Head): string => `${tenant}:${seq}:${link}`;

/** Reads what `headText` wrote; undefined when it is something else. */
export function parseHead(text: string): Head | undefined {
  const [, tenant, seq, link] = /^(.+):([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return tenant && seq && link ? { tenant, seq: Number(seq), link } : undefined;
}

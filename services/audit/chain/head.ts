import type { ClientSession, Collection } from 'mongodb';
import { beginning } from './link';

/** The end of a tenant's chain, as the sequencer knows it; `_id` is the tenant. */
export interface HeadDocument {
  _id: string;
  seq: number;
  link: string;
  at: Date;
}

/** Somebody removed or spoilt the head document: where the chain ended cannot be known from the records alone. */
export class AuditHeadMissing extends Error {
  override name = 'AuditHeadMissing' as const;
}

/** The tenant's head document; undefined when there is none that can be used. */
export async function readHead(
  heads: Collection<HeadDocument>,
  tenant: string,
  session?: ClientSession,
): Promise<HeadDocument | undefined> {
  const head = await heads.findOne({ _id: tenant }, { session });
  const usable = head && Number.isSafeInteger(head.seq) && head.seq >= 0 && typeof head.link === 'string';
  return usable ? head : undefined;
}

/** What a chain without a record starts from. Several sequencers may make it at once. */
export async function makeFirstHead(heads: Collection<HeadDocument>, tenant: string, at: Date): Promise<void> {
  await heads.updateOne({ _id: tenant }, { $setOnInsert: { seq: 0, link: beginning, at } }, { upsert: true });
}

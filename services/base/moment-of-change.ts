import { createHmac, randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';

/** The values of one change that are fixed before its transaction starts. */
export interface MomentOfChange {
  at: Date;
  session: ClientSession;
  /** 128 random bits for a row that the change adds: the same for the same name when the transaction starts again. */
  id(row: string): string;
}

/** Draws the random part of a moment, once, before its transaction. */
export function drawIds(): MomentOfChange['id'] {
  const seed = randomBytes(32);
  return (row) => createHmac('sha256', seed).update(row).digest().subarray(0, 16).toString('base64url');
}

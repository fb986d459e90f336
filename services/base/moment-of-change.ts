import { createHmac, randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { Mongo } from './mongo';

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

/** Runs work in a transaction of its own, with a moment for it. It may run several times, as `Mongo.transact` says. */
export async function inMoment<Result>(
  mongo: Pick<Mongo, 'now' | 'transact'>,
  work: (moment: MomentOfChange) => Promise<Result>,
  options?: { budget?: number },
): Promise<Result> {
  const at = await mongo.now();
  const id = drawIds();
  return mongo.transact((session) => work({ at, session, id }), options);
}

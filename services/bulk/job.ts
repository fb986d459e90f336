import type { Collection } from 'mongodb';
import type { Scope } from '../audit/trail';
import type { NotWithTeams, ProblemCode, TeamsRefusal } from '../base/problem';
import type { Action } from '../people/rights';

/** The actions that can be carried out for many people at once. */
export const bulkActions = [
  'reset-pin',
  'reset-conference-id',
  'enable',
  'disable',
  'change-number',
] as const satisfies readonly Action[];
export type BulkAction = (typeof bulkActions)[number];
/** What each of them needs of the backend, if not every one can do it. */
export const bulkNeeds: Partial<Record<BulkAction, NotWithTeams>> = {
  'reset-conference-id': 'reset-conference-id',
  'enable': 'enable',
  'disable': 'enable',
};
export const isBulkAble = (action: BulkAction, { can }: { can: Readonly<Record<NotWithTeams, boolean>> }): boolean => {
  const needs = bulkNeeds[action];
  return !needs || can[needs];
};
export const isBulkAction = (text: unknown): text is BulkAction => bulkActions.some((one) => one === text);

/**
 * `checking`: the dry run is under way. `ready`: the dry run is done, and nobody has confirmed the job yet. `asked`: a
 * second administrator has been asked. `dropped`: it was cancelled, declined or not confirmed in time, and nothing was
 * done. `stopped`: somebody ended it half way, or the person who started it may no longer do that.
 */
export type JobState = 'checking' | 'ready' | 'asked' | 'running' | 'paused' | 'done' | 'stopped' | 'dropped';

/**
 * Why nothing came of a job: nobody confirmed it in time, or the request to a second administrator was declined or came
 * to nothing.
 */
export type DropReason = 'not-confirmed' | 'declined' | 'lapsed' | 'unreachable' | 'withdrawn';

/**
 * How many rows are in each state. They add up to the job's total once it is checked. `unknown` is absent where there
 * is none.
 */
export type RowCounts = Record<Exclude<RowState, 'listed' | 'unknown'>, number> & { unknown?: number };

/** One change for many people. */
export interface BulkJob {
  _id: string;
  tenant: string;
  /** The person who started it. Every change is made in that person's name. */
  actor: string;
  /** The 1:1 chat it was started in. */
  conversation: string;
  from: Scope;
  action: BulkAction;
  /** The number that everybody gets, E.164 or `theDefault`, if that is the change. */
  number?: string;
  state: JobState;
  /** How many rows it has. */
  total: number;
  /** The first row that has not been dealt with in this state. All rows before it have. */
  next: number;
  counts: RowCounts;
  /** How many batches the dry run has written. Those that were written twice count twice. */
  batches?: number;
  createdAt: Date;
  startedAt?: Date;
  endedAt?: Date;
  /** The administrator who approved it. */
  approvedBy?: string;
  /** Why it was dropped. Absent if its offer was cancelled. */
  droppedBecause?: DropReason;
  /** Why it stopped or paused by itself. */
  stoppedBy?: ProblemCode;
  /** Why Teams did not do it, if it paused for that. */
  refusal?: TeamsRefusal;
  /** How long a row takes at the moment, if Teams makes the changes. Milliseconds. */
  pace?: number;
  /** When its card is due to be drawn again. Absent while the card is up to date. */
  showAt?: Date;
  /** When its card was last drawn. */
  shownAt?: Date;
  expiresAt: Date;
}

export type RowState =
  | 'listed'
  /** The dry run found nothing against it. */
  | 'ready'
  /** The dry run found something against it. */
  | 'leftOut'
  | 'done'
  | 'failed'
  /** Teams was asked to, and nobody can tell whether it did. It is never tried again by itself. */
  | 'unknown';

/** One person of a job. */
export interface BulkRow {
  /** `rowKey(job, index)` */
  _id: string;
  job: string;
  /** The line of the list, from 1. */
  line: number;
  /** The file that the line stands in, if there were several lists. */
  source?: string;
  /** How the list names the person. */
  text: string;
  /** Whether only an identity or a full name is enough. */
  inFull?: boolean;
  state: RowState;
  person?: string;
  name?: string;
  upn?: string;
  /** How a new PIN gets to its owner, or whether a mail about the change goes out. */
  way?: 'mail' | 'chat' | 'none';
  /** Why the row was left out or failed. */
  reason?: ProblemCode;
  /**
   * The offer that carries it out. The dry run draws it, so that the change happens once, no matter how often it is
   * tried.
   */
  operation?: string;
  at?: Date;
  expiresAt: Date;
}

export const rowKey = (job: string, index: number): string => `${job}/${index}`;

export const noCounts: RowCounts = { ready: 0, leftOut: 0, done: 0, failed: 0 };

export function countRows(rows: Pick<BulkRow, 'state'>[]): RowCounts {
  const counts = { ...noCounts };
  for (const { state } of rows) if (state !== 'listed') counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** How many rows are read and written at a time. */
export const batchSize = 200;

/**
 * The rows from one index up to but not including another, in order. They are found by key, because a range would make
 * the local database look at all of them.
 */
export async function rowsBetween(
  rows: Collection<BulkRow>,
  job: string,
  from: number,
  to: number,
): Promise<BulkRow[]> {
  const keys = Array.from({ length: to - from }, (_, index) => rowKey(job, from + index));
  const found = new Map((await rows.find({ _id: { $in: keys } }).toArray()).map((row) => [row._id, row]));
  return keys.flatMap((key) => found.get(key) ?? []);
}

/** All rows of a job, batch by batch. */
export async function* allRows(
  rows: Collection<BulkRow>,
  { _id, total }: Pick<BulkJob, '_id' | 'total'>,
): AsyncGenerator<BulkRow[]> {
  for (let from = 0; from < total; from += batchSize)
    yield rowsBetween(rows, _id, from, Math.min(from + batchSize, total));
}

import type { Mongo } from '../base/mongo';
import { type TimeSpan, within } from '../base/time-span';
import type { AuditDocument } from './trail';

/** Resets of one kind by one role on one day. */
export interface ResetCount {
  /** `2026-11-22`, in the time zone that was asked for. */
  day: string;
  kind: 'reset-pin' | 'reset-conference-id';
  role: string;
  /** Whether people did it for themselves. */
  own: boolean;
  count: number;
}

/** What the trail of a tenant has, counted by the database. */
export function createAuditCounts(mongo: Mongo) {
  const trail = mongo.collection<AuditDocument>('audit');

  return {
    /** @param zone the IANA name of the time zone that days are told apart in */
    async resets(tenant: string, period: TimeSpan, zone: string): Promise<ResetCount[]> {
      const kinds: ResetCount['kind'][] = ['reset-pin', 'reset-conference-id'];
      const groups = trail.aggregate<{ _id: Omit<ResetCount, 'count'>; count: number }>([
        { $match: { tenant, at: within(period), outcome: 'done', action: { $in: kinds } } },
        {
          $group: {
            _id: {
              day: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: zone } },
              kind: '$action',
              role: '$actor.role',
              own: { $eq: ['$actor.id', '$target.id'] },
            },
            count: { $sum: 1 },
          },
        },
      ]);
      return (await groups.toArray()).map(({ _id, count }) => ({ ..._id, count }));
    },

    /** What was refused, by the code of the problem, the most frequent first. */
    async refused(tenant: string, period: TimeSpan): Promise<{ reason: string; count: number }[]> {
      const groups = trail.aggregate<{ _id: string | null; count: number }>([
        { $match: { tenant, at: within(period), outcome: 'refused' } },
        { $group: { _id: '$reason', count: { $sum: 1 } } },
        { $sort: { count: -1, _id: 1 } },
      ]);
      return (await groups.toArray()).map(({ _id, count }) => ({ reason: _id ?? '', count }));
    },
  };
}

export type AuditCounts = ReturnType<typeof createAuditCounts>;

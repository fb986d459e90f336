import type { AuditDocument } from '../audit/trail';
import type { ConferencingDocument } from '../conferencing/records';
import type { Mongo } from '../base/mongo';
import type { OutboxDocument } from '../mail/outbox';
import type { SettingsService } from '../settings/settings';

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

/** Numbers about one tenant. */
export interface Report {
  resets: ResetCount[];
  /** What was refused, by the problem's code, the most frequent first. */
  refused: { reason: string; count: number }[];
  mails: { sent: number; failed: number };
  /**
   * As of now: people with Audio Conferencing, those whom no mail reached in the time that the outbox remembers, and
   * their PINs.
   */
  people: { enabled: number; neverMailed: number; shortPins: number; unknownPins: number; pinLength: number };
}

/** What happened in a tenant, counted by the database. */
export function createReports({ mongo, settings }: { mongo: Mongo; settings: SettingsService }) {
  const trail = mongo.db.collection<AuditDocument>('audit');
  const outbox = mongo.db.collection<OutboxDocument>('outbox');
  const conferencing = mongo.db.collection<ConferencingDocument>('conferencing');

  return {
    prepare: () => conferencing.createIndexes([{ key: { tenant: 1 }, name: 'tenant' }]),

    /**
     * The numbers since an instant.
     * @param options.zone the IANA name of the time zone that days are told apart in
     */
    async report(tenant: string, { since, zone }: { since: Date; zone: string }): Promise<Report> {
      const { pinLength } = await settings.of(tenant);
      const [resets, refused, sent, failed, pins, mailed] = await Promise.all([
        countResets(tenant, since, zone),
        countRefused(tenant, since),
        outbox.countDocuments({ tenant, state: 'sent', endedAt: { $gte: since } }),
        outbox.countDocuments({ tenant, state: 'dead', endedAt: { $gte: since } }),
        countPins(tenant, pinLength),
        countMailed(tenant),
      ]);
      return {
        resets,
        refused,
        mails: { sent, failed },
        people: { ...pins, neverMailed: pins.enabled - mailed, pinLength },
      };
    },
  };

  async function countResets(tenant: string, since: Date, zone: string): Promise<ResetCount[]> {
    const groups = trail.aggregate<{ _id: Omit<ResetCount, 'count'>; count: number }>([
      {
        $match: { tenant, at: { $gte: since }, outcome: 'done', action: { $in: ['reset-pin', 'reset-conference-id'] } },
      },
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
  }

  async function countRefused(tenant: string, since: Date): Promise<Report['refused']> {
    const groups = trail.aggregate<{ _id: string | null; count: number }>([
      { $match: { tenant, at: { $gte: since }, outcome: 'refused' } },
      { $group: { _id: '$reason', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
    ]);
    return (await groups.toArray()).map(({ _id, count }) => ({ reason: _id ?? '', count }));
  }

  /** `unknown` are those that were drawn before their length was kept. */
  async function countPins(
    tenant: string,
    pinLength: number,
  ): Promise<Pick<Report['people'], 'enabled' | 'shortPins' | 'unknownPins'>> {
    const ifSo = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
    const known = { $eq: [{ $type: '$pin.digits' }, 'int'] };
    const [counts] = await conferencing
      .aggregate<{ enabled: number; shortPins: number; unknownPins: number }>([
        { $match: { tenant, enabled: true } },
        {
          $group: {
            _id: null,
            enabled: { $sum: 1 },
            shortPins: ifSo({ $and: [known, { $lt: ['$pin.digits', pinLength] }] }),
            unknownPins: ifSo({ $not: [known] }),
          },
        },
        { $project: { _id: 0 } },
      ])
      .toArray();
    return counts ?? { enabled: 0, shortPins: 0, unknownPins: 0 };
  }

  /** How many of the enabled people a mail was sent to. */
  async function countMailed(tenant: string): Promise<number> {
    const [counted] = await outbox
      .aggregate<{ count: number }>([
        { $match: { tenant, state: 'sent' } },
        { $group: { _id: { $concat: ['$tenant', '/', '$person'] } } },
        { $lookup: { from: 'conferencing', localField: '_id', foreignField: '_id', as: 'held' } },
        { $match: { 'held.enabled': true } },
        { $count: 'count' },
      ])
      .toArray();
    return counted?.count ?? 0;
  }
}

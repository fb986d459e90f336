import type { ClientSession } from 'mongodb';
import type { CollectionName } from '../base/collections';
import { isDuplicate, type Mongo } from '../base/mongo';
import { type Contact, Problem, SetupError } from '../base/problem';
import { Outdated } from '../base/start-again';
import { assertEligible } from '../people/eligibility';
import type { Forgetting } from '../people/forgetting';
import { contactOf, type Person, personKey } from '../people/person';
import type { PinVerifier } from '../pins/pins';
import { type NumberField, numberFields, numbersOf } from '../settings/bridge-numbers';
import type { Settings, SettingsService } from '../settings/settings';
import type { ConferenceIds } from './conference-ids';

/** What somebody enabled for Audio Conferencing has. */
export interface ConferencingRecord {
  /** The key of the person. */
  _id: string;
  tenant: string;
  person: string;
  enabled: boolean;
  bridge: string;
  conferenceId: string;
  /** The person's own number to dial, E.164. People without one follow the bridge's default. */
  tollNumber?: string;
  /** The same for the toll-free number. */
  tollFreeNumber?: string;
  /** Whether somebody chose these numbers. Absent in old records, which have a copy of the default. */
  numbersChosen?: true;
  /** Whose conferencing it is, if not this desk's own: then there is no verifier, and no conference ID that stays. */
  backend?: 'teams';
  pin: PinVerifier | PinElsewhere;
  pinResetAt?: Date;
  /** When somebody last asked the owner to take a new PIN. */
  pinAskedAt?: Date;
  /** Until then only the owner can reset the PIN and the conference ID. */
  blockedUntil?: Date;
  /** Those whose changes the owner objected to, each until when that keeps them from lifting a lock. */
  accused?: readonly { id: string; until: Date }[];
  /** When conferencing was turned off: enabling soon after counts as a reset. */
  disabledAt?: Date;
  /**
   * For a phone bridge: whether callers may start this person's meetings without a PIN. If absent, the tenant's setting
   * applies.
   */
  callersMayStart?: boolean;
  /** Whether this person gets automatic mails. */
  mails: boolean;
}

/** The record of somebody whose PIN is this desk's own. */
export interface ConferencingDocument extends ConferencingRecord {
  pin: PinVerifier;
}

/** Counts the PINs of somebody whose PINs are kept elsewhere: here is nothing to check them against. */
export interface PinElsewhere {
  version: number;
  digits?: undefined;
}

/** What somebody's PIN is checked against; undefined where that is not kept here. */
export const verifierOf = ({ pin, backend }: Pick<ConferencingRecord, 'pin' | 'backend'>): PinVerifier | undefined =>
  backend === 'teams' ? undefined : (pin as PinVerifier);

/** What a caller dials. E.164; an empty `tollNumber` is none. */
export interface Dialling {
  conferenceId: string;
  tollNumber: string;
  tollFreeNumber?: string;
}

/** What may be shown of a record: everything but the PIN. */
export interface ConferenceInfo extends Dialling {
  /** Which of the two are the bridge's default, and change with it. */
  follows: readonly NumberField[];
  /** When the PIN was last reset; absent when it never was. */
  pinResetAt?: Date;
}

/** A person's record, and the settings that apply to it. */
export interface Held {
  record: ConferencingRecord;
  tenantSettings: Settings;
}

/** The fields that a change may rely on: they must still be as it read them. */
type Unchanged =
  'enabled' | 'pin' | 'conferenceId' | 'blockedUntil' | 'mails' | 'tollNumber' | 'tollFreeNumber' | 'callersMayStart';

/** How a change writes a record. */
export interface RecordChange {
  unchanged: readonly Unchanged[];
  set: Partial<ConferencingRecord>;
  unset?: readonly (keyof ConferencingRecord)[];
  /** Refuses the change while an objection of the owner blocks it, unless the owner makes the change. */
  unlessBlocked?: { own: boolean; at: Date };
}

/**
 * The records of what people have, each under the tenant and the object id.
 * @param dependencies.backend with `teams` whoever has a licence is enabled, and a record is written with the first
 * change
 */
export function createConferencingRecords(dependencies: {
  mongo: Mongo;
  settings: SettingsService;
  conferenceIds: ConferenceIds;
  backend: 'own' | 'teams';
}) {
  const { mongo, settings, conferenceIds, backend } = dependencies;
  const records = mongo.collection<ConferencingRecord>('conferencing');
  const keyOf = ({ tenant, id }: Pick<Person, 'tenant' | 'id'>) => personKey(tenant, id);
  /** Records that `unwritten` made: their first change adds them. */
  const notWritten = new WeakSet<ConferencingRecord>();

  return {
    async prepare(): Promise<void> {
      await assertOurs();
      await records.createIndexes([
        // For the report, which counts all records of a tenant.
        { key: { tenant: 1 }, name: 'tenant' },
        {
          key: { tenant: 1, blockedUntil: 1 },
          name: 'locked',
          partialFilterExpression: { blockedUntil: { $exists: true } },
        },
      ]);
    },

    /**
     * What somebody has, if the account can have conferencing at all.
     * @throws Problem that says why there is nothing, and who can change that
     */
    async of(target: Person, { own }: { own: boolean }): Promise<Held> {
      assertEligible(target, { own });
      const record = await this.find(target);
      assertEnabled(record, target, { own });
      return { record, tenantSettings: await settings.of(target.tenant) };
    },

    /** The record of a person, enabled or not; undefined when there never was one. */
    async find(
      person: Pick<Person, 'tenant' | 'id'>,
      session?: ClientSession,
    ): Promise<ConferencingRecord | undefined> {
      return (await records.findOne({ _id: keyOf(person) }, { session })) ?? unwritten(keyOf(person));
    },

    /** The records of the people with these keys (`personKey`), by key. */
    async byKeys(
      keys: readonly string[],
      { enabled }: { enabled?: true } = {},
    ): Promise<Map<string, ConferencingRecord>> {
      const found = await records.find({ _id: { $in: [...keys] }, ...(enabled && { enabled }) }).toArray();
      const written = new Map(found.map((record) => [record._id, record]));
      return new Map(
        keys.flatMap((key) => {
          const record = written.get(key) ?? unwritten(key);
          return record ? [[key, record]] : [];
        }),
      );
    },

    /** The keys of the people whose reset somebody reported, and who are locked at that time; up to `most`. */
    async lockedKeys(tenant: string, at: Date, most: number): Promise<string[]> {
      const found = records.find({ tenant, blockedUntil: { $gt: at } }, { projection: { _id: 1 } }).limit(most);
      return (await found.toArray()).map(({ _id }) => _id);
    },

    /** Adds the record of somebody who has none. @throws a duplicate key error when there is one */
    async insert(record: ConferencingRecord, session: ClientSession): Promise<void> {
      await records.insertOne(record, { session });
    },

    /**
     * Writes the record of somebody who had none, or a disabled one, as part of a change.
     * @throws Outdated when that has changed in the meantime
     */
    async put(
      record: ConferencingRecord,
      before: ConferencingRecord | undefined,
      { own, at }: { own: boolean; at: Date },
      session: ClientSession,
    ): Promise<void> {
      if (before) {
        const { matchedCount } = await records.replaceOne(
          { '_id': record._id, 'enabled': false, 'pin.version': before.pin.version, ...notBlocked({ own, at }) },
          record,
          { session },
        );
        if (matchedCount === 0) throw new Outdated();
        return;
      }
      await add(record, session);
    },

    /**
     * Writes part of a record, as part of a change.
     * @param read the record as it was read before the transaction of the change
     * @throws Outdated when a field that the change relies on is no longer as it was read, or an objection came in
     * between
     */
    async update(read: ConferencingRecord, change: RecordChange, session: ClientSession): Promise<void> {
      const { unchanged, set, unset = [], unlessBlocked } = change;
      if (notWritten.has(read)) return add({ ...read, ...set }, session);
      const same = unchanged.map((field) =>
        field === 'pin' ? ['pin.version', read.pin.version] : [field, read[field] ?? null],
      );
      const { matchedCount } = await records.updateOne(
        { _id: read._id, ...Object.fromEntries(same), ...(unlessBlocked && notBlocked(unlessBlocked)) },
        {
          ...(Object.keys(set).length > 0 && { $set: set }),
          ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, true])) }),
        },
        { session },
      );
      if (matchedCount === 0) throw new Outdated();
    },

    /**
     * How many people of a tenant are enabled, how many of their PINs are too short, and how many have an unknown
     * length: they were drawn before it was kept.
     */
    async countPins(
      tenant: string,
      pinLength: number,
    ): Promise<{ enabled: number; shortPins: number; unknownPins: number }> {
      const ifSo = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
      const known = { $eq: [{ $type: '$pin.digits' }, 'int'] };
      const [counts] = await records
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
    },

    /**
     * Takes away what a forgotten person has. The conference ID is retired and no longer theirs; the rest is deleted.
     */
    async forget(person: Forgetting): Promise<void> {
      const { at, session } = person;
      const record = await records.findOne({ _id: keyOf(person) }, { session });
      if (record?.enabled) await conferenceIds.retire(record.bridge, record.conferenceId, at, session);
      await records.deleteOne({ _id: keyOf(person) }, { session });
      const { tenant, id } = person;
      await records.updateMany({ tenant, 'accused.id': id }, { $pull: { accused: { id } } } as object, { session });
      await conferenceIds.forget(person);
    },
  };

  /** @throws Outdated when somebody else was faster */
  async function add(record: ConferencingRecord, session: ClientSession): Promise<void> {
    try {
      await records.insertOne(record, { session });
    } catch (error) {
      throw isDuplicate(error) ? new Outdated() : error;
    }
  }

  /** What Teams gives everybody who has a licence, of whom nothing is written down here yet. */
  function unwritten(key: string): ConferencingRecord | undefined {
    if (backend === 'own') return undefined;
    const [tenant = '', person = ''] = key.split('/');
    const record: ConferencingRecord = {
      ...{ _id: key, tenant, person, backend, enabled: true, bridge: backend, conferenceId: '' },
      ...{ pin: { version: 0 }, mails: true },
    };
    notWritten.add(record);
    return record;
  }

  /** PINs of two backends cannot be told apart by whoever dials, so they do not share a database. */
  async function assertOurs(): Promise<void> {
    const other = await records.findOne({ backend: backend === 'own' ? 'teams' : (null as never) });
    if (!other) return;
    throw new SetupError(
      backend === 'own'
        ? 'This database keeps what the desk did with CONFERENCING=teams. Set CONFERENCING=teams, or name another ' +
            'database in DATABASE.'
        : "This database keeps conference IDs and PINs of the desk's own. Name another database in DATABASE, " +
            'or leave CONFERENCING=teams out.',
    );
  }
}

export type ConferencingRecords = ReturnType<typeof createConferencingRecords>;

/**
 * Stages for another room's query that keep only documents about somebody who is enabled.
 * @param keyField the field of the documents that holds the person's key
 */
export const enabledAlone = (keyField: string): object[] => [
  { $lookup: { from: 'conferencing' satisfies CollectionName, localField: keyField, foreignField: '_id', as: 'held' } },
  { $match: { 'held.enabled': true } },
];

/** Checked when the change is made: an objection may have come after the record was read. */
const notBlocked = ({ own, at }: { own: boolean; at: Date }): object =>
  own ? {} : { $or: [{ blockedUntil: null }, { blockedUntil: { $lte: at } }] };

/**
 * What may be shown of it. An own number that the bridge does not have is not among it, since nobody can dial it:
 * `doctor` finds these, and until they are mended the default stands in.
 */
export function infoOf(record: ConferencingRecord, settings: Settings): ConferenceInfo {
  const own = (field: NumberField): string | undefined =>
    // Teams gives people numbers that are not the bridge's own, too.
    record.backend === 'teams' ? record[field] : numbersOf(field, settings).find((number) => number === record[field]);
  return {
    conferenceId: record.conferenceId,
    tollNumber: own('tollNumber') ?? settings.tollNumber,
    tollFreeNumber: own('tollFreeNumber') ?? settings.tollFreeNumber,
    follows: numberFields.filter((field) => own(field) === undefined),
    pinResetAt: record.pinResetAt,
  };
}

/** @throws Problem `not-enabled` */
export function assertEnabled(
  record: ConferencingRecord | undefined,
  target: Person,
  { own }: { own: boolean },
): asserts record is ConferencingRecord {
  if (!record?.enabled) throw new Problem('not-enabled', { person: contactOf(target), own });
}

/** Until when only the owner may reset PIN and conference ID; undefined when nothing is locked now. */
export const lockedUntil = (
  record: Pick<ConferencingRecord, 'blockedUntil'> | undefined,
  now: Date,
): Date | undefined => (record?.blockedUntil && record.blockedUntil > now ? record.blockedUntil : undefined);

/** The ids of those who cannot lift a lock of this person, because the owner objected to what they did. */
export const accusedOf = (record: Pick<ConferencingRecord, 'accused'> | undefined, at: Date): string[] =>
  (record?.accused ?? []).filter(({ until }) => until > at).map(({ id }) => id);

/** @throws Problem `resets-blocked` */
export function assertNotBlocked(
  record: Pick<ConferencingRecord, 'blockedUntil' | 'accused'>,
  target: Person,
  { own, at }: { own: boolean; at: Date },
): void {
  const person: Contact = contactOf(target);
  const until = lockedUntil(record, at);
  if (!own && until) throw new Problem('resets-blocked', { person, until, accused: accusedOf(record, at) });
}

/** Enabling within this time after disabling counts as a reset of PIN and conference ID. Milliseconds. */
const countsAsReset = 30 * 24 * 3_600_000;

/** Whether enabling this person now counts as a reset: otherwise it would be the way around their limits. */
export const isRecentlyDisabled = (record: Pick<ConferencingRecord, 'disabledAt'> | undefined, at: Date): boolean =>
  record?.disabledAt !== undefined && at.getTime() - record.disabledAt.getTime() < countsAsReset;

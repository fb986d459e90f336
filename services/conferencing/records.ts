import { contactOf, type Person, personKey } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { Mongo } from '../base/mongo';
import type { PinVerifier } from '../pins/pins';
import type { Settings, SettingsService } from '../settings/settings';
import { type Contact, Problem } from '../base/problem';

/** What somebody enabled for Audio Conferencing has. */
export interface ConferencingDocument {
  /** The key of the person. */
  _id: string;
  tenant: string;
  person: string;
  enabled: boolean;
  bridge: string;
  conferenceId: string;
  /** The person's own default number to dial, E.164; without it the tenant's. */
  tollNumber?: string;
  /** The same of the toll-free number. */
  tollFreeNumber?: string;
  pin: PinVerifier;
  pinResetAt?: Date;
  /** When somebody last asked the owner to take a new PIN. */
  pinAskedAt?: Date;
  /** Until when nobody but the owner can reset PIN and conference ID. */
  blockedUntil?: Date;
  /** For a phone bridge: whether callers may start this person's meetings without a PIN; without it the tenant's. */
  callersMayStart?: boolean;
  /** Whether this person gets automatic mails. */
  mails: boolean;
}

/** What may be shown of it: everything but the PIN. */
export interface ConferenceInfo {
  conferenceId: string;
  tollNumber: string;
  tollFreeNumber?: string;
  /** When the PIN was last reset; absent when it never was. */
  pinResetAt?: Date;
}

/** What a person has, and what applies to it. */
export interface Held {
  record: ConferencingDocument;
  tenantSettings: Settings;
}

/** What people have, each under tenant and object id. */
export function createConferencingRecords({ mongo, settings }: { mongo: Mongo; settings: SettingsService }) {
  const collection = mongo.db.collection<ConferencingDocument>('conferencing');
  return {
    collection,
    /**
     * What somebody has, if conferencing is for that account at all.
     * @throws Problem that says why there is nothing, and who can mend it
     */
    async of(target: Person, { own }: { own: boolean }): Promise<Held> {
      assertEligible(target, { own });
      const record = await collection.findOne({ _id: personKey(target.tenant, target.id) });
      assertEnabled(record, target, { own });
      return { record, tenantSettings: await settings.of(target.tenant) };
    },
  };
}

export type ConferencingRecords = ReturnType<typeof createConferencingRecords>;

/** What may be shown of it. */
export const infoOf = (record: ConferencingDocument, { tollNumber, tollFreeNumber }: Settings): ConferenceInfo => ({
  conferenceId: record.conferenceId,
  tollNumber: record.tollNumber ?? tollNumber,
  tollFreeNumber: record.tollFreeNumber ?? tollFreeNumber,
  pinResetAt: record.pinResetAt,
});
/** @throws Problem `not-enabled` */

export function assertEnabled(
  record: ConferencingDocument | null,
  target: Person,
  { own }: { own: boolean },
): asserts record is ConferencingDocument {
  if (!record?.enabled) throw new Problem('not-enabled', { person: contactOf(target), own });
}
/** @throws Problem `resets-blocked` */

export function assertNotBlocked(
  record: Pick<ConferencingDocument, 'blockedUntil'>,
  target: Person,
  { own, at }: { own: boolean; at: Date },
): void {
  const person: Contact = contactOf(target);
  if (!own && record.blockedUntil && record.blockedUntil > at)
    throw new Problem('resets-blocked', { person, until: record.blockedUntil });
}
/** The same as a part of a filter, for the moment of the change. */

export const notBlocked = ({ own, at }: { own: boolean; at: Date }): object =>
  own ? {} : { $or: [{ blockedUntil: null }, { blockedUntil: { $lte: at } }] };

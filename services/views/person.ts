import type { AuditDocument } from '../audit/trail';
import type { AuditReading } from '../audit/reading';
import {
  assertEnabled,
  type ConferenceInfo,
  type ConferencingRecord,
  type ConferencingRecords,
  infoOf,
  lockedUntil,
} from '../conferencing/records';
import { type Person, personKey } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { OutboxDocument } from '../mail/outbox-document';
import type { Outbox } from '../mail/outbox';
import type { Mongo } from '../base/mongo';
import { Problem, type ProblemCode } from '../base/problem';
import type { Settings, SettingsService } from '../settings/settings';

/** What somebody has, whether or not it can be used or changed at the moment. */
export interface Standing {
  /** Why conferencing is off; absent when it is on. */
  off?: ProblemCode;
  /** Absent when it was never turned on, or was turned off again. It outlives a licence. */
  held?: ConferenceInfo & { bridge: string };
  /**
   * Whether automatic mails are on for this person, and whether callers may start this person's meetings without a PIN.
   */
  mails: boolean;
  callersMayStart: boolean;
  /** Until then only the owner may reset the PIN and the conference ID. Absent when nothing is locked now. */
  lockedUntil?: Date;
}

/** What the admin center shows about a person under Account > Audio Conferencing, and what happened lately. */
export interface PersonView extends Standing {
  /** What is shown of it to people: nothing while conferencing is off. */
  info?: ConferenceInfo;
  /** The newest first. */
  lastMails: OutboxDocument[];
  lastRecords: AuditDocument[];
  /** What was changed for this person, without what was only looked at. The newest first. */
  lastChanges: (AuditDocument & { action: PersonChange })[];
  /** The record of the reset that the PIN comes from. */
  pinReset?: AuditDocument;
}

const mailsShown = 3;
const recordsShown = 5;
const changesShown = 3;
/** A reset may be followed by others that nobody has picked up. */
const resetsRead = 5;

/** The actions that give somebody a new PIN. */
const pinResets = ['reset-pin', 'pick-up-pin'] as const;
/** What changes something of the person whom a record names. */
const personChanges = [
  ...pinResets,
  'reset-conference-id',
  'not-me',
  'lift-lock',
  'enable',
  'disable',
  'change-number',
  'change-person',
  'switch-mails',
  'make-role',
  'protect',
  'unprotect',
  'set-licence',
] as const;
export type PersonChange = (typeof personChanges)[number];

/** Everything there is to see about somebody. */
export function createPersonView(dependencies: {
  mongo: Pick<Mongo, 'now'>;
  records: ConferencingRecords;
  settings: SettingsService;
  outbox: Outbox;
  auditReading: AuditReading;
}) {
  const { mongo, records, settings, outbox, auditReading } = dependencies;
  return {
    /** Shows anybody in the directory. The caller has to check who may look. */
    async view(target: Person): Promise<PersonView> {
      const { tenant, id } = target;
      const [now, record, tenantSettings, lastMails, { records: lastRecords }, lastChanges, resets] = await Promise.all(
        [
          mongo.now(),
          records.find(target),
          settings.of(tenant),
          outbox.latest(tenant, id, mailsShown),
          auditReading.page({ tenant, person: id }, { size: recordsShown }),
          auditReading.doneFor<PersonChange>(target, { actions: personChanges, most: changesShown }),
          auditReading.doneFor(target, { actions: pinResets, most: resetsRead }),
        ],
      );
      const { held, ...standing } = standingOf(target, record, { settings: tenantSettings, now });
      // A reset and its record have the same time.
      const pinReset = resets.find(({ at }) => at.getTime() === held?.pinResetAt?.getTime());
      const info = standing.off ? undefined : held;
      return { ...standing, held, info, lastMails, lastRecords, lastChanges, pinReset };
    },

    /** How many digits somebody's PIN has, if that was kept when it was drawn. It is the setting of that time. */
    pinDigits: async (target: Person): Promise<number | undefined> => (await records.find(target))?.pin.digits,

    /** What somebody has, without what happened lately. The caller has to check who may look. */
    async standing(target: Person): Promise<Standing> {
      return (await this.standings(target.tenant, [target])).get(target.id)!;
    },

    /** What each of these people of one tenant has, by object id. The caller has to check who may look. */
    async standings(tenant: string, people: readonly Person[]): Promise<Map<string, Standing>> {
      const [now, found, tenantSettings] = await Promise.all([
        mongo.now(),
        records.byKeys(people.map(({ id }) => personKey(tenant, id))),
        settings.of(tenant),
      ]);
      return new Map(
        people.map((person) => [
          person.id,
          standingOf(person, found.get(personKey(tenant, person.id)), { settings: tenantSettings, now }),
        ]),
      );
    },
  };
}

function standingOf(
  target: Person,
  record: ConferencingRecord | undefined,
  { settings: tenantSettings, now }: { settings: Settings; now: Date },
): Standing {
  const standing = {
    held: record?.enabled ? { ...infoOf(record, tenantSettings), bridge: record.bridge } : undefined,
    mails: record?.mails ?? true,
    callersMayStart: record?.callersMayStart ?? tenantSettings.callersMayStart,
    lockedUntil: lockedUntil(record, now),
  };
  try {
    assertEligible(target, { own: false });
    assertEnabled(record, target, { own: false });
    return standing;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...standing, off: error.code };
  }
}

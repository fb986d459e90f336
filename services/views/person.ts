import type { AuditDocument } from '../audit/trail';
import type { AuditReading } from '../audit/reading';
import { assertEnabled, type ConferenceInfo, type ConferencingRecords, infoOf } from '../conferencing/records';
import { type Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { Outbox, OutboxDocument } from '../mail/outbox';
import { Problem, type ProblemCode } from '../base/problem';
import type { SettingsService } from '../settings/settings';

/** What the admin center shows about a person under Account > Audio Conferencing, and what happened lately. */
export interface PersonView {
  /** Why conferencing is off; absent when it is on. */
  off?: ProblemCode;
  info?: ConferenceInfo;
  /**
   * Whether automatic mails are on for this person, and whether callers may start this person's meetings without a PIN.
   */
  mails: boolean;
  callersMayStart: boolean;
  /** The newest first. */
  lastMails: OutboxDocument[];
  lastRecords: AuditDocument[];
}

const mailsShown = 3;
const recordsShown = 5;

/** Everything there is to see about somebody. */
export function createPersonView(dependencies: {
  records: ConferencingRecords;
  settings: SettingsService;
  outbox: Outbox;
  auditReading: AuditReading;
}) {
  const { records, settings, outbox, auditReading } = dependencies;
  return {
    /** Shows anybody in the directory. The caller has to check who may look. */
    async view(target: Person): Promise<PersonView> {
      const { tenant, id } = target;
      const [record, tenantSettings, lastMails, { records: lastRecords }] = await Promise.all([
        records.find(target),
        settings.of(tenant),
        outbox.latest(tenant, id, mailsShown),
        auditReading.page({ tenant, person: id }, { size: recordsShown }),
      ]);
      const shared = {
        mails: record?.mails ?? true,
        callersMayStart: record?.callersMayStart ?? tenantSettings.callersMayStart,
        lastMails,
        lastRecords,
      };
      try {
        assertEligible(target, { own: false });
        assertEnabled(record, target, { own: false });
        return { ...shared, info: infoOf(record, tenantSettings) };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { ...shared, off: error.code };
      }
    },
  };
}

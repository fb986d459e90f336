import type { AuditDocument } from '../audit/trail';
import type { AuditReading } from '../audit/reading';
import { assertEnabled, type ConferenceInfo, type ConferencingRecords, infoOf } from '../conferencing/records';
import { type Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import type { Outbox, OutboxDocument } from '../mail/outbox';
import { Problem, type ProblemCode } from '../base/problem';
import type { SettingsService } from '../settings/settings';

/** What the admin center shows of a person under Account > Audio Conferencing, and what happened of late. */
export interface PersonView {
  /** Why conferencing is off; absent when it is on. */
  off?: ProblemCode;
  info?: ConferenceInfo;
  /** Whether automatic mails go to this person, and whether callers may start their meetings without a PIN. */
  mails: boolean;
  callersMayStart: boolean;
  /** The newest first. */
  lastMails: OutboxDocument[];
  lastRecords: AuditDocument[];
}

const mailsShown = 3;
const recordsShown = 5;

/** Everything there is to see of somebody. */
export function createPersonView(dependencies: {
  records: ConferencingRecords;
  settings: SettingsService;
  outbox: Outbox;
  auditReading: AuditReading;
}) {
  const { records, settings, outbox, auditReading } = dependencies;
  return {
    /** It shows whoever is in the directory; who may look is the caller's to check. */
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

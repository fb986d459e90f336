import type { AuditCounts, ResetCount } from '../audit/counts';
import type { TimeSpan } from '../base/time-span';
import { type ConferencingRecords, enabledAlone } from '../conferencing/records';
import type { ConferencingBackend } from '../conferencing/backend';
import type { Directory } from '../people/directory';
import type { Outbox } from '../mail/outbox';
import type { SettingsService } from '../settings/settings';

/** Numbers about one tenant. */
export interface Report {
  resets: ResetCount[];
  /** How often each problem was the reason to refuse something, by its code, most frequent first. */
  refused: { reason: string; count: number }[];
  mails: { sent: number; failed: number };
  /**
   * The state now: how many people have Audio Conferencing, how many of them got no mail in the time that the outbox
   * remembers, and how long their PINs are.
   */
  people: { enabled: number; neverMailed: number; shortPins: number; unknownPins: number; pinLength: number };
}

/** More people than any tenant has. */
const mostCounted = 100_000_000;

/** What happened in a tenant, counted by the database. */
export function createReports(dependencies: {
  counts: AuditCounts;
  outbox: Outbox;
  records: ConferencingRecords;
  settings: SettingsService;
  backend: Pick<ConferencingBackend, 'name'>;
  directory: Pick<Directory, 'countMembers'>;
}) {
  const { counts, outbox, records, settings, backend, directory } = dependencies;

  return {
    /**
     * The numbers of a time.
     * @param options.zone the IANA name of the time zone in which days begin and end
     */
    async report(tenant: string, { zone, ...period }: TimeSpan & { zone: string }): Promise<Report> {
      const { pinLength } = await settings.of(tenant);
      const [resets, refused, mails, pins, mailed] = await Promise.all([
        counts.resets(tenant, period, zone),
        counts.refused(tenant, period),
        outbox.countEnded(tenant, period),
        countPins(tenant, pinLength),
        outbox.countMailed(tenant, enabledAlone),
      ]);
      return { resets, refused, mails, people: { ...pins, neverMailed: pins.enabled - mailed, pinLength } };
    },
  };

  /** Teams keeps the PINs and tells nobody how long they are; a licence is all that it takes there. */
  async function countPins(tenant: string, pinLength: number) {
    if (backend.name === 'own') return records.countPins(tenant, pinLength);
    const enabled = await directory.countMembers(tenant, { accountEnabled: true, licensed: true }, mostCounted);
    return { enabled, shortPins: 0, unknownPins: 0 };
  }
}

import type { AuditChain } from '../audit/chain/chain';
import { restoreActor } from '../audit/actors';
import type { Audit } from '../audit/trail';
import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import { inMoment } from '../base/moment-of-change';
import { batchBudget, type Mongo } from '../base/mongo';
import type { Restore, RestoreMark } from '../base/restore-mark';
import type { PinEnding } from '../conferencing/ended-pins';
import type { Notices } from '../offers/notices';

/** People whose PINs end in one transaction. */
const batchSize = 50;

/** What was ended after a restore. */
export type AfterRestoreResult = EndedByRestore & { pins: number; told: number };

/**
 * Makes a database that comes from a backup fit to go on. What it holds is true of the moment of the backup, and a bot
 * may have run on for hours after it: emails that it says are waiting were sent, offers accepted, PINs replaced. So
 * what was promised is ended and not done a second time, PINs end unless somebody vouches for them, and the trail says
 * what happened (docs/threats.md, TI-10). It may be interrupted, and run again.
 * @param dependencies.rooms everything that keeps promises; each room ends its own
 */
export function createAfterRestore(dependencies: {
  mongo: Mongo;
  mark: RestoreMark;
  rooms: readonly { afterRestore(about: AfterRestore): Promise<EndedByRestore> }[];
  pinEnding: PinEnding;
  audit: Audit;
  auditChain: AuditChain;
  notices: Notices;
}) {
  const { mongo, mark, rooms, pinEnding, audit, auditChain, notices } = dependencies;
  const noted = { outcome: 'done', from: 'commandLine', actor: { id: restoreActor } } as const;

  return {
    /** Does the rest of the restore that is under way. Undefined when none is. */
    async finish(): Promise<AfterRestoreResult | undefined> {
      const restore = await mark.find();
      if (!restore) return undefined;
      const result: AfterRestoreResult = { pins: 0, told: 0 };
      const about = { of: restore.of, at: await mongo.now() };
      for (const room of rooms) Object.assign(result, await room.afterRestore(about));
      if (!restore.keepPins) await endPins(restore, result);
      await sayIt(restore);
      await mark.remove();
      return result;
    },
  };

  async function endPins({ of, last: begun }: Restore, result: AfterRestoreResult): Promise<void> {
    for (let behind = begun; ;) {
      const { last, ended } = await pinEnding.next(behind, batchSize);
      if (last === undefined) return;
      const told = await inMoment(
        mongo,
        async (moment) => {
          const { session, at } = moment;
          await pinEnding.end(ended, session);
          const records = ended.map(({ tenant, person, pin: { version } }) => ({
            ...{ tenant, action: 'end-pin' as const, ...noted, target: { id: person }, version },
          }));
          await audit.appendAll(records, at, session);
          let count = 0;
          for (const { tenant, person, enabled } of ended)
            if (enabled && (await notices.owe({ tenant, person, kind: 'pin-ended', facts: { of, at } }, moment)))
              count += 1;
          await mark.note({ last }, { session });
          return count;
        },
        { budget: batchBudget },
      );
      result.pins += ended.filter(({ enabled }) => enabled).length;
      result.told += told;
      behind = last;
    }
  }

  /** One record for each tenant, which `audit verify` needs to tell a restore from a trail that somebody cut. */
  async function sayIt({ of, heads, lost }: Restore): Promise<void> {
    for (const tenant of await auditChain.tenants()) {
      const end = heads.find((one) => one.tenant === tenant);
      const replaced = lost.find((one) => one.tenant === tenant);
      await audit.append({
        ...{ tenant, action: 'restore', ...noted },
        restored: {
          ...{ of, seq: end?.seq ?? 0, link: end?.link ?? '' },
          ...(replaced && { lost: { seq: replaced.seq, link: replaced.link } }),
        },
      });
    }
  }
}

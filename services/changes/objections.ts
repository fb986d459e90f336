import { startAgain } from '../base/start-again';
import type { Change } from './change';
import { assertNotBlocked, type ConferencingDocument, type ConferencingRecords } from '../conferencing/records';
import { type Directory } from '../people/directory';
import { contactOf, type Person } from '../people/person';
import type { Mongo } from '../base/mongo';
import type { NoticeKind, ObjectionTo } from '../offers/notice-kinds';
import type { Notices } from '../offers/notices';
import type { Click } from '../offers/offers';
import type { PinVerification } from '../conferencing/pin-check';
import type { Pins } from '../pins/pins';
import { Problem } from '../base/problem';
import type { SettingsService } from '../settings/settings';

/** How long an owner can object to a reset. Milliseconds. */
export const objectionLifetime = 30 * 24 * 3_600_000;
/** How long nobody else can reset PIN or conference ID after the owner objected (threats E7). Milliseconds. */
const blockedFor = 24 * 3_600_000;

/** The notices that an owner can object to, and what each objection is about. */
const objectionTo: Partial<Record<NoticeKind, ObjectionTo>> = {
  'pin-reset-by-other': 'pin',
  'pin-to-pick-up': 'pin',
  'conference-id-reset-by-other': 'conference-id',
  'enabled-by-other': 'enabled',
  'disabled-by-other': 'disabled',
};

/** "This wasn't me": the owner's answer to a reset by somebody else. */
export function createObjections(dependencies: {
  mongo: Mongo;
  change: Change;
  records: ConferencingRecords;
  settings: SettingsService;
  directory: Directory;
  notices: Notices;
  pins: Pins;
  pinVerification: PinVerification;
}) {
  const { mongo, change, records, settings, directory, notices, pins, pinVerification } = dependencies;

  return {
    /**
     * Checks that others may reset this person's PIN and conference ID now.
     * @throws Problem `resets-blocked`
     */
    async assertFree(target: Person, { own }: { own: boolean }): Promise<void> {
      const record = await records.find(target);
      if (record) assertNotBlocked(record, target, { own, at: await mongo.now() });
    },

    /**
     * Accepts an objection: for 24 hours others can reset nothing, and all administrators are told. If it is about a
     * PIN, that PIN stops working unless it has been replaced since. If it is about a conference ID, nothing is taken
     * back: the old ID stays retired, and the PIN is not affected.
     * @throws Problem when that has been done before
     */
    object: (
      click: Click,
    ): Promise<{ of: ObjectionTo; stopped: boolean; until: Date; told: number; admins: Person[] }> =>
      startAgain(async () => {
        const { offer, target } = await change.look(click, 'not-me');
        const notice = await notices.byId(offer.notice ?? '');
        const of = notice && objectionTo[notice.kind];
        if (!notice || !of || !('by' in notice.facts)) throw new Problem('operation-unknown', {});
        const { by, at: resetAt } = notice.facts;
        const record = await records.find(target);
        const concerned =
          (of === 'pin' || of === 'enabled') && record?.enabled === true && record.pin.version === offer.input?.version;
        const stop = concerned ? await forgotten(target, record) : undefined;
        return change.commit(click, 'not-me', async (parties, moment) => {
          const until = new Date(moment.at.getTime() + blockedFor);
          if (record) {
            const set = { blockedUntil: until, ...(stop ? { pin: stop } : {}) };
            await records.update(record, { unchanged: ['enabled', 'pin'], set }, moment.session);
          }
          const admins = await directory.everyAdmin(target.tenant, moment.session);
          const facts = {
            person: contactOf(parties.target),
            by,
            at: resetAt,
            until,
            stopped: stop !== undefined,
            of,
          };
          let told = 0;
          for (const { id } of admins)
            if (await notices.owe({ tenant: target.tenant, person: id, kind: 'objection', facts }, moment)) told += 1;
          return { result: { of, stopped: stop !== undefined, until, told, admins }, version: stop?.version };
        });
      }),

    forgotten,
  };

  /** The verifier of a PIN that nobody has seen or will ever see. */
  async function forgotten(target: Person, record: ConferencingDocument) {
    const { pinLength } = await settings.of(target.tenant);
    const owner = {
      tenant: target.tenant,
      person: target.id,
      version: await pinVerification.nextVersion(target, record),
    };
    const current = { verifier: record.pin, owner: { ...owner, version: record.pin.version } };
    return pins.seal(await pins.draw(pinLength, current), owner);
  }
}

export type Objections = ReturnType<typeof createObjections>;

import { startAgain } from '../base/start-again';
import type { Change, Parties } from './change';
import { tellOwner } from './telling';
import {
  accusedOf,
  assertNotBlocked,
  type ConferencingRecord,
  type ConferencingRecords,
  lockedUntil,
} from '../conferencing/records';
import { type Directory } from '../people/directory';
import { contactOf, type Person } from '../people/person';
import type { MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { Letter } from '../mail/outbox-document';
import type { Outbox } from '../mail/outbox';
import type { NoticeFacts, NoticeKind, ObjectionTo } from '../offers/notice-kinds';
import type { Notices } from '../offers/notices';
import type { Click } from '../offers/offers';
import type { ConferencingBackend } from '../conferencing/backend';
import type { PinVerifier } from '../pins/pins';
import { Problem } from '../base/problem';
import type { SettingsService } from '../settings/settings';

/** How long nobody else can reset PIN or conference ID after the owner objected (threats E7). Milliseconds. */
const blockedFor = 24 * 3_600_000;

/** The notices that an owner can object to, and what each objection is about. */
const objectionTo: Partial<Record<NoticeKind, ObjectionTo>> = {
  'pin-reset-by-other': 'pin',
  'pin-to-pick-up': 'pin',
  'conference-id-reset-by-other': 'conference-id',
  'enabled-by-other': 'enabled',
  'disabled-by-other': 'disabled',
  'lock-lifted': 'unlocked',
};

/** Who is told of an objection, without those who made the reset: they hear of it as well, but do not count. */
export interface ToldOfObjection {
  inChat: Person[];
  byMail: Person[];
  /** Those whom nothing can reach. */
  nobody: Person[];
}

/** "This wasn't me": the owner's answer to a reset by somebody else. */
export function createObjections(dependencies: {
  mongo: Mongo;
  change: Change;
  records: ConferencingRecords;
  settings: SettingsService;
  directory: Directory;
  notices: Notices;
  backend: ConferencingBackend;
  outbox: Outbox;
}) {
  const { mongo, change, records, settings, directory, notices, backend, outbox } = dependencies;

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
     * Accepts an objection: for 24 hours others can reset nothing, and all administrators are told, those first who
     * did not make the reset; of these, whoever has no chat with us by mail. If it is about a PIN, that PIN stops
     * working unless it has been replaced since; where Teams keeps it, it works until the owner resets it. If it is
     * about a conference ID, nothing is taken back: the old ID stays retired, and the PIN is not affected.
     * @throws Problem when that has been done before
     */
    object: (
      click: Click,
    ): Promise<{ of: ObjectionTo; stopped: boolean; until: Date; told: ToldOfObjection; notice: string }> =>
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
        const letters = await lettersAbout(target);
        return change.commit(click, 'not-me', async (parties, moment) => {
          const until = new Date(moment.at.getTime() + blockedFor);
          if (record) {
            // Also those from before a lock that was lifted: a new one must not be theirs to lift.
            const before = (record.accused ?? []).filter((one) => one.until > moment.at && one.id !== by.id);
            const accused = [...before, { id: by.id, until }];
            const set = { blockedUntil: until, accused, ...(stop ? { pin: stop } : {}) };
            await records.update(record, { unchanged: ['enabled', 'pin', 'blockedUntil'], set }, moment.session);
          }
          const facts = {
            person: contactOf(parties.target),
            by,
            at: resetAt,
            until,
            stopped: stop !== undefined,
            of,
          };
          const told = await tellOfObjection(facts, { parties, letters }, moment);
          await notices.setTold(notice._id, { ...idsOf(told), stopped: stop !== undefined }, moment.session);
          return {
            result: { of, stopped: stop !== undefined, until, told, notice: notice._id },
            version: stop?.version,
          };
        });
      }),

    /** Until when others cannot reset anything of this person, and who does not lift that; undefined if they can. */
    async lockOf(
      target: Pick<Person, 'tenant' | 'id'>,
    ): Promise<{ until: Date; accused: readonly string[] } | undefined> {
      const record = await records.find(target);
      const now = await mongo.now();
      const until = lockedUntil(record, now);
      return until && { until, accused: accusedOf(record, now) };
    },

    /**
     * Checks that somebody can lift the lock of a person: the owner, or an administrator whom the owner did not object
     * to.
     * @throws Problem `not-locked` or `lock-not-yours`
     */
    async beforeLifting({ actor, target }: { actor: Person; target: Person }): Promise<Date> {
      const record = await records.find(target);
      assertLiftable(record, target, { by: [actor.id], at: await mongo.now() });
      return record.blockedUntil!;
    },

    /**
     * Accepts the offer to lift a lock: others can reset PIN and conference ID again. The owner is told who did it, and
     * can lock it again.
     * @throws Problem as `beforeLifting`, or when the offer is no longer open
     */
    lift: (click: Click): Promise<{ person: Person; own: boolean }> =>
      startAgain(async () => {
        const { target } = await change.look(click, 'lift-lock');
        const record = await records.find(target);
        return change.commit(click, 'lift-lock', async (parties, moment) => {
          const { own, request, actor } = parties;
          assertLiftable(record, target, { by: [actor.id, ...(request ? [request.asker] : [])], at: moment.at });
          // The owner may object to something else at this moment: that lock stays.
          await records.update(
            record,
            { unchanged: ['blockedUntil'], set: {}, unset: ['blockedUntil'] },
            moment.session,
          );
          if (!own) await tellOwner(notices, 'lock-lifted', parties, moment);
          return { result: { person: parties.target, own }, change: { before: 'locked', after: 'not locked' } };
        });
      }),
  };

  /** The mails about an objection, by the ids of the administrators. They are composed before the transaction. */
  async function lettersAbout(owner: Person): Promise<Map<string, { letter: Letter }>> {
    const letters = new Map<string, { letter: Letter }>();
    for (const admin of await directory.everyAdmin(owner.tenant)) {
      if (admin.mail === undefined) continue;
      const mail = { kind: 'queued', address: admin.mail } as const;
      const letter = outbox.compose({ kind: 'objection', actor: owner, target: admin, mail });
      if (letter) letters.set(admin.id, { letter });
    }
    return letters;
  }

  async function tellOfObjection(
    facts: NoticeFacts['objection'],
    {
      parties,
      letters,
    }: { parties: Pick<Parties<'not-me'>, 'target' | 'offer'>; letters: Map<string, { letter: Letter }> },
    moment: MomentOfChange,
  ): Promise<ToldOfObjection> {
    const { tenant, id: owner } = parties.target;
    const told: ToldOfObjection = { inChat: [], byMail: [], nobody: [] };
    const admins = (await directory.everyAdmin(tenant, moment.session)).filter(({ id }) => id !== owner);
    for (const admin of admins.filter(({ id }) => id !== facts.by.id)) {
      if (await notices.owe({ tenant, person: admin.id, kind: 'objection', facts }, moment)) {
        told.inChat.push(admin);
        continue;
      }
      const letter = letters.get(admin.id)?.letter;
      if (letter) await outbox.add(letter, parties.offer, moment);
      told[letter ? 'byMail' : 'nobody'].push(admin);
    }
    for (const { id } of admins.filter(({ id }) => id === facts.by.id))
      await notices.owe({ tenant, person: id, kind: 'objection', facts, after: true }, moment);
    return told;
  }

  /** The verifier of a PIN that nobody has seen or will ever see. Teams has no such PIN without a reset. */
  async function forgotten(target: Person, record: ConferencingRecord): Promise<PinVerifier | undefined> {
    if (backend.name !== 'own') return undefined;
    const { pinLength } = await settings.of(target.tenant);
    return (await backend.newPin(target, record, { length: pinLength })).verifier;
  }
}

/** @throws Problem `not-locked` or `lock-not-yours` */
function assertLiftable(
  record: ConferencingRecord | undefined,
  target: Person,
  { by, at }: { by: readonly string[]; at: Date },
): asserts record is ConferencingRecord {
  const person = contactOf(target);
  if (!lockedUntil(record, at)) throw new Problem('not-locked', { person, own: by.includes(target.id) });
  if (by.some((id) => id !== target.id && accusedOf(record, at).includes(id)))
    throw new Problem('lock-not-yours', { person });
}

const idsOf = ({ inChat, byMail }: ToldOfObjection) => ({
  inChat: inChat.map(({ id }) => id),
  byMail: byMail.map(({ id }) => id),
});

export type Objections = ReturnType<typeof createObjections>;

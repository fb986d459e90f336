import type { ClientSession } from 'mongodb';
import { Outdated } from '../base/start-again';
import type { AnswersSeen } from './answers-seen';
import { isDuplicate, type Mongo } from '../base/mongo';
import { type LimitedBy, Problem } from '../base/problem';
import type { Forgetting } from '../people/forgetting';
import { contactOf, type Person } from '../people/person';
import type { Action } from '../people/rights';
import type { Settings, SettingsService } from '../settings/settings';

/**
 * What is counted. PINs and conference IDs are counted separately, so that one cannot use up the limit of the other.
 */
const limited = ['reset-pin', 'reset-conference-id'] as const satisfies readonly Action[];
type Limited = (typeof limited)[number];
export const isLimited = (action: Action): action is Limited => limited.some((one) => one === action);

/** For each rule, the time that it looks back, in hours, and the setting that says how many resets it allows. */
const rules = {
  actor: { hours: 1, setting: 'limitPerActor' },
  target: { hours: 24, setting: 'limitPerTarget' },
  tenant: { hours: 1, setting: 'limitPerTenant' },
  own: { hours: 24, setting: 'limitOwn' },
} as const satisfies Record<LimitedBy, { hours: number; setting: keyof Settings }>;

/**
 * How many resets of one person's PIN need not count within the time of the rule, because perhaps nobody saw the PIN
 * before (threats A9).
 */
const mostRepetitions = 2;

/** How often somebody is suggested to get a new PIN, by whomever, and how often one person suggests it. */
const nudges = {
  target: { most: 1, hours: 24 },
  actor: { most: 20, hours: 1 },
} as const;
type NudgeRule = keyof typeof nudges;

interface LimitDocument {
  /** tenant | rule | person | action */
  _id: string;
  /** When the last resets were, oldest first. Never more than the limit. */
  stamps?: Date[];
  /** When the resets were that did not count, because perhaps nobody saw the PIN before. */
  repetitions?: Date[];
  expiresAt: Date;
}

/** A reset that somebody wants to make for somebody. */
export interface Attempt {
  tenant: string;
  actor: string;
  target: string;
  action: Limited;
  /** A bulk job counts once for the person who started it; each of its rows counts only for the person in it. */
  part?: 'job' | 'row';
}

/**
 * How often PINs and conference IDs can be reset (threats E5, TD-1, TD-5). People's resets of their own are counted
 * separately, so that nobody can use up somebody else's. The counts are written in the change's own transaction: if two
 * replicas both try to use the last one, they write the same document, and one of them starts again.
 */
export function createLimits({
  mongo,
  settings,
  answersSeen,
}: {
  mongo: Mongo;
  settings: SettingsService;
  answersSeen: AnswersSeen;
}) {
  const counts = mongo.collection<LimitDocument>('limits');

  return {
    prepare: () => counts.createIndexes([{ key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 }]),

    /**
     * Checks for an offer that one more reset is allowed.
     * @throws Problem `limit-reached` that says who is limited and until when
     */
    async assertFree(attempt: Attempt): Promise<void> {
      const at = await mongo.now();
      const tenantSettings = await settings.of(attempt.tenant);
      if (await repetitionsOf(attempt, { at, settings: tenantSettings })) return;
      for (const rule of rulesFor(attempt)) await stampsOf(rule, attempt, { at, settings: tenantSettings });
    },

    /** How many PINs of their own somebody has reset within the time that counts. */
    async ownPins({ tenant, id }: { tenant: string; id: string }): Promise<number> {
      const attempt: Attempt = { tenant, actor: id, target: id, action: 'reset-pin' };
      const earliest = (await mongo.now()).getTime() - windowOf('own');
      const found = await counts.findOne({ _id: keyOf('own', attempt) });
      return (found?.stamps ?? []).filter((stamp) => stamp.getTime() > earliest).length;
    },

    /** The people among these whose PIN or conference ID others cannot reset at the moment, each with the reason. */
    async reachedTargets(
      { tenant, action }: Pick<Attempt, 'tenant' | 'action'>,
      people: string[],
    ): Promise<Map<string, Problem>> {
      const at = await mongo.now();
      const tenantSettings = await settings.of(tenant);
      const attempts = people.map((target): Attempt => ({ tenant, actor: '', target, action, part: 'row' }));
      const found = await counts.find({ _id: { $in: attempts.map((attempt) => keyOf('target', attempt)) } }).toArray();
      const stampsOfKey = new Map(found.map(({ _id, stamps }) => [_id, stamps]));
      const reached = new Map<string, Problem>();
      for (const attempt of attempts) {
        const limited = within('target', attempt, {
          at,
          settings: tenantSettings,
          found: stampsOfKey.get(keyOf('target', attempt)),
        });
        if (limited instanceof Problem) reached.set(attempt.target, limited);
      }
      return reached;
    },

    /** Deletes what was counted for a forgotten person. */
    async forget({ tenant, id, session }: Forgetting): Promise<void> {
      const about = limited.map((action) => ({ tenant, actor: id, target: id, action }));
      const keys = [
        ...about.flatMap((attempt) => personRules.map((rule) => keyOf(rule, attempt))),
        ...nudgeRules.map((rule) => nudgeKey(rule, { tenant, id })),
      ];
      await counts.deleteMany({ _id: { $in: keys } }, { session });
    },

    /**
     * Counts one more reset, as part of the change.
     * @throws Problem `limit-reached`
     */
    async take(attempt: Attempt, at: Date, session: ClientSession): Promise<void> {
      const tenantSettings = await settings.of(attempt.tenant, session);
      const repetitions = await repetitionsOf(attempt, { at, settings: tenantSettings, session });
      if (repetitions)
        return write(personRule(attempt), attempt, { repetitions: [...repetitions, at] }, { at, session });
      for (const rule of rulesFor(attempt)) {
        const stamps = await stampsOf(rule, attempt, { at, settings: tenantSettings, session });
        if (stamps) await write(rule, attempt, { stamps: [...stamps, at] }, { at, session });
      }
    },

    /**
     * Checks for an offer that this person may be suggested to get a new PIN.
     * @throws Problem `nudged-already`
     */
    async assertMayNudge(actor: Person, target: Person): Promise<void> {
      const at = await mongo.now();
      for (const rule of nudgeRules) await nudgeStamps(rule, { actor, target, at });
    },

    /** Counts a suggestion, as part of it. @throws Problem `nudged-already` */
    async takeNudge(
      actor: Person,
      target: Person,
      { at, session }: { at: Date; session: ClientSession },
    ): Promise<void> {
      for (const rule of nudgeRules) {
        const stamps = await nudgeStamps(rule, { actor, target, at, session });
        const expiresAt = new Date(at.getTime() + nudges[rule].hours * 3_600_000);
        const key = nudgeKey(rule, rule === 'actor' ? actor : target);
        await put(key, { stamps: [...stamps, at], expiresAt }, session);
      }
    },
  };

  /** The suggestions that still count. @throws Problem `nudged-already` */
  async function nudgeStamps(
    rule: NudgeRule,
    about: { actor: Person; target: Person; at: Date; session?: ClientSession },
  ): Promise<Date[]> {
    const { actor, target, at, session } = about;
    const { most, hours } = nudges[rule];
    const found = await counts.findOne({ _id: nudgeKey(rule, rule === 'actor' ? actor : target) }, { session });
    const stamps = (found?.stamps ?? []).filter((stamp) => stamp.getTime() > at.getTime() - hours * 3_600_000);
    if (stamps.length < most) return stamps;
    const until = new Date(stamps[stamps.length - most]!.getTime() + hours * 3_600_000);
    throw new Problem('nudged-already', { person: contactOf(target), until, by: rule });
  }

  async function write(
    rule: LimitedBy,
    attempt: Attempt,
    changed: Pick<Partial<LimitDocument>, 'stamps' | 'repetitions'>,
    { at, session }: { at: Date; session: ClientSession },
  ): Promise<void> {
    await put(keyOf(rule, attempt), { ...changed, expiresAt: new Date(at.getTime() + windowOf(rule)) }, session);
  }

  async function put(key: string, set: Partial<LimitDocument>, session: ClientSession): Promise<void> {
    try {
      await counts.updateOne({ _id: key }, { $set: set }, { upsert: true, session });
    } catch (error) {
      throw isDuplicate(error) ? new Outdated() : error;
    }
  }

  /**
   * The person's resets that did not count; undefined when this one counts. A reset whose PIN perhaps nobody saw may be
   * repeated without counting, but not for ever.
   */
  async function repetitionsOf(
    attempt: Attempt,
    about: { at: Date; settings: Settings; session?: ClientSession },
  ): Promise<Date[] | undefined> {
    const isLimitedAtAll = rulesFor(attempt).some((rule) => about.settings[rules[rule].setting] > 0);
    if (attempt.part || attempt.action !== 'reset-pin' || !isLimitedAtAll) return undefined;
    if (!(await answersSeen.isRepetition(attempt, about.at, about.session))) return undefined;
    const rule = personRule(attempt);
    const found = await counts.findOne({ _id: keyOf(rule, attempt) }, { session: about.session });
    const repetitions = (found?.repetitions ?? []).filter((one) => one.getTime() > about.at.getTime() - windowOf(rule));
    return repetitions.length < mostRepetitions ? repetitions : undefined;
  }

  /** The resets within the time of the rule; undefined when there is no limit. @throws Problem `limit-reached` */
  async function stampsOf(
    rule: LimitedBy,
    attempt: Attempt,
    about: { at: Date; settings: Settings; session?: ClientSession },
  ): Promise<Date[] | undefined> {
    if (about.settings[rules[rule].setting] === 0) return undefined;
    const found = await counts.findOne({ _id: keyOf(rule, attempt) }, { session: about.session });
    const stamps = within(rule, attempt, { ...about, found: found?.stamps });
    if (stamps instanceof Problem) throw stamps;
    return stamps;
  }
}

export type Limits = ReturnType<typeof createLimits>;

function rulesFor({ actor, target, part }: Attempt): LimitedBy[] {
  if (part) return part === 'job' ? ['actor', 'tenant'] : ['target'];
  return actor === target ? ['own'] : ['target', 'actor', 'tenant'];
}

/** The rules that count for a single person. */
const personRules = ['actor', 'target', 'own'] as const satisfies readonly LimitedBy[];

/** The rule about the person whose PIN it is. */
const personRule = ({ actor, target }: Attempt): LimitedBy => (actor === target ? 'own' : 'target');

/** The stamps that still count, or the problem when there are as many as the setting allows. */
function within(
  rule: LimitedBy,
  { action }: Attempt,
  about: { at: Date; settings: Settings; found?: Date[] },
): Date[] | Problem {
  const most = about.settings[rules[rule].setting];
  const stamps = (about.found ?? []).filter((stamp) => stamp.getTime() > about.at.getTime() - windowOf(rule));
  if (most === 0 || stamps.length < most) return stamps;
  // If the limit was lowered, only the newest stamps count.
  const oldest = stamps[stamps.length - most]!;
  return new Problem('limit-reached', {
    by: rule,
    most,
    hours: rules[rule].hours,
    until: new Date(oldest.getTime() + windowOf(rule)),
    action,
  });
}

const windowOf = (rule: LimitedBy): number => rules[rule].hours * 3_600_000;

const nudgeRules = ['target', 'actor'] as const satisfies readonly NudgeRule[];
const nudgeKey = (rule: NudgeRule, { tenant, id }: { tenant: string; id: string }): string =>
  [tenant, rule, id, 'nudge'].join('|');

function keyOf(rule: LimitedBy, { tenant, actor, target, action }: Attempt): string {
  const whose = { actor, target, tenant: '', own: actor }[rule];
  return [tenant, rule, whose, action].join('|');
}

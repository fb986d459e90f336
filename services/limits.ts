import type { ClientSession } from 'mongodb';
import { Outdated } from './again';
import { isDuplicate, type Mongo } from './mongo';
import { Problem } from './problem';
import type { Action } from './rights';
import type { Settings, SettingsService } from './settings';

/** What is counted: a PIN and a conference ID apart, so that one cannot use up the other. */
const limited = ['reset-pin', 'reset-conference-id'] as const satisfies readonly Action[];
type Limited = (typeof limited)[number];
export const isLimited = (action: Action): action is Limited => limited.some((one) => one === action);

/** Who is limited, over which time in hours, and which setting says how often. */
const rules = {
  actor: { hours: 1, setting: 'limitPerActor' },
  target: { hours: 24, setting: 'limitPerTarget' },
  tenant: { hours: 1, setting: 'limitPerTenant' },
  own: { hours: 24, setting: 'limitOwn' },
} as const satisfies Record<string, { hours: number; setting: keyof Settings }>;
export type LimitedBy = keyof typeof rules;

interface LimitDocument {
  /** tenant | rule | person | action */
  _id: string;
  /** When the last ones were, the oldest first: no more than the limit. */
  stamps: Date[];
  expiresAt: Date;
}

/** Who resets what for whom. */
export interface Attempt {
  tenant: string;
  actor: string;
  target: string;
  action: Limited;
  /** A bulk job counts once for whoever started it, its rows count for their people only. */
  part?: 'job' | 'row';
}

/**
 * How often PINs and conference IDs can be reset (threats E5, TD-1, TD-5). One's own resets count apart, so that
 * nobody can use up somebody else's. The counts are written in the change's own transaction: two replicas that
 * would both be the last one write the same document, and one of them starts again.
 */
export function createLimits({ mongo, settings }: { mongo: Mongo; settings: SettingsService }) {
  const counts = mongo.db.collection<LimitDocument>('limits');

  return {
    prepare: () => counts.createIndexes([{ key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 }]),

    /**
     * Checks that one more is allowed, for an offer.
     * @throws Problem `limit-reached` with who is limited and until when
     */
    async assertFree(attempt: Attempt): Promise<void> {
      const at = await mongo.now();
      const tenantSettings = await settings.of(attempt.tenant);
      for (const rule of rulesFor(attempt)) await stampsOf(rule, attempt, { at, settings: tenantSettings });
    },

    /** Those of these people whose PIN or conference ID others cannot reset at this moment, each with why. */
    async reachedTargets({ tenant, action }: Pick<Attempt, 'tenant' | 'action'>, people: string[]): Promise<Map<string, Problem>> {
      const at = await mongo.now();
      const tenantSettings = await settings.of(tenant);
      const attempts = people.map((target): Attempt => ({ tenant, actor: '', target, action, part: 'row' }));
      const found = await counts.find({ _id: { $in: attempts.map((attempt) => keyOf('target', attempt)) } }).toArray();
      const stampsOfKey = new Map(found.map(({ _id, stamps }) => [_id, stamps]));
      const reached = new Map<string, Problem>();
      for (const attempt of attempts) {
        const limited = within('target', attempt, { at, settings: tenantSettings, found: stampsOfKey.get(keyOf('target', attempt)) });
        if (limited instanceof Problem) reached.set(attempt.target, limited);
      }
      return reached;
    },

    /**
     * Counts one more, as part of the change.
     * @throws Problem `limit-reached`
     */
    async take(attempt: Attempt, at: Date, session: ClientSession): Promise<void> {
      const tenantSettings = await settings.of(attempt.tenant, session);
      for (const rule of rulesFor(attempt)) {
        const stamps = await stampsOf(rule, attempt, { at, settings: tenantSettings, session });
        if (!stamps) continue;
        const expiresAt = new Date(at.getTime() + windowOf(rule));
        try {
          await counts.updateOne({ _id: keyOf(rule, attempt) }, { $set: { stamps: [...stamps, at], expiresAt } }, { upsert: true, session });
        } catch (error) {
          throw isDuplicate(error) ? new Outdated() : error;
        }
      }
    },
  };

  /** Those within the time of the rule; undefined when there is no limit. @throws Problem `limit-reached` */
  async function stampsOf(rule: LimitedBy, attempt: Attempt, about: { at: Date; settings: Settings; session?: ClientSession }): Promise<Date[] | undefined> {
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
/** The stamps that still count; the problem when they are as many as the setting allows. */
function within(rule: LimitedBy, { action }: Attempt, about: { at: Date; settings: Settings; found?: Date[] }): Date[] | Problem {
  const most = about.settings[rules[rule].setting];
  const stamps = (about.found ?? []).filter((stamp) => stamp.getTime() > about.at.getTime() - windowOf(rule));
  if (most === 0 || stamps.length < most) return stamps;
  // A limit that was lowered counts the newest ones.
  const oldest = stamps[stamps.length - most]!;
  return new Problem('limit-reached', { by: rule, most, hours: rules[rule].hours, until: new Date(oldest.getTime() + windowOf(rule)), action });
}

const windowOf = (rule: LimitedBy): number => rules[rule].hours * 3_600_000;

function keyOf(rule: LimitedBy, { tenant, actor, target, action }: Attempt): string {
  const whose = { actor, target, tenant: '', own: actor }[rule];
  return [tenant, rule, whose, action].join('|');
}

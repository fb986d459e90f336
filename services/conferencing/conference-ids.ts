import { cleanedLine } from '../base/cleaned';
import { randomInt } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { isDuplicate, type Mongo } from '../base/mongo';
import { Outdated } from '../base/start-again';
import { Problem } from '../base/problem';
import type { Forgetting } from '../people/forgetting';

/**
 * Every conference ID that was ever given. Callers do not say which tenant they mean, so an ID is unique on its bridge.
 */
export interface ConferenceIdDocument {
  /** bridge/number */
  _id: string;
  bridge: string;
  number: string;
  state: 'active' | 'retired';
  tenant: string;
  person: string;
  since: Date;
  retiredAt?: Date;
}

/**
 * The numbers that may be drawn, both ends included. Seven digits that do not start with 0, since legacy cmdlets took
 * an Int32 (docs/audio-conferencing.md, section 3).
 */
export interface NumberRange {
  first: number;
  last: number;
}
const sevenDigits: NumberRange = { first: 1_000_000, last: 9_999_999 };

/** A retired ID rests longer than the longest recurring series of meetings, a year. Days. */
export const quarantineDays = 400;
/**
 * How many random draws one look at the index checks. All of them miss once in four billion looks when half the numbers
 * are taken, and once in thirty at 90 %.
 */
const draws = 32;
/**
 * How many looks come before the range is walked, which at 99 % happens once in thirteen picks. A walk may read a lot,
 * and the number that it finds is easier to guess than a drawn one.
 */
const looks = 8;

/** Gives out conference IDs and retires them. */
export function createConferenceIds(mongo: Mongo, range: NumberRange = sevenDigits) {
  const ids = mongo.collection<ConferenceIdDocument>('conferenceIds');

  return {
    prepare: () => ids.createIndexes([{ key: { bridge: 1, state: 1, retiredAt: 1 }, name: 'fill' }]),

    /** The document of a number on a bridge, or undefined when it was never given. */
    async find(bridge: string, number: string): Promise<ConferenceIdDocument | undefined> {
      return (await ids.findOne({ _id: keyOf(bridge, number) })) ?? undefined;
    },

    /**
     * A number that is free now. It is not reserved: `take` does that, and fails when somebody was faster.
     * @throws Problem `conference-ids-exhausted`
     */
    async pick(bridge: string): Promise<string> {
      const restedSince = await this.restedSince();
      for (let look = 0; look < looks; look += 1) {
        const free = await drawFree(bridge, restedSince);
        if (free !== undefined) return free;
      }
      const start = randomInt(range.first, range.last + 1);
      const next =
        (await nextFree(bridge, { first: start, last: range.last }, restedSince)) ??
        (await nextFree(bridge, { first: range.first, last: start - 1 }, restedSince));
      if (next === undefined) throw new Problem('conference-ids-exhausted', {});
      return String(next);
    },

    /**
     * How full each bridge is: the share of its numbers, between 0 and 1, that are active or resting and so cannot be
     * given.
     */
    async fillLevels(): Promise<{ bridge: string; count: number; share: number }[]> {
      const restedSince = await this.restedSince();
      const bridges = await ids.distinct('bridge');
      return Promise.all(
        bridges.map(async (bridge) => {
          const count = await ids.countDocuments({
            bridge,
            $or: [{ state: 'active' }, { retiredAt: { $gt: restedSince } }],
          });
          return { bridge, count, share: count / (range.last - range.first + 1) };
        }),
      );
    },

    /** Gives the number to a person inside a transaction. @throws NumberTaken when somebody was faster */
    async take(
      wanted: Pick<ConferenceIdDocument, 'bridge' | 'number' | 'tenant' | 'person'>,
      at: Date,
      session: ClientSession,
    ): Promise<void> {
      const { bridge, number, tenant, person } = wanted;
      const _id = keyOf(bridge, number);
      const fresh: ConferenceIdDocument = { _id, bridge, number, tenant, person, state: 'active', since: at };
      const rested = { _id, state: 'retired' as const, retiredAt: { $lte: daysBefore(at) } };
      const { matchedCount } = await ids.replaceOne(rested, fresh, { session });
      if (matchedCount === 1) return;
      try {
        await ids.insertOne(fresh, { session });
      } catch (error) {
        throw isDuplicate(error) ? new NumberTaken() : error;
      }
    },

    /** Takes the number out of use. From now on callers who enter it are turned away. */
    async retire(bridge: string, number: string, at: Date, session: ClientSession): Promise<void> {
      await ids.updateOne({ _id: keyOf(bridge, number) }, { $set: { state: 'retired', retiredAt: at } }, { session });
    },

    /** A number that a forgotten person had still rests for its time, but no longer belongs to anybody. */
    async forget({ tenant, id, pseudonym, session }: Forgetting): Promise<void> {
      await ids.updateMany({ tenant, person: id }, { $set: { person: pseudonym } }, { session });
    },

    /** Numbers retired before this moment may be given again. */
    async restedSince(): Promise<Date> {
      return daysBefore(await mongo.now());
    },
  };

  /** A free one among some random numbers; undefined when none of them is free. */
  async function drawFree(bridge: string, restedSince: Date): Promise<string | undefined> {
    const drawn = Array.from({ length: draws }, () => String(randomInt(range.first, range.last + 1)));
    const known = await ids.find({ _id: { $in: drawn.map((number) => keyOf(bridge, number)) } }).toArray();
    const taken = new Set(known.filter((one) => !isRested(one, restedSince)).map(({ number }) => number));
    return drawn.find((number) => !taken.has(number));
  }

  /** The first free number in a part of the range, found by walking the index in order. */
  async function nextFree(bridge: string, part: NumberRange, restedSince: Date): Promise<number | undefined> {
    if (part.first > part.last) return undefined;
    let expected = part.first;
    // All numbers of a range have the same length, so they sort the same as texts and as numbers.
    const taken = ids
      .find({ _id: { $gte: keyOf(bridge, String(part.first)), $lte: keyOf(bridge, String(part.last)) } })
      .sort({ _id: 1 });
    for await (const known of taken) {
      if (Number(known.number) > expected || isRested(known, restedSince)) break;
      expected = Number(known.number) + 1;
    }
    return expected <= part.last ? expected : undefined;
  }
}

export type ConferenceIds = ReturnType<typeof createConferenceIds>;

/** Somebody else was given the number between `pick` and `take`. */
export class NumberTaken extends Outdated {
  override name = 'NumberTaken' as const;
}

const keyOf = (bridge: string, number: string): string => `${bridge}/${number}`;
const isRested = (known: ConferenceIdDocument, since: Date): boolean =>
  known.state === 'retired' && known.retiredAt !== undefined && known.retiredAt <= since;
const daysBefore = (at: Date): Date => new Date(at.getTime() - quarantineDays * 24 * 3_600_000);

/**
 * Reads a conference ID as people write it, with spaces, hyphens or a `#` at the end. 7 to 10 digits, since real
 * tenants have longer ones (docs/audio-conferencing.md, section 3).
 * @throws Problem `conference-id-malformed`
 */
export function parseConferenceId(text: string): string {
  const digits = cleanedLine(text)
    .replace(/[\s\-.]/gu, '')
    .replace(/#$/, '');
  if (!/^[0-9]{7,10}$/.test(digits)) throw new Problem('conference-id-malformed', {});
  return digits;
}

import { randomInt } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { isDuplicate, type Mongo } from '../base/mongo';
import { Outdated } from '../base/start-again';
import { Problem } from '../base/problem';
import type { Forgetting } from '../people/forgetting';

/** Every conference ID that was ever given. Callers name no tenant, so an ID is unique on its bridge. */
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
 * The numbers that may be drawn, both ends included. Seven digits, the first one not 0, since legacy cmdlets took an
 * Int32 (docs/audio-conferencing.md, section 3).
 */
export interface NumberRange {
  first: number;
  last: number;
}
const sevenDigits: NumberRange = { first: 1_000_000, last: 9_999_999 };

/** A retired ID rests longer than the longest recurring series of meetings, a year. Days. */
export const quarantineDays = 400;
/**
 * Random draws in one look at the index: at half fill all miss once in four thousand million times, at 90 % once in
 * thirty.
 */
const draws = 32;
/**
 * So many looks come before the range is walked, at 99 % that is once in thirteen picks: a walk may read much, and
 * what it finds is easier to guess than a draw.
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
     * A number that is free now. It is not reserved: `take` does that, and says when somebody was faster.
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

    /** How full each bridge is: numbers that cannot be given, active or resting, as a share of all between 0 and 1. */
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

    /** Takes the number out of use; callers with it are turned away from now on. */
    async retire(bridge: string, number: string, at: Date, session: ClientSession): Promise<void> {
      await ids.updateOne({ _id: keyOf(bridge, number) }, { $set: { state: 'retired', retiredAt: at } }, { session });
    },

    /** A number that a forgotten person had stays out of use for its time, and is nobody's any more. */
    async forget({ tenant, id, pseudonym, session }: Forgetting): Promise<void> {
      await ids.updateMany({ tenant, person: id }, { $set: { person: pseudonym } }, { session });
    },

    /** Numbers retired before this moment may be given again. */
    async restedSince(): Promise<Date> {
      return daysBefore(await mongo.now());
    },
  };

  /** One of some random numbers that is free; undefined when none is. */
  async function drawFree(bridge: string, restedSince: Date): Promise<string | undefined> {
    const drawn = Array.from({ length: draws }, () => String(randomInt(range.first, range.last + 1)));
    const known = await ids.find({ _id: { $in: drawn.map((number) => keyOf(bridge, number)) } }).toArray();
    const taken = new Set(known.filter((one) => !isRested(one, restedSince)).map(({ number }) => number));
    return drawn.find((number) => !taken.has(number));
  }

  /** The first free number of a part of the range, found by walking the index in order. */
  async function nextFree(bridge: string, part: NumberRange, restedSince: Date): Promise<number | undefined> {
    if (part.first > part.last) return undefined;
    let expected = part.first;
    // Numbers of one range have one length, so their order as texts is their order.
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
 * Reads a conference ID as people write it: spaces, hyphens, a `#` at the end; 7 to 10 digits, since real
 * tenants have longer ones (docs/audio-conferencing.md, section 3).
 * @throws Problem `conference-id-malformed`
 */
export function parseConferenceId(text: string): string {
  const digits = text.replace(/[\s\-‐‑–.]/gu, '').replace(/#$/, '');
  if (!/^[0-9]{7,10}$/.test(digits)) throw new Problem('conference-id-malformed', {});
  return digits;
}

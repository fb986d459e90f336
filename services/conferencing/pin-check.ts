import type { ChangeAction } from '../audit/changes';
import type { Audit } from '../audit/trail';
import { createBackoff } from '../base/backoff';
import type { ConferencingDocument } from './records';
import type { Forgetting } from '../people/forgetting';
import { type Person, personKey } from '../people/person';
import { isDuplicate, type Mongo } from '../base/mongo';
import type { PinOwner, Pins } from '../pins/pins';
import { Problem } from '../base/problem';
import type { Secret } from '../base/secret';
import { nobodyWatches, type Watch } from '../base/watch';

/** The wrong tries in a row on one of a person's PINs. A right one deletes them. */
export interface PinAttemptsDocument {
  /** tenant/person/version: a new PIN starts with a fresh count. */
  _id: string;
  taken: number;
  /** No further try is allowed before this. */
  until: Date;
  /** When the last try was taken. */
  at: Date;
}

/**
 * How long a count is kept after its last try. Waiting until it is deleted gains nothing: that gives fewer free tries
 * than the longest delay allows in the same time. Seconds.
 */
const keptAfterLastTry = 30 * 24 * 3600;

/** The actions that give somebody another PIN, or take one away. Their records in the trail have the version. */
export const versioning: readonly ChangeAction[] = [
  'reset-pin',
  'pick-up-pin',
  'not-me',
  'enable',
  'disable',
  'end-pin',
];

/** How long nobody may try again after this many tries in a row. Milliseconds. */
export const delayAfter = createBackoff({ first: 30_000, longest: 3_600_000, free: 5 });

/**
 * Checks PINs for a bridge, or for a test.
 *
 * Guessing is slowed down per person (NIST SP 800-63B, 3.2.2; threats C6): five tries in a row are free, then the next
 * one waits 30 s, 60 s, 2 min and so on to 1 h. The trade-off, written down because ASVS 6.1.1 demands it:
 * - A try is counted before it is evaluated, so parallel guesses get exactly the free tries, on any number of replicas.
 * A try that then fails for another reason, such as a full queue, stays counted.
 * - While a delay runs nothing is evaluated, not even the right PIN: otherwise the answers would give it away.
 * - So a stranger who guesses makes the owner wait, at most for the current delay, and may also use up the next try.
 * That never locks the owner out: resetting the PIN in the owner's own chat starts a fresh count at once.
 * - NIST would disable the PIN after 100 failures. We do not, since a stranger could then cause that. This leaves 24
 * guesses a day, which in a year find a PIN of 5 digits with a probability of 9 %, and one of 6 digits with 0.9 %.
 */
export function createPinVerification({
  mongo,
  pins,
  audit,
  watch = nobodyWatches,
}: {
  mongo: Mongo;
  pins: Pins;
  audit: Audit;
  /** Hears how each check ended. */
  watch?: Watch;
}) {
  const conferencing = mongo.collection<ConferencingDocument>('conferencing');
  const attempts = mongo.collection<PinAttemptsDocument>('pinAttempts');

  return {
    prepare: () => attempts.createIndexes([{ key: { at: 1 }, name: 'expiry', expireAfterSeconds: keptAfterLastTry }]),

    /**
     * Whether this is the person's PIN. It takes the same work, and runs into the same delays, whether or not the
     * person exists, is enabled or has a PIN (threats C7).
     * @throws Problem `pin-try-later` while a delay runs, even for the right PIN
     * @throws HashingBusy
     */
    async verifyPin(person: Pick<Person, 'tenant' | 'id'>, pin: Secret): Promise<boolean> {
      const { tenant, id } = person;
      // The verifier is read before the trail, so that a reset in between makes the old PIN too old, never the new one.
      const record = await conferencing.findOne({ _id: personKey(tenant, id), enabled: true });
      const owner: PinOwner = { tenant, person: id, version: record?.pin.version ?? 0 };
      const least = await leastVersion(person, owner.version);
      const about = `${personKey(tenant, id)}/${owner.version}`;
      await takeTry(about);
      const checked = record ? { verifier: record.pin, owner } : pins.decoy;
      const fits = await pins.fits(pin, checked.verifier, checked.owner);
      const right = fits && owner.version >= least;
      watch.pinChecked(right ? 'right' : 'wrong');
      if (right) await attempts.deleteOne({ _id: about });
      return right;
    },

    /** Deletes the tries on the PINs of a forgotten person. */
    async forget({ tenant, id, session }: Forgetting): Promise<void> {
      const key = personKey(tenant, id);
      await attempts.deleteMany({ _id: { $gte: `${key}/`, $lt: `${key}0` } }, { session });
    },

    /**
     * The version of a person's next PIN. It is above every version in the trail: otherwise an old verifier that was
     * put back might fit again later.
     */
    async nextVersion(
      person: Pick<Person, 'tenant' | 'id'>,
      record?: { pin: Pick<ConferencingDocument['pin'], 'version'> },
    ): Promise<number> {
      return (await leastVersion(person, record?.pin.version ?? 0)) + 1;
    },
  };

  /**
   * The newest version in the trail. A record from before a reset that was put back has a lower version and is refused
   * (threats C4, TI-10). If the trail was put back as well, that is not found here, but by a head of the audit chain
   * that was kept elsewhere.
   */
  function leastVersion({ tenant, id }: Pick<Person, 'tenant' | 'id'>, since: number): Promise<number> {
    return audit.newestVersion({ tenant, target: id, actions: versioning, since });
  }

  /** Takes one of the tries that are allowed now. @throws Problem `pin-try-later` */
  async function takeTry(about: string): Promise<void> {
    for (;;) {
      // The update below checks what was read, so the read need not wait for a majority.
      const known = await attempts.findOne({ _id: about }, { readConcern: { level: 'local' } });
      const now = await mongo.now();
      if (known && known.until > now) {
        watch.pinChecked('later');
        throw new Problem('pin-try-later', { until: known.until });
      }
      const taken = (known?.taken ?? 0) + 1;
      const next = { taken, until: new Date(now.getTime() + delayAfter(taken)), at: now };
      if (known ? await replace(known, next) : await start({ _id: about, ...next })) return;
    }
  }

  /** False when somebody else took a try, or got it right, since the count was read. */
  async function replace(
    { _id, taken, until }: PinAttemptsDocument,
    next: Omit<PinAttemptsDocument, '_id'>,
  ): Promise<boolean> {
    return (await attempts.findOneAndUpdate({ _id, taken, until }, { $set: next })) !== null;
  }

  async function start(first: PinAttemptsDocument): Promise<boolean> {
    try {
      await attempts.insertOne(first);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}

export type PinVerification = ReturnType<typeof createPinVerification>;

import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { createHashing } from './hashing';
import type { PinKey } from './pin-key';
import { decrypt, encrypt, type SealedBox } from './sealed-box';
import { Secret } from '../base/secret';

/** How many digits a PIN may have, and has by default (docs/audio-conferencing.md, section 1). */
export const pinLengths = { least: 4, most: 12, default: 5 } as const;

/** What is stored instead of a PIN: Argon2id of it, encrypted with a key that the database does not hold. */
export interface PinVerifier extends SealedBox {
  /** Counts the person's PINs, so that an older verifier that is put back no longer fits. */
  version: number;
  salt: string;
  /**
   * How many digits the PIN has, for the report on short ones. The tenant had set it at that time, so it is no secret,
   * and does not help a thief of the database, who cannot try PINs without the key. Absent for PINs that are older than
   * this field.
   */
  digits?: number;
}

/** Whose PIN it is. A verifier fits nobody else's. */
export interface PinOwner {
  tenant: string;
  person: string;
  version: number;
}

/**
 * Draws, seals and checks PINs.
 * @param options.keys the first one seals, the others open what is older
 * @param options.draw replaces the random source in tests; receives the number of digits
 */
export function createPins({ keys, draw = drawDigits }: { keys: PinKey[]; draw?: (length: number) => string }) {
  const sealing = keys[0];
  if (!sealing) throw new Error('createPins needs at least one key');
  const hash = createHashing();
  const nobody: PinOwner = { tenant: '', person: '', version: 0 };

  return {
    /** A new PIN of `length` digits, 4 to 12. It is random, not weak, and not the one that `current` fits. */
    async draw(length: number, current?: { verifier: PinVerifier; owner: PinOwner }): Promise<Secret> {
      for (;;) {
        const digits = draw(length);
        if (isWeakPin(digits)) continue;
        const pin = new Secret(digits);
        if (current && (await fits(pin, current.verifier, current.owner))) continue;
        return pin;
      }
    },
    /** The verifier to store for this PIN of this owner. @throws HashingBusy */
    async seal(pin: Secret, owner: PinOwner): Promise<PinVerifier> {
      const salt = randomBytes(16);
      const hashed = await hash(pin, salt);
      const digits = pin.reveal().length;
      return {
        version: owner.version,
        digits,
        salt: salt.toString('base64'),
        ...encrypt(sealing, hashed, ownerText(owner)),
      };
    },
    fits,
    /** A verifier of this owner that no PIN fits: it takes the place of one that must not be used any more. */
    sealNone: (owner: PinOwner): PinVerifier => ({
      version: owner.version,
      salt: randomBytes(16).toString('base64'),
      ...encrypt(sealing, randomBytes(32), ownerText(owner)),
    }),
    /** Nobody's verifier, which no PIN fits. With it, a person without a PIN costs the same work as one who has one. */
    decoy: {
      owner: nobody,
      verifier: {
        version: 0,
        salt: randomBytes(16).toString('base64'),
        ...encrypt(sealing, randomBytes(32), ownerText(nobody)),
      },
    },
    /**
     * The same verifier under the first key; the PIN is not needed. Undefined when it is not this owner's, or not
     * sealed with a key of ours.
     */
    reseal: (verifier: PinVerifier, owner: PinOwner): SealedBox | undefined => renew(verifier, ownerText(owner)),
    /** Encrypts a PIN that has to wait in the outbox. `about` is the row it belongs to; it opens in no other. */
    sealForMail: (pin: Secret, about: string): SealedBox =>
      // All have the same length, so that not even the number of digits shows.
      encrypt(sealing, Buffer.from(pin.reveal().padEnd(pinLengths.most)), mailText(about)),
    /**
     * The PIN that waits in this row. Undefined when it belongs to another row, or is not sealed with a key of ours.
     */
    openForMail(box: SealedBox, about: string): Secret | undefined {
      const plain = open(box, mailText(about));
      return plain && new Secret(plain.toString().trimEnd());
    },
    /** The same waiting PIN under the first key. */
    resealForMail: (box: SealedBox, about: string): SealedBox | undefined => renew(box, mailText(about)),
  };

  /**
   * Whether this is the PIN behind the verifier. False also when the verifier is another person's or an older one.
   * @throws HashingBusy
   */
  async function fits(pin: Secret, verifier: PinVerifier, owner: PinOwner): Promise<boolean> {
    const hashed = await hash(pin, Buffer.from(verifier.salt, 'base64'));
    const stored = open(verifier, ownerText(owner));
    return stored !== undefined && stored.length === hashed.length && timingSafeEqual(stored, hashed);
  }

  function open(box: SealedBox, about: string): Buffer | undefined {
    const key = keys.find((one) => one.id === box.key);
    return key && decrypt(key, box, about);
  }

  function renew(box: SealedBox, about: string): SealedBox | undefined {
    const plain = open(box, about);
    return plain && encrypt(sealing!, plain, about);
  }
}

export type Pins = ReturnType<typeof createPins>;

/** Uniform digits from the system's random source, leading zeros included. */
function drawDigits(length: number): string {
  return String(randomInt(0, 10 ** length)).padStart(length, '0');
}

/**
 * The few PINs that everybody tries first: one digit throughout (11111), a run up or down (12345, 32109), or a repeated
 * block (1212, 123123). This is our own rule; Microsoft documents none. It rules out 1.20 % of the PINs of 4 digits,
 * 0.03 % of those of 5 and 0.11 % of those of 6.
 */
export function isWeakPin(digits: string): boolean {
  const steps = [...digits].slice(1).map((digit, index) => (Number(digit) - Number(digits[index]) + 10) % 10);
  if (steps.every((step) => step === 1) || steps.every((step) => step === 9)) return true;
  for (let block = 1; block <= digits.length / 2; block += 1) {
    if (digits.length % block === 0 && digits === digits.slice(0, block).repeat(digits.length / block)) return true;
  }
  return false;
}

const ownerText = ({ tenant, person, version }: PinOwner): string => `pin:v1|${tenant}|${person}|${version}`;
const mailText = (row: string): string => `mail:v1|${row}`;

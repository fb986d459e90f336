import { createCipheriv, createDecipheriv, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import type { PinKey } from './pin-keys';
import { Secret } from './secret';

/** How many digits a PIN may have, and has by default (audio-conferencing reference, section 1). */
export const pinLengths = { least: 4, most: 12, usual: 5 } as const;

/** What is stored instead of a PIN: Argon2id of it, encrypted with a key that the database does not hold. */
export interface PinVerifier {
  /** Which of PIN_KEYS sealed it. */
  key: string;
  /** Counts the person's PINs: an older verifier that is put back does not fit any more. */
  version: number;
  salt: string;
  nonce: string;
  sealed: string;
}

/** Whose PIN it is. A verifier fits nobody else. */
export interface PinOwner {
  tenant: string;
  person: string;
  version: number;
}

/** 128 bits of cost parameters that OWASP's password storage page names for Argon2id: 19 MiB, 2 passes, 1 lane. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/**
 * Draws, seals and checks PINs.
 * @param options.keys the first one seals, the others open what is older
 * @param options.draw replaces the random source in tests; receives the number of digits
 */
export function createPins({ keys, draw = drawDigits }: { keys: PinKey[]; draw?: (length: number) => string }) {
  const sealing = keys[0];
  if (!sealing) throw new Error('createPins needs at least one key');

  return {
    /** A new PIN of `length` digits, 4 to 12: random, not a weak one, and not the one that `current` fits. */
    async draw(length: number, current?: { verifier: PinVerifier; owner: PinOwner }): Promise<Secret> {
      for (;;) {
        const digits = draw(length);
        if (isWeakPin(digits)) continue;
        const pin = new Secret(digits);
        if (current && (await fits(pin, current.verifier, current.owner))) continue;
        return pin;
      }
    },
    /** The verifier to store for this PIN of this owner. */
    async seal(pin: Secret, owner: PinOwner): Promise<PinVerifier> {
      const salt = randomBytes(16);
      const hash = await hashRaw(pin.reveal(), { ...argon2id, salt });
      return { version: owner.version, salt: salt.toString('base64'), ...encrypt(sealing, hash, ownerText(owner)) };
    },
    fits,
    /** Encrypts a PIN that has to wait in the outbox. `about` is the row it belongs to; it opens in no other. */
    sealForMail: (pin: Secret, about: string) => encrypt(sealing, Buffer.from(pin.reveal()), `mail:v1|${about}`),
  };

  /** Whether this is the PIN behind the verifier. False also when the verifier is another person's or an older one. */
  async function fits(pin: Secret, verifier: PinVerifier, owner: PinOwner): Promise<boolean> {
    const key = keys.find((one) => one.id === verifier.key);
    const hash = await hashRaw(pin.reveal(), { ...argon2id, salt: Buffer.from(verifier.salt, 'base64') });
    const stored = key && decrypt(key, verifier, ownerText(owner));
    return stored !== undefined && stored.length === hash.length && timingSafeEqual(stored, hash);
  }
}

export type Pins = ReturnType<typeof createPins>;

/** Uniform digits from the system's random source, leading zeros included. */
function drawDigits(length: number): string {
  return String(randomInt(0, 10 ** length)).padStart(length, '0');
}

/**
 * The few PINs that everybody tries first: one digit throughout (11111), a run up or down (12345, 32109),
 * or a block said again (1212, 123123). Our own rule; Microsoft documents none. It takes 1.20 % of the PINs of 4
 * digits, 0.03 % of those of 5 and 0.11 % of those of 6.
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

function encrypt(key: PinKey, plain: Buffer, about: string) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { key: key.id, nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
}

/** The plain bytes, or undefined when key, text or owner do not belong together. */
function decrypt(key: PinKey, box: { nonce: string; sealed: string }, about: string): Buffer | undefined {
  const sealed = Buffer.from(box.sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(box.nonce, 'base64'), { authTagLength: 16 })
      .setAAD(Buffer.from(about))
      .setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

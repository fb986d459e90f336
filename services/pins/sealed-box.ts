import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { PinKey } from './pin-key';

/** Something encrypted with AES-256-GCM; nonce and bytes in base64, the tag at their end. */
export interface SealedBox {
  /** Which of PIN_KEYS sealed it. */
  key: string;
  nonce: string;
  sealed: string;
}

/** Seals bytes so that they open with this key and for this `about` alone. */
export function encrypt(key: PinKey, plain: Buffer, about: string): SealedBox {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { key: key.id, nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
}

/** The plain bytes, or undefined when key, box and `about` do not belong together. */
export function decrypt(key: PinKey, box: SealedBox, about: string): Buffer | undefined {
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

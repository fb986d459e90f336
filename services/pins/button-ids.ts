import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { PinKey } from './pin-key';

/** An id of 128 bits in base64url, as the database holds it. */
const idShape = /^[\w-]{22}$/;
const signatureLength = 22;

/** What a button carries, as it was read. */
export interface ReadId {
  /** The id in the database. */
  id: string;
  /** Whether we have signed it. Buttons from before there were signatures have none. */
  signed: boolean;
}

/**
 * The ids that buttons carry: the id that the database holds, and a signature. A thief of the database or of a backup
 * has the ids, but without the keys of PIN_KEYS cannot make a button of them.
 */
export function createButtonIds(keys: readonly PinKey[]) {
  const secrets = keys.map(({ bytes }) => Buffer.from(hkdfSync('sha256', bytes, '', 'dial-in-desk button ids', 32)));
  const signatureOf = (secret: Buffer, id: string): string =>
    createHmac('sha256', secret).update(id).digest('base64url').slice(0, signatureLength);

  return {
    /** The id for a button. The first key signs. */
    sign: (id: string): string => id + signatureOf(secrets[0]!, id),

    /**
     * What a button carries; undefined if it has neither shape. An id whose signature is wrong is nobody's.
     * Every key is tried, so that buttons outlive a rotation as long as their key is kept.
     */
    read(text: string): ReadId | undefined {
      if (idShape.test(text)) return { id: text, signed: false };
      const [id, signature] = [text.slice(0, -signatureLength), text.slice(-signatureLength)];
      if (!idShape.test(id) || !idShape.test(signature)) return undefined;
      const given = Buffer.from(signature);
      const signed = secrets.some((secret) => timingSafeEqual(Buffer.from(signatureOf(secret, id)), given));
      return signed ? { id, signed } : { id: '', signed: false };
    },
  };
}

export type ButtonIds = ReturnType<typeof createButtonIds>;

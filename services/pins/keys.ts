import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../base/make-folder';
import type { Mongo } from '../base/mongo';
import { SetupError } from '../base/problem';
import { keysInUse, type SealedPlace } from './sealed-places';
import type { PinKey } from './pin-key';

/**
 * Reads `<id>:<32 bytes in base64>[,<older id>:<…>]`. The first key seals, all of them open.
 * @throws SetupError when a key is not of that form
 */
export function parsePinKeys(text: string): PinKey[] {
  const keys = text.split(',').map((part, index) => {
    const [, id, base64] = /^\s*([A-Za-z0-9._-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(part) ?? [];
    if (!id || !base64) {
      throw new SetupError(
        `PIN_KEYS: entry ${index + 1} is not "<id>:<32 bytes in base64>". Make one with: ` +
          `node -p "'key-1:'+crypto.randomBytes(32).toString('base64')"`,
      );
    }
    return { id, bytes: Buffer.from(base64, 'base64') };
  });
  if (new Set(keys.map((key) => key.id)).size < keys.length)
    throw new SetupError('PIN_KEYS: two keys have the same id.');
  return keys;
}

/** Reads the try-out's own key file, and makes it on the first start. Two starts at once end with one file. */
export function keysFromFile(file: string): PinKey[] {
  if (!existsSync(file)) {
    makeFolder(dirname(file));
    try {
      const text = `key-1:${randomBytes(32).toString('base64')}`;
      writeFileSync(file, `${JSON.stringify({ PIN_KEYS: text }, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  try {
    const { PIN_KEYS } = JSON.parse(readFileSync(file, 'utf8')) as { PIN_KEYS: string };
    return parsePinKeys(PIN_KEYS);
  } catch (error) {
    const why = error instanceof SetupError ? ` (${error.message})` : '';
    throw new SetupError(
      `${file} holds no usable PIN keys${why}. Put the file back, or start with an empty data folder.`,
    );
  }
}

/**
 * A new key as an entry of PIN_KEYS.
 * @throws SetupError when the id is not one
 */
export function makePinKey(id: string): string {
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(id))
    throw new SetupError(
      'The id of a key has 1 to 32 letters, digits, dots, underscores or hyphens, for example key-2.',
    );
  return `${id}:${randomBytes(32).toString('base64')}`;
}

/**
 * What a key leaves in the database on its first use. It stays when the key is retired, so its id is never another
 * key's.
 */
export interface PinKeyDocument {
  _id: string;
  fingerprint: string;
}

/**
 * Refuses to start on a database that was sealed with other keys than ours. Each key leaves a fingerprint there on its
 * first use, so that a wrong key under a known id is found, even while nothing is sealed with it. A key that is no
 * longer in PIN_KEYS stops nothing once nothing is sealed with it. A refusal writes nothing.
 * @throws SetupError
 */
export async function checkPinKeys(mongo: Mongo, keys: PinKey[], places: readonly SealedPlace[]): Promise<void> {
  await assertSameBytes(mongo, keys);
  assertKeysFit(keys, { known: [], inUse: await keysInUse(places) });
  const known = mongo.collection<PinKeyDocument>('pinKeys');
  for (const key of keys) {
    await known.updateOne({ _id: key.id }, { $setOnInsert: { fingerprint: fingerprint(key) } }, { upsert: true });
  }
  // Another replica may have brought other bytes under the same new id at this moment. One of the two was first.
  await assertSameBytes(mongo, keys);
}

async function assertSameBytes(mongo: Mongo, keys: PinKey[]): Promise<void> {
  const known = await mongo.collection<PinKeyDocument>('pinKeys').find().toArray();
  assertKeysFit(keys, { known, inUse: [] });
}

/**
 * Holds the keys against what a database, or a backup of one, knows of them.
 * @param about.known what keys have left there
 * @param about.inUse the ids of the keys that something there is sealed with
 * @throws SetupError when a key has other bytes, or is missing
 */
export function assertKeysFit(
  keys: readonly PinKey[],
  about: { known: readonly PinKeyDocument[]; inUse: readonly string[]; where?: string },
): void {
  const { known, inUse, where = 'this database' } = about;
  for (const { _id, fingerprint: wanted } of known) {
    const ours = keys.find((key) => key.id === _id);
    if (ours && fingerprint(ours) !== wanted) {
      throw new SetupError(
        `The PIN key "${_id}" is not the one ${where} was sealed with. Start with the right PIN_KEYS; a new ` +
          `key needs a new id.`,
      );
    }
  }
  const missing = inUse.filter((id) => !keys.some((key) => key.id === id));
  if (missing.length > 0) {
    throw new SetupError(
      `The PINs in ${where} are sealed with the key "${missing.join('", "')}", which PIN_KEYS does not hold.`,
    );
  }
}

/** Tells two keys apart without giving either away. */
export const fingerprint = (key: PinKey): string =>
  createHmac('sha256', key.bytes).update('dial-in-desk pin key').digest('base64url');

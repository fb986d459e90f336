import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mongo } from './mongo';
import { SetupError } from './problem';

/** One key that seals PINs: 32 bytes, kept outside the database. */
export interface PinKey {
  id: string;
  bytes: Buffer;
}

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
  if (new Set(keys.map((key) => key.id)).size < keys.length) throw new SetupError('PIN_KEYS: two keys have the same id.');
  return keys;
}

/** Reads the try-out's own key file, and makes it on the first start. Two starts at once end with one file. */
export function keysFromFile(file: string): PinKey[] {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
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
  } catch {
    throw new SetupError(`${file} holds no usable PIN keys. Put the file back, or start with an empty data folder.`);
  }
}

/**
 * Refuses to start on a database that was sealed with keys that are not ours. Each key leaves a fingerprint
 * there on its first use, so that a wrong key under a known id is found too.
 * @throws SetupError
 */
export async function checkPinKeys(mongo: Mongo, keys: PinKey[]): Promise<void> {
  const fingerprints = mongo.db.collection<{ _id: string; fingerprint: string }>('pinKeys');
  for (const key of keys) {
    await fingerprints.updateOne({ _id: key.id }, { $setOnInsert: { fingerprint: fingerprint(key) } }, { upsert: true });
  }
  const ours = new Map(keys.map((key) => [key.id, fingerprint(key)]));
  for (const { _id, fingerprint: wanted } of await fingerprints.find().toArray()) {
    if (ours.has(_id) && ours.get(_id) !== wanted) {
      throw new SetupError(`The PIN key "${_id}" is not the one this database was sealed with. Start with the right PIN_KEYS.`);
    }
  }
  const used = (await mongo.db.collection('conferencing').distinct('pin.key')) as string[];
  const missing = used.filter((id) => !ours.has(id));
  if (missing.length > 0) {
    throw new SetupError(`The PINs in this database are sealed with the key "${missing.join('", "')}", which PIN_KEYS does not hold.`);
  }
}

/** Tells two keys apart and gives neither away. */
const fingerprint = (key: PinKey): string => createHmac('sha256', key.bytes).update('dial-in-desk pin key').digest('base64url');

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TryOutConfig } from './config';
import { keysFromFile, parsePinKeys } from '../services/pins/keys';
import { type PinKey } from '../services/pins/pin-key';
import { SetupError } from '../services/base/problem';

/**
 * The keys that PINs are sealed with: those of PIN_KEYS, else the try-out's.
 * @throws SetupError when there are none: a key that was made here could not open anything
 */
export function readKeys(config: TryOutConfig): PinKey[] {
  if (config.PIN_KEYS) return parsePinKeys(config.PIN_KEYS);
  const file = keysFileOf(config);
  if (!existsSync(file))
    throw new SetupError(`PIN_KEYS is not set, and there is no ${file} of a try-out. Set PIN_KEYS as for the bot.`);
  return keysFromFile(file);
}

/** Where the try-out keeps its keys. */
export const keysFileOf = ({ DATA_DIR }: TryOutConfig): string => join(DATA_DIR, 'keys.json');

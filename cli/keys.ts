import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readTryOutConfig } from '../setup/config';
import { createKeyRotation } from '../services';
import { makePinKey } from '../services/pins/keys';
import { type PinKeyUse, type PinRotation } from '../services/pins/key-rotation';
import { SetupError } from '../services/base/problem';
import { withDatabase } from '../setup/database';
import { keysFileOf, readKeys } from '../setup/pin-keys';

/** `npm run keys`: shows, makes and rotates the keys that PINs are sealed with. */

const help = `npm run keys -- list        which keys there are, and what is sealed with each
npm run keys -- new <id>    a new key, as an entry for PIN_KEYS; nothing is stored
npm run keys -- rotate      seals everything with the first key of PIN_KEYS; PINs stay as they are

It reads the same MONGODB_URI, DATABASE and PIN_KEYS as the bot, or DATA_DIR for the try-out.

To replace a key while the bot runs, in this order:
  1. npm run keys -- new key-2. Put the entry at the END of PIN_KEYS of every replica and restart each: now all of
     them can open what it seals. One that lacks it refuses every PIN that was sealed with it.
  2. Move the entry to the FRONT of PIN_KEYS of every replica and restart each: now all of them seal with it.
  3. npm run keys -- rotate. It may be interrupted and run again, and says which old keys are unused.
  4. Remove those from PIN_KEYS of every replica and restart each. Then destroy them, also in their backups: a
     database stolen earlier gives nothing without them. A backup from before step 3 cannot be used any more then.
     The id of a removed key stays reserved.

In the try-out: stop npm start, put the new entry first in keys.json of DATA_DIR, as in
  { "PIN_KEYS": "key-2:<new>,key-1:<old>" }
then npm run keys -- rotate, take the old entry out, and start again.`;

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // A bug shows its stack, a fault in the set-up only what to do.
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  },
);

async function main(): Promise<number> {
  const [command, id, ...rest] = readArguments();
  if (command === 'help') return say(help);
  if (command === 'new' && id !== undefined && rest.length === 0) return showNewKey(id);
  if (command === 'list' && id === undefined) return withRotation(async (rotation) => showKeys(await rotation.list()));
  if (command === 'rotate' && id === undefined) return withRotation(rotate);
  throw new SetupError(`Unknown arguments.\n\n${help}`);
}

/** @throws SetupError when an option is not known */
function readArguments(): string[] {
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    return values.help || positionals.length === 0 ? ['help'] : positionals;
  } catch {
    throw new SetupError(`Unknown arguments.\n\n${help}`);
  }
}

function showNewKey(id: string): number {
  const entry = makePinKey(id);
  const config = readTryOutConfig();
  const file = keysFileOf(config);
  if ((config.PIN_KEYS || existsSync(file)) && readKeys(config).some((key) => key.id === id)) {
    throw new SetupError(`There is a key "${id}" already. A new key needs a new id.`);
  }
  say(entry);
  // Beside the entry, so that it alone can be put into a file or a vault.
  console.error(
    `This is the only copy. Put it at the end of PIN_KEYS of every replica, after a comma, and keep it where the ` +
      `database and its backups are not.\n` +
      `In the try-out: at the front of PIN_KEYS in ${file}. npm run keys -- --help says how to go on.`,
  );
  return 0;
}

async function rotate(rotation: PinRotation): Promise<number> {
  const { verifiers, mails, unopened, unused, inUse } = await rotation.rotate();
  say(`Sealed anew: ${verifiers} stored PINs, ${mails} PINs in waiting mails.`);
  for (const where of unopened)
    say(`Cannot be opened, left as it is: ${where}. It is damaged or was moved; reset that person's PIN.`);
  for (const id of unused)
    say(`Unused now: "${id}". Remove it from PIN_KEYS once every replica seals with the first key.`);
  for (const id of inUse)
    say(
      `Still in use: "${id}".${
        unopened.length === 0
          ? ' A replica still seals with it: restart every replica with ' + 'the new key first, then run this again.'
          : ''
      }`,
    );
  return inUse.length === 0 ? 0 : 1;
}

function showKeys(keys: PinKeyUse[]): number {
  const words = { first: 'yes, it seals', older: 'yes', wrong: 'OTHER BYTES than this database knows', no: 'no' };
  const rows = [
    ['Key', 'Stored PINs', 'In mails', 'In PIN_KEYS'],
    ...keys.map(({ id, verifiers, mails, held }) => [id, String(verifiers), String(mails), words[held]]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) say(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return 0;
}

async function withRotation(work: (rotation: PinRotation) => Promise<number>): Promise<number> {
  const keys = readKeys(readTryOutConfig());
  return withDatabase((mongo) => work(createKeyRotation({ mongo, keys })));
}

function say(line: string): number {
  console.log(line);
  return 0;
}

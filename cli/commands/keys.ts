import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createKeyRotation } from '../../services';
import type { PinKeyUse, PinRotation } from '../../services/pins/key-rotation';
import { makePinKey } from '../../services/pins/keys';
import { calledAs, readCommandLineConfig } from '../../setup/config';
import { withDatabase } from '../../setup/database';
import { keysFileOf, readKeys } from '../../setup/pin-keys';
import { type Operating, runOperating } from '../session/operating';
import { failed } from '../session/session';
import type { Outcome } from '../session/without-role';
import { printable } from '../terminal/printable';
import { exitCodes, Refusal } from '../terminal/refusal';
import { keyRow, rotationResult } from '../terminal/results/installation';
import { listOf } from '../terminal/results/kinds';
import { changingLeaf, type CommonOptions, leaf, plainLeaf, type Shell } from './command';

const orderOf = (called: string): string => `
The keys are those of PIN_KEYS, else the try-out's in DATA_DIR.
With DESK_ACT_AS, list and rotate take the role of an administrator and leave a record. Without it they take no role,
and work also while the bot cannot start because a key is missing.

To replace a key while the bot runs, in this order:
  1. ${called} keys new key-2. Put the entry at the END of PIN_KEYS of every replica and restart each: now all of
     them can open what it seals. One that lacks it refuses every PIN that was sealed with it.
  2. Move the entry to the FRONT of PIN_KEYS of every replica and restart each: now all of them seal with it.
  3. ${called} keys rotate. It may be interrupted and run again, and says which old keys are unused.
  4. Remove those from PIN_KEYS of every replica and restart each. Then destroy them, also in their backups: a
     database stolen earlier gives nothing without them. A backup from before step 3 cannot be used any more then.
     The id of a removed key stays reserved.

In the try-out: stop it, put the new entry first in keys.json of DATA_DIR, as in
  { "PIN_KEYS": "key-2:<new>,key-1:<old>" }
then ${called} keys rotate, take the old entry out, and start again.`;

const newHelp = [
  'make a new key, and print it as an entry for PIN_KEYS; nothing is stored',
  '',
  'Standard output has the entry alone, so that it can go into a file or a vault. It takes no role.',
].join('\n');

const rotateHelp = [
  'seal every stored PIN with the first key of PIN_KEYS; no PIN changes',
  '',
  'It may be interrupted and run again, also while the bot runs. "keys --help" has the whole order in which a key is ' +
    'replaced.',
  'Exit code 5: something is still sealed with an older key.',
].join('\n');

const listHelp = 'which keys there are, and how many PINs each seals';
const listResult = listOf(keyRow);

const heldWords: Record<PinKeyUse['held'], string> = {
  first: 'yes, it seals',
  older: 'yes',
  wrong: 'other bytes than this database knows',
  no: 'no',
};

/** `keys list`, `new` and `rotate` */
export function addKeys(program: Command, { streams, end }: Shell): void {
  const keys = program
    .command('keys')
    .description('the keys that PINs are sealed with')
    .addHelpText('after', orderOf(calledAs()));
  leaf(keys, 'list', { help: listHelp, examples: ['keys list'], result: listResult }).action(
    async (options: CommonOptions) =>
      end(
        await runOperating(streams, options, rotation, async ({ opened, looked }) => {
          const rows = (await opened.list()).map(({ id, verifiers, mails, held }) => ({
            ...{ key: id, storedPins: verifiers, pinsInMails: mails, inPinKeys: held },
          }));
          await looked('list-keys');
          const table = rows.map((row) => ({ ...row, inPinKeys: heldWords[row.inPinKeys] }));
          return { shown: rows, how: { as: listResult, table } };
        }),
      ),
  );

  plainLeaf(keys, 'new <id>', { help: newHelp, examples: ['keys new key-2'] }).action(
    async (id: string, options: { verbose?: boolean }) => {
      try {
        const { entry, file } = newKey(id);
        await streams.out(`${entry}\n`);
        streams.err(
          `This is the only copy. Put it at the end of PIN_KEYS of every replica, after a comma, and keep it where ` +
            `the database and its backups are not.\n` +
            `In the try-out: at the front of PIN_KEYS in ${printable(file)}. ${calledAs()} keys --help says how to go on.\n`,
        );
        end(exitCodes.done);
      } catch (error) {
        end(failed(streams, options, error));
      }
    },
  );

  changingLeaf(keys, 'rotate', {
    help: rotateHelp,
    examples: ['keys rotate --what-if', 'keys rotate'],
    result: rotationResult,
  }).action(async (options: CommonOptions) =>
    end(await runOperating(streams, options, rotation, (operating) => rotate(operating, options))),
  );
}

/**
 * Where the rotation comes from. Opened without the services, it works even if they refuse to start because a key is
 * missing.
 */
const rotation: Parameters<typeof runOperating<PinRotation>>[2] = {
  action: 'rotate-keys',
  from: ({ pinRotation }) => pinRotation,
  open(work) {
    const keys = readKeys(readCommandLineConfig());
    return withDatabase((mongo) => work(createKeyRotation({ mongo, keys })));
  },
};

/** @throws Refusal when the id is in use: two keys with the same id could not be told apart */
function newKey(id: string): { entry: string; file: string } {
  const entry = makePinKey(id);
  const config = readCommandLineConfig();
  const file = keysFileOf(config);
  if ((config.PIN_KEYS || existsSync(file)) && readKeys(config).some((key) => key.id === id)) {
    throw new Refusal({
      code: 'key-exists',
      what: `there is a key "${id}" already`,
      wayOut: 'A new key needs a new id. Nothing was made.',
      exit: exitCodes.refused,
    });
  }
  return { entry, file };
}

async function rotate(
  { opened, goAhead, looked, say }: Operating<PinRotation>,
  { whatIf, confirm }: CommonOptions,
): Promise<Outcome> {
  if (whatIf) {
    const would = { whatIf: true, would: await wouldRotate(opened) };
    return { shown: would, how: { as: rotationResult, table: would } };
  }
  if (confirm) await goAhead(await wouldRotate(opened));
  // Noted before it starts: it may be interrupted halfway, and nothing may happen without a record.
  await looked('rotate-keys');
  const { verifiers, mails, unopened, unused, inUse } = await opened.rotate();
  for (const where of unopened)
    say(`Cannot be opened, left as it is: ${where}. It is damaged or was moved; reset that person's PIN.`);
  for (const id of unused)
    say(`Unused now: "${id}". Remove it from PIN_KEYS once every replica seals with the first key.`);
  for (const id of inUse) {
    const why = ' A replica still seals with it: restart every replica with the new key first, then run this again.';
    say(`Still in use: "${id}".${unopened.length === 0 ? why : ''}`);
  }
  const done = {
    ...{ storedPins: verifiers, pinsInMails: mails, unopened: unopened.length },
    ...{ unusedNow: unused, stillInUse: inUse },
  };
  return {
    shown: done,
    how: { as: rotationResult, table: done },
    code: inUse.length === 0 ? exitCodes.done : exitCodes.refused,
  };
}

/** A sentence that says what a rotation would do. */
async function wouldRotate(keys: PinRotation): Promise<string[]> {
  const [first, ...older] = (await keys.list()).sort(
    (one, other) => Number(other.held === 'first') - Number(one.held === 'first'),
  );
  const count = older.reduce((sum, { verifiers, mails }) => sum + verifiers + mails, 0);
  return [
    count === 0 ? 'Nothing: everything is so already.' : `Seal ${count} PINs anew with the key ${first?.id ?? ''}.`,
  ];
}

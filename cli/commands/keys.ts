import type { Command } from 'commander';
import { exitCodes } from '../terminal/refusal';
import { runSession } from '../session/session';
import { changingLeaf, type CommonOptions, leaf, type Shell } from './command';

const rotateHelp = [
  'seal every stored PIN with the first key of PIN_KEYS; no PIN changes',
  '',
  'It may be interrupted and run again, also while the bot runs. "npm run keys -- --help" has the whole order in ' +
    'which a key is replaced.',
  'Exit code 5: something is still sealed with an older key.',
].join('\n');

/** `keys list` and `rotate` */
export function addKeys(program: Command, { streams, end }: Shell): void {
  const keys = program.command('keys').description('the keys that PINs are sealed with');
  leaf(keys, 'list', { help: 'which keys there are, and how many PINs each seals', examples: ['keys list'] }).action(
    async (options: CommonOptions) =>
      end(
        await runSession(streams, options, { action: 'rotate-keys' }, async ({ services, show, looked }) => {
          const list = await services.pinRotation.list();
          await looked('list-keys');
          const words = {
            first: 'yes, it seals',
            older: 'yes',
            wrong: 'other bytes than this database knows',
            no: 'no',
          };
          show(
            list.map(({ id, verifiers, mails, held }) => ({
              key: id,
              storedPins: verifiers,
              pinsInMails: mails,
              inPinKeys: words[held],
            })),
          );
        }),
      ),
  );

  changingLeaf(keys, 'rotate', { help: rotateHelp, examples: ['keys rotate --what-if', 'keys rotate'] }).action(
    async (options: CommonOptions) =>
      end(
        await runSession(
          streams,
          options,
          { action: 'rotate-keys' },
          async ({ services, whatIf, show, say, looked, goAhead }) => {
            const would = async (): Promise<string[]> => {
              const [first, ...older] = (await services.pinRotation.list()).sort(
                (one, other) => Number(other.held === 'first') - Number(one.held === 'first'),
              );
              const count = older.reduce((sum, { verifiers, mails }) => sum + verifiers + mails, 0);
              return [
                count === 0
                  ? 'Nothing: everything is so already.'
                  : `Seal ${count} PINs anew with the key ${first?.id ?? ''}.`,
              ];
            };
            if (whatIf) {
              show({ whatIf: true, would: await would() });
              return exitCodes.done;
            }
            if (options.confirm) await goAhead(await would());
            // Before: it may be interrupted half way, and nothing happens without a record.
            await looked('rotate-keys');
            const { verifiers, mails, unopened, unused, inUse } = await services.pinRotation.rotate();
            for (const where of unopened)
              say(`Cannot be opened, left as it is: ${where}. It is damaged or was moved; reset that person's PIN.`);
            show({
              storedPins: verifiers,
              pinsInMails: mails,
              unopened: unopened.length,
              unusedNow: unused,
              stillInUse: inUse,
            });
            return inUse.length === 0 ? exitCodes.done : exitCodes.refused;
          },
        ),
      ),
  );
}

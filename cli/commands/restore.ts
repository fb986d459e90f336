import type { Command } from 'commander';
import { readCommandLineConfig } from '../../setup/config';
import { withDatabaseAddress } from '../../setup/database';
import { goAhead } from '../session/confirming';
import { examined, finishRestore, withLoading } from '../session/restoring';
import { runWithoutRole } from '../session/without-role';
import { backupLinesOf } from '../terminal/backup-file';
import { usageError } from '../terminal/refusal';
import { restoreResult } from '../terminal/results/moving';
import { changingLeaf, type CommonOptions, type Shell } from './command';

interface RestoreOptions extends CommonOptions {
  replace?: string;
  keepPins?: boolean;
  afterForeign?: boolean;
}

const help = [
  'bring a backup back into an empty database, and make it fit to go on',
  '',
  'Nobody knows what became of what a backup holds after its moment, so nothing is done a second time: open offers, ' +
    'requests and bulk changes are ended, emails and cards that waited are not sent but named, and every PIN ends, ' +
    'because an old one must not work again. People with a chat get a card that says so. The trail says what happened.',
  'The whole file is checked before anything is written, and PIN_KEYS must be those that it was sealed with. Stop the ' +
    'bot first: nothing starts on a database until its restore is at its end. If it is broken off, run it again.',
  'It takes no role: whoever has the database and the keys could write there anyway.',
].join('\n');

/** `restore` */
export function addRestore(program: Command, { streams, end }: Shell): void {
  changingLeaf(program, 'restore [file]', {
    help,
    examples: ['restore desk-1.backup.gz --replace dialin-desk --what-if'],
    result: restoreResult,
  })
    .option('--replace <database>', 'let go what the database holds; its name, to be sure')
    .option('--keep-pins', 'nobody has got another PIN since the backup, so they stay')
    .option('--after-foreign', 'another program has brought the database back: only do the rest')
    .action(async (file: string | undefined, options: RestoreOptions) =>
      end(
        await runWithoutRole(streams, options, () => {
          const { keepPins = false, replace, afterForeign = false } = options;
          if ((file === undefined) !== afterForeign)
            throw usageError('it takes a file, or --after-foreign', 'With --after-foreign there is no file to read.');
          const lines = file === undefined ? undefined : () => backupLinesOf(file);
          const config = readCommandLineConfig();
          return withDatabaseAddress(config, async (address) => {
            const wanted = { lines, keepPins, replace };
            const found = await withLoading(config, address, async (loading) => {
              const backup = await examined(loading, wanted, { config, address });
              const documents = backup && Object.values(backup.counts).reduce((sum, count) => sum + count, 0);
              const of = backup?.header.at.toISOString() ?? null;
              const would = [
                backup
                  ? `Write ${documents} documents into the database ${address.database}, from a backup of ` +
                    `${of}${replace === undefined ? '' : ', in place of what it holds'}.`
                  : `Take the database ${address.database} for one that was restored.`,
                'End what is open in it: offers, requests, bulk changes, emails and cards that wait.',
                keepPins ? 'Leave all PINs as they are.' : 'End every PIN.',
              ];
              if (options.whatIf) return { whatIf: true, would };
              await goAhead(streams, options, would);
              if (lines) await loading.load(lines(), { keepPins });
              else await loading.takeAsRestored({ keepPins });
              return { of, documents: documents ?? null };
            });
            const done = found.whatIf ? found : { ...found, ...endedRow((await finishRestore(config, address)) ?? {}) };
            return { shown: done, how: { as: restoreResult, table: done } };
          });
        }),
      ),
    );
}

function endedRow(ended: Partial<NonNullable<Awaited<ReturnType<typeof finishRestore>>>>) {
  const { pins = 0, told = 0, mails = 0, numberMailings = 0, offers = 0 } = ended;
  const { requests = 0, notices = 0, bulkJobs = 0, calls = 0 } = ended;
  return {
    ...{ pinsEnded: pins, peopleTold: told, mailsGivenUp: mails, numberMailsEnded: numberMailings },
    ...{ offersEnded: offers, requestsEnded: requests, noticesEnded: notices, bulkJobsEnded: bulkJobs },
    callsUnknown: calls,
  };
}

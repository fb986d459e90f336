import type { Command } from 'commander';
import { version } from '../../package.json';
import { type Backup, createBackup } from '../../services/moving/backup';
import { withDatabase } from '../../setup/database';
import { runOperating } from '../session/operating';
import { writeBackup } from '../terminal/backup-file';
import { backupResult } from '../terminal/results/moving';
import { type CommonOptions, leaf, type Shell } from './command';

const help = [
  'write the whole database into a new file, as it is at one moment, while the bot runs',
  '',
  'The file is compressed, and only its owner can read it. It has names and addresses, and what is sealed in the ' +
    'database is sealed in it: keep PIN_KEYS apart from it, and without them it cannot be restored.',
  'With DESK_ACT_AS it takes the role of an administrator and leaves a record. Without it, it takes no role and no keys.',
  '"restore --help" says what comes back, and what does not.',
].join('\n');

/** `backup` */
export function addBackup(program: Command, { streams, end }: Shell): void {
  leaf(program, 'backup <file>', { help, examples: ['backup desk-1.backup.gz'], result: backupResult }).action(
    async (file: string, options: CommonOptions) =>
      end(
        await runOperating(streams, options, database, async ({ opened, looked }) => {
          await opened.assertPossible();
          // Noted before, so that the backup has the record, too.
          await looked('backup');
          let documents = 0;
          const bytes = await writeBackup(
            file,
            counted(opened.lines({ program: version }), () => (documents += 1)),
          );
          const shown = { file, documents, bytes };
          return { shown, how: { as: backupResult, table: shown } };
        }),
      ),
  );
}

/** Where the backup comes from. Opened without the services, it needs no keys. */
const database: Parameters<typeof runOperating<Backup>>[2] = {
  action: 'backup',
  from: ({ backup }) => backup,
  open: (work) => withDatabase((mongo) => work(createBackup({ mongo }))),
};

/** Counts the lines that are documents: the others are lists. */
async function* counted(lines: AsyncIterable<string>, count: () => void): AsyncGenerator<string> {
  for await (const line of lines) {
    if (line.startsWith('{')) count();
    yield line;
  }
}

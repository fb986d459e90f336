import { type Command, Option } from 'commander';
import { type PeopleFormat, peopleFormats, peopleHeader, peopleText } from '../../services/people/import/files';
import { exportTo, type ExportTarget } from '../terminal/export-file';
import { runSession, type Session } from '../session/session';
import { type CommonOptions, plainLeaf, type Shell } from './command';
import { formatOfName } from './people-format';
import { addPeopleImport } from './people-import';
import { addPeopleList } from './people-list';

interface FormatOption {
  format?: PeopleFormat;
}

/** `people import`, `export` and `list` */
export function addPeople(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const people = program.command('people').description('the directory: who there is');
  addPeopleImport(people, shell);

  const exportHelp = 'everybody in the directory, with roles, as a file that "people import" takes back';
  plainLeaf(people, 'export', { help: exportHelp, examples: ['people export', 'people export --format jsonl'] })
    .addOption(
      new Option('--format <format>', 'what the file is written in; else its name says it').choices(peopleFormats),
    )
    .option('--file <path>', 'write to this new file, which you alone can read, instead of standard output')
    .option('--force', 'replace a file that is there')
    .action(async (options: CommonOptions & FormatOption & ExportTarget) =>
      end(
        await runSession(streams, options, { action: 'list-people' }, async ({ services, tenant, looked }) => {
          const written =
            options.format ?? (options.file === undefined ? 'csv' : formatOfName(options.file, peopleFormats));
          await looked('export-people');
          await exportTo(streams, options, textOfEverybody(services.directory.everybody(tenant), written));
        }),
      ),
    );
  addPeopleList(people, shell);
}

async function* textOfEverybody(
  batches: ReturnType<Session['services']['directory']['everybody']>,
  format: PeopleFormat,
): AsyncGenerator<string> {
  yield peopleHeader(format);
  for await (const batch of batches) yield peopleText(batch, format);
}

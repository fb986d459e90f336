import { createReadStream } from 'node:fs';
import { type Command, Option } from 'commander';
import { type ReadableFormat, readableFormats, readPeople } from '../../services/people/import/files';
import type { ImportChange, ImportTotals } from '../../services/people/import/import';
import { Problem } from '../../services/base/problem';
import type { LicenceRule } from '../../services/people/import/merge';
import { type FileRow, personColumns } from '../../services/people/import/rows';
import { importResult } from '../terminal/results/people-import';
import { exitCodes, usageError } from '../terminal/refusal';
import { runSession, type Session } from '../session/session';
import { untilStopped } from '../terminal/stopping';
import { changingLeaf, type CommonOptions, type Shell } from './command';
import { formatOfName } from './people-format';
import { createReporter, type Reporter, whyNone } from './people-import-words';
import { changeRow, changeWords } from './people-import-changes';

/** The options of `people import`. */
interface ImportOptions extends CommonOptions {
  format?: ReadableFormat;
  emptyCells: 'keep' | 'erase';
  licensed: 'from-file' | LicenceRule;
  licensedBy: string[];
  notLicensedBy: string[];
  ignoreColumn: string[];
}

/** So many changes are told on a terminal. Other formats have all of them. */
const mostShown = 20;

const help = [
  'bring people into the directory, from CSV or JSON; - is standard input',
  '',
  `Columns: ${personColumns.join(', ')}. Needed are id (the Entra object id), upn and name. The headings of Entra, ` +
    `Microsoft Graph, Exchange, Teams PowerShell and the admin centers will do, also in German, French, Spanish and ` +
    `Japanese. Between aliases stands a semicolon. JSON may be lines, an array, or an answer of Graph.`,
  'A column that is missing and an empty cell leave what is there; a new person is then a member whose account is ' +
    'enabled, without a licence. With --empty-cells erase an empty cell empties email, aliases, language and the ' +
    'parts of the name.',
  'A room, a shared mailbox or a resource account is a resource; contacts, groups and mailboxes of the system are left ' +
    'out. A column that is not known and may say whether an account is blocked, who has a licence or who is no person ' +
    'is not passed over: name it as one that is known, or leave it out with --ignore-column.',
  'Nobody is removed: who is not in the file stays as they are. Nobody gets a role or protection: "role set" and ' +
    '"protect" give these, and the columns are compared only. Whose licence or account is taken away keeps ' +
    'conference ID and PIN until "user disable" retires them, but nothing can be reset for them any more.',
  'A wrong row is told on standard error with its line, and the others are saved (exit code 5). What cannot be read of ' +
    'a row, such as an email address, is told as well, and the rest of the row is saved. Run it again after an ' +
    'interruption: what was saved is left as it is. --what-if says who would change, and how.',
].join('\n');

const several = (value: string, before: string[]): string[] => [...before, value];

/** `people import` */
export function addPeopleImport(people: Command, { streams, end }: Shell): void {
  changingLeaf(people, 'import <file>', {
    help,
    examples: [
      'people import people.csv --what-if',
      'people import people.csv --what-if --output json --query "changes[?disables].upn"',
      'people import people.csv',
      'people import people.csv --licensed all --what-if',
    ],
    result: importResult,
  })
    .addOption(
      new Option('--format <format>', 'what the file is written in; else its name says it').choices(readableFormats),
    )
    .addOption(
      new Option('--empty-cells <what>', 'what an empty cell does: keep what is there, or erase it')
        .choices(['keep', 'erase'])
        .default('keep'),
    )
    .addOption(
      new Option('--licensed <who>', 'which members of the file have an Audio Conferencing licence')
        .choices(['from-file', 'all', 'none'])
        .default('from-file'),
    )
    .option(
      '--licensed-by <product>',
      'a product in "Licenses" that has Audio Conferencing; may be repeated',
      several,
      [],
    )
    .option('--not-licensed-by <product>', 'one that has not; may be repeated', several, [])
    .option('--ignore-column <heading>', 'leave this column out; may be repeated', several, [])
    .action(async (file: string, options: ImportOptions) =>
      end(
        await runSession(streams, options, { action: 'import-people' }, async (session) => {
          if (options.licensed !== 'from-file' && options.licensedBy.length + options.notLicensedBy.length > 0)
            throw usageError(`--licensed ${options.licensed} decides for everybody, so no product can`);
          const format = options.format ?? formatOfName(file, readableFormats);
          return untilStopped((stopping) => importFrom(session, { file, format, options, stopping }, streams.progress));
        }),
      ),
    );
}

interface Import {
  file: string;
  format: ReadableFormat;
  options: ImportOptions;
  stopping: AbortSignal;
}

/** @returns the exit code, which says whether every row was right */
async function importFrom(
  session: Session,
  { file, format, options, stopping }: Import,
  progress: ((text: string) => void) | undefined,
): Promise<number> {
  const { services, actor, whatIf: dry, say, show, goAhead } = session;
  // Before the file is opened: one that nobody reads would fail by itself.
  if (services.sync) throw new Problem('people-from-entra', {});
  await goAhead([`Save the people of ${file === '-' ? 'standard input' : file} in the directory.`]);
  const reporter = createReporter((line) => {
    progress?.('');
    say(line);
  });
  // Rows and sentences, not people: a file may be long.
  const changes: ReturnType<typeof changeRow>[] = [];
  const sentences: string[] = [];
  const tell = (change: ImportChange) => {
    changes.push(changeRow(change));
    if (sentences.length < mostShown) sentences.push(changeWords(change));
  };
  let done = 0;
  const watch = ({ rows }: Readonly<ImportTotals>) => {
    done = rows;
    progress?.(`${dry ? 'Checked' : 'Saved'}: ${rows} rows`);
  };
  const input = (file === '-' ? process.stdin : createReadStream(file)) as AsyncIterable<Buffer>;
  const rows = readPeople(input, {
    format,
    ignored: options.ignoreColumn,
    ...{ licensedBy: options.licensedBy, notLicensedBy: options.notLicensedBy },
    ...{ unread: reporter.unread, remark: say },
  });
  let totals: ImportTotals;
  try {
    totals = await services.peopleImport.run(watched(rows, reporter), {
      ...{ actor, dry, watch, stopping, report: reporter.wrong, leave: reporter.leftOut },
      erasing: options.emptyCells === 'erase',
      ...(options.licensed !== 'from-file' && { licensed: options.licensed }),
      ...(dry && { tell }),
    });
  } catch (error) {
    progress?.('');
    if (done > 0 && !dry) say(`Cut off after ${done} rows, which are done. Run it again to go on.`);
    throw whyNone(error, { done: dry ? 0 : done });
  }
  progress?.('');
  reporter.end(totals, { asked: options.licensed !== 'from-file' });
  const said = { ...(dry && { whatIf: true }), ...totals };
  if (changes.length > mostShown)
    sentences.push(`… and ${changes.length - mostShown} more; --output json has all of them`);
  show({ ...said, changes }, { as: importResult, table: { ...said, changes: sentences } });
  if (stopping.aborted) {
    say('Stopped before the end. Run it again to go on: what was saved is left as it is.');
    return exitCodes.notKnown;
  }
  return totals.wrong + totals.incomplete === 0 ? exitCodes.done : exitCodes.refused;
}

/** Notes whether the file says anything about licences. */
async function* watched(rows: AsyncIterable<FileRow>, { sawLicence }: Reporter): AsyncGenerator<FileRow> {
  for await (const row of rows) {
    if ('cells' in row && (row.cells.licensed !== undefined || row.products)) sawLicence();
    yield row;
  }
}

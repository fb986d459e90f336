import { createReadStream } from 'node:fs';
import { type Command, Option } from 'commander';
import { BudgetSpent } from '../../services/base/mongo';
import {
  type PeopleFormat,
  peopleFormats,
  peopleHeader,
  peopleText,
  readPeople,
} from '../../services/people/import/files';
import type { ImportTotals } from '../../services/people/import/import';
import { NotPeople, personColumns, type RowFault } from '../../services/people/import/rows';
import { printable } from '../terminal/printable';
import { exportTo, type ExportTarget } from '../terminal/export-file';
import { unreadableFile } from '../terminal/input';
import { exitCodes, Refusal, usageError } from '../terminal/refusal';
import { importResult } from '../terminal/results/people-import';
import { runSession, type Session } from '../session/session';
import { untilStopped } from '../terminal/stopping';
import { changingLeaf, type CommonOptions, plainLeaf, type Shell } from './command';
import { addPeopleList } from './people-list';

interface FormatOption {
  format?: PeopleFormat;
}

/** How many wrong rows are reported. In a file with the wrong shape, every row is wrong. */
const mostTold = 1_000;

const importHelp = [
  'bring people into the directory, from CSV or JSON lines; - is standard input',
  '',
  `Columns: ${personColumns.join(', ')}. Needed are id (the Entra object id), upn and name. The names ` +
    `under which Entra, Graph, Exchange and the admin centers export them will do: objectId, userPrincipalName, ` +
    `displayName, ` +
    `mailNickname ` +
    `… Between aliases stands a semicolon.`,
  'A column that is missing leaves what is there; a new person is then a member whose account is enabled, without a ' +
    'licence. An empty cell empties mail, aliases, language and the parts of the name.',
  'Nobody is removed: who is not in the file stays as they are. Nobody gets a role or protection, which the chat ' +
    'gives; those columns are compared only. Whose licence or account is taken away keeps conference ID ' +
    'and PIN until ' +
    '"user disable" retires them, but nothing can be reset for them any more.',
  'A wrong row is told on standard error with its line, and the others are saved (exit code 5). A mail address that ' +
    'is none is told as well, and its person is saved without it. Run it again after ' +
    'an interruption: what was saved is left as it is.',
].join('\n');

/** `people import`, `export` and `list` */
export function addPeople(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const people = program.command('people').description('the directory: who there is');
  const format = () =>
    new Option('--format <format>', 'what the file is written in; else its name says it').choices(peopleFormats);

  changingLeaf(people, 'import <file>', {
    help: importHelp,
    examples: ['people import people.csv --what-if', 'people import people.csv'],
    result: importResult,
  })
    .addOption(format())
    .action(async (file: string, options: CommonOptions & FormatOption) =>
      end(
        await runSession(streams, options, { action: 'import-people' }, async (session) => {
          const from = { file, format: formatOf(file, options.format) };
          return untilStopped((stopping) => importFrom(session, { ...from, stopping }, streams.progress));
        }),
      ),
    );

  const exportHelp = 'everybody in the directory, with roles, as a file that "people import" takes back';
  plainLeaf(people, 'export', { help: exportHelp, examples: ['people export', 'people export --format jsonl'] })
    .addOption(format())
    .option('--file <path>', 'write to this new file, which you alone can read, instead of standard output')
    .option('--force', 'replace a file that is there')
    .action(async (options: CommonOptions & FormatOption & ExportTarget) =>
      end(
        await runSession(streams, options, { action: 'list-people' }, async ({ services, tenant, looked }) => {
          const written = options.format ?? (options.file === undefined ? 'csv' : formatOf(options.file, undefined));
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

/** @returns the exit code, which says whether every row was right */
async function importFrom(
  session: Session,
  { file, format, stopping }: { file: string; format: PeopleFormat; stopping: AbortSignal },
  progress: ((text: string) => void) | undefined,
): Promise<number> {
  const { services, actor, whatIf: dry, say, show, goAhead } = session;
  await goAhead([`Save the people of ${file === '-' ? 'standard input' : file} in the directory.`]);
  let told = 0;
  const report = (line: number, { field, allowed }: RowFault) => {
    told += 1;
    if (told <= mostTold) {
      progress?.('');
      say(printable(`error row: line ${line}: ${field}: allowed is ${allowed}`));
    }
  };
  const unknown = (columns: string[]) => {
    if (columns.length > 0)
      say(
        printable(
          `Not read, for there is nothing of that name here: ` +
            `${columns.map((one) => (/\d{4}/.test(one) ? '*****' : one.slice(0, 60))).join(', ')}.`,
        ),
      );
  };
  let done = 0;
  const watch = ({ rows }: Readonly<ImportTotals>) => {
    done = rows;
    progress?.(`${dry ? 'Checked' : 'Saved'}: ${rows} rows`);
  };
  const input = file === '-' ? process.stdin : createReadStream(file);
  let totals: ImportTotals;
  try {
    totals = await services.peopleImport.run(readPeople(input as AsyncIterable<Buffer>, format, unknown), {
      actor,
      dry,
      report,
      watch,
      stopping,
    });
  } catch (error) {
    progress?.('');
    if (done > 0 && !dry) say(`Cut off after ${done} rows, which are done. Run it again to go on.`);
    throw whyNone(error);
  }
  progress?.('');
  if (told > mostTold) say(`… and ${told - mostTold} more rows that are wrong.`);
  const result = { ...(dry && { whatIf: true }), ...totals };
  show(result, { as: importResult, table: result });
  if (stopping.aborted) {
    say('Stopped before the end. Run it again to go on: what was saved is left as it is.');
    return exitCodes.notKnown;
  }
  return totals.wrong + totals.incomplete === 0 ? exitCodes.done : exitCodes.refused;
}

/** Turns an error that ended the reading or the saving into what we report. */
function whyNone(error: unknown): unknown {
  if (error instanceof NotPeople)
    return usageError(
      `the file has no column for: ${error.missing.join(', ')}`,
      'Its first line must name the columns. Nothing was changed.',
    );
  if (error instanceof BudgetSpent)
    return new Refusal({
      code: 'busy',
      what: 'others keep changing the same people',
      wayOut: 'Run it again in a minute.',
      exit: exitCodes.refused,
    });
  return unreadableFile(error) ?? error;
}

/** @throws Refusal when neither the option nor the file's name gives the format */
function formatOf(file: string, given: PeopleFormat | undefined): PeopleFormat {
  if (given) return given;
  const ending = /\.(csv|jsonl|ndjson)$/i.exec(file)?.[1]?.toLowerCase();
  if (!ending)
    throw new Refusal({
      code: 'usage',
      what: 'it is not clear what the file is written in',
      wayOut: 'Say it with --format csv or --format jsonl.',
      exit: exitCodes.usage,
    });
  return ending === 'csv' ? 'csv' : 'jsonl';
}

import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { calledAs } from '../setup/config';
import { addAudit } from './commands/audit';
import { addBackup } from './commands/backup';
import { addBootstrapAdmin } from './commands/bootstrap-admin';
import { addBridge } from './commands/bridge';
import type { Shell } from './commands/command';
import { addBulk } from './commands/bulk';
import { addCmdlets } from './commands/cmdlets';
import { addDoctor } from './commands/doctor';
import { addForget } from './commands/forget';
import { addKeys } from './commands/keys';
import { addMail } from './commands/mail';
import { addManifest } from './commands/manifest';
import { addNumber } from './commands/number';
import { addPeople } from './commands/people';
import { addProtection } from './commands/protection';
import { addReport } from './commands/report';
import { addRole } from './commands/role';
import { addRestore } from './commands/restore';
import { addSchema } from './commands/schema';
import { addRequests } from './commands/requests';
import { addServing } from './commands/serving';
import { addSync } from './commands/sync';
import { addTenant } from './commands/tenant';
import { addUser } from './commands/user';
import { addCompletion, completionCommands } from './completion';
import { helpForBackend } from './retired';
import type { Streams } from './terminal/output';
import { helpAsked } from './help';
import { cmdletTyped, parameterTyped } from './powershell';
import { exitCodes, type Refusal, usageError } from './terminal/refusal';
import { failed } from './session/session';

const about = `
Who acts: DESK_ACT_AS, a user principal name, email address or object id, else the operating system's user, whose name
must be an alias in the directory. What the role permits in the chat it permits here, and the trail names it.
The database, the keys and the mail server are those of the bot: MONGODB_URI, DATABASE, PIN_KEYS, SMTP_URL, MAIL_FROM,
else the try-out's in DATA_DIR, whether it runs or not. With several tenants: MicrosoftAppTenantId.

A new PIN is printed once, on standard output alone, and only to a terminal or with --show-pin.
What begins with a dash and is no option stands after --: user get -- -alice
Teams PowerShell beside this: help cmdlets. Nothing is coloured, with NO_COLOR or without.
What a script finds in a result: --help of each command lists the fields, schema prints them as JSON Schema.
Completion, once installed: dialin-desk completion bash|zsh|fish|powershell prints a script for that shell.

Exit codes:
  0  done                                    4  nobody is called that, or several people are
  1  the set-up is wrong, or the program     5  refused, with the reason
  2  wrong arguments                         6  not known, not done yet, or its email did not arrive
  3  not permitted`;

/** All commands. `end` gets the exit code of the one that ran. */
export function createProgram(shell: Shell): Command {
  const program = new Command(calledAs())
    .description('Dial-in Desk on the command line: what the bot does in chat, for scripts.')
    .version(version, '--version', 'print the version of this program')
    .addHelpText('after', about)
    .configureHelp(helpForBackend())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void shell.streams.out(text),
      writeErr: shell.streams.err,
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addUser(program, shell);
  addPeople(program, shell);
  addSync(program, shell);
  addTenant(program, shell);
  addBridge(program, shell);
  addNumber(program, shell);
  addRole(program, shell);
  addProtection(program, shell);
  addForget(program, shell);
  addBulk(program, shell);
  addRequests(program, shell);
  addAudit(program, shell);
  addMail(program, shell);
  addReport(program, shell);
  addKeys(program, shell);
  addBackup(program, shell);
  addRestore(program, shell);
  addManifest(program, shell);
  addServing(program);
  addDoctor(program, shell);
  addBootstrapAdmin(program, shell);
  addCmdlets(program, shell);
  addSchema(program, shell);
  return program;
}

/**
 * Runs what somebody typed after `npx dialin-desk`.
 * @returns the exit code
 */
export async function runDesk(args: readonly string[], streams: Streams): Promise<number> {
  let code: number = exitCodes.done;
  try {
    const typed = cmdletTyped(args);
    if (typed) throw typed;
    const program = createProgram({ streams, end: (ended) => void (code = ended) });
    if (completionCommands.some((name) => name === args[0])) await addCompletion(program);
    await program.parseAsync(helpAsked(program, args), { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return failed(streams, {}, error);
    // Help that was asked for is no fault. Help that is shown because no command was given is one.
    if (error.exitCode === 0) return exitCodes.done;
    if (error.code === 'commander.help') return exitCodes.usage;
    return failed(streams, {}, meant(error, args) ?? usageError(quotedSafely(error.message)));
  }
}

/** What to say to somebody who thinks in PowerShell. Undefined for any other mistake. */
function meant({ code, message }: CommanderError, args: readonly string[]): Refusal | undefined {
  if (code === 'commander.unknownOption' || code === 'commander.excessArguments') return parameterTyped(args);
  // A POSIX shell takes it for a variable, which is empty.
  return code === 'commander.missingArgument' && message.includes("'value'")
    ? usageError(
        'the value is missing',
        'If it was $true or $false: a shell takes that for a variable. Write true or false.',
      )
    : undefined;
}

/** The parser's messages quote what was typed, which may hold a PIN that was pasted by mistake. */
const quotedSafely = (message: string): string =>
  message
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\d{4,}/g, '*****')
    .replace(/\.$/, '');

import { type Command, Option } from 'commander';
import { calledAs } from '../../setup/config';
import { formats, type Streams } from '../terminal/output';
import type { Result } from '../terminal/results/kinds';
import { fieldLines } from '../terminal/shape';
import type { CommonOptions } from '../session/session';

/** Where a command leaves its exit code, and where it writes. */
export interface Shell {
  streams: Streams;
  end(code: number): void;
}

/** What the help says about a command. Each of the `examples` follows `dialin-desk`; a test runs them all. */
export interface About {
  help: string;
  examples: readonly string[];
}

/** One command that prints in its own format, such as the lines of a file. */
export const plainLeaf = (parent: Command, name: string, { help, examples }: About): Command =>
  parent
    .command(name)
    .summary(help.split('\n')[0]!)
    .description(help)
    .option('--verbose', 'say who acts, and where a fault of the program is')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${calledAs()} ${example}\n`).join('')}`);

const results = new WeakMap<Command, Result>();
/** What a command shows as data. Absent if it prints in its own format. */
export const resultOf = (command: Command): Result | undefined => results.get(command);

/**
 * One command that shows something, with the options for that. These belong to the command itself and do not come
 * before it, so that the value of an option is never taken for one of them.
 * @param about.result the fields of what it shows. The help lists them, and a test holds every example to them.
 */
export function leaf(parent: Command, name: string, about: About & { result: Result }): Command {
  const command = plainLeaf(parent, name, about)
    .addOption(new Option('--output <format>', 'table for a terminal, else json').choices(formats))
    .option('--query <expression>', 'only a part of the result, by a JMESPath expression')
    .addHelpText('after', () => `Fields of the result:\n${fieldLines(about.result)}`);
  results.set(command, about.result);
  return command;
}

/** The same for a command that changes something. */
export const changingLeaf = (parent: Command, name: string, about: About & { result: Result }): Command =>
  leaf(parent, name, about)
    .option('--what-if', 'say what would happen, and change nothing')
    .option('--confirm', 'say what would happen, and ask before it is done');

/**
 * The same for a list that may be long.
 * @param about.inTable how many rows a table shows if nobody says how many
 */
export const listLeaf = (
  parent: Command,
  name: string,
  about: About & { result: Result; noun: string; inTable: number },
): Command =>
  leaf(parent, name, about).option(
    '--most <n>',
    `so many ${about.noun}; without it all of them, but ${about.inTable} in a table that has no --query`,
  );

export type { CommonOptions };

import { type Command, Option } from 'commander';
import { formats, type Streams } from '../terminal/output';
import { usageError } from '../terminal/refusal';
import type { CommonOptions } from '../session/session';

/** Where a command leaves its exit code, and where it writes. */
export interface Shell {
  streams: Streams;
  end(code: number): void;
}

/** What the help says about a command. Each of the `examples` follows `npx dialin-desk`; a test runs them all. */
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
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  npx dialin-desk ${example}\n`).join('')}`);

/**
 * One command that shows something, with the options for that. These belong to the command itself and do not come
 * before it, so that the value of an option is never taken for one of them.
 */
export const leaf = (parent: Command, name: string, about: About): Command =>
  plainLeaf(parent, name, about)
    .addOption(new Option('--output <format>', 'table for a terminal, else json').choices(formats))
    .option('--query <expression>', 'only a part of the result, by a JMESPath expression');

/** The same for a command that changes something. */
export const changingLeaf = (parent: Command, name: string, about: About): Command =>
  leaf(parent, name, about)
    .option('--what-if', 'say what would happen, and change nothing')
    .option('--confirm', 'say what would happen, and ask before it is done');

export type { CommonOptions };

/** A whole number from an option, or the default without the option. @throws Refusal */
export function countOf(
  text: string | undefined,
  { name, otherwise, most }: { name: string; otherwise: number; most: number },
): number {
  if (text === undefined) return otherwise;
  const count = /^[0-9]{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw usageError(`${name} takes a whole number from 1 to ${most}`);
  return count;
}

import { type Command, Option } from 'commander';
import { formats, type Streams } from '../output';
import { usageError } from '../refusal';
import type { CommonOptions } from '../session';

/** Where a command leaves its exit code, and where it writes. */
export interface Shell {
  streams: Streams;
  end(code: number): void;
}

/**
 * One command with the options that all have. They stand at the command itself and not before it, so that the value
 * of an option is never taken for one of them.
 * @param about.examples what stands behind `npm run desk --`; a test runs each
 */
export function leaf(parent: Command, name: string, about: { help: string; examples: readonly string[] }): Command {
  return parent
    .command(name)
    .summary(about.help.split('\n')[0]!)
    .description(about.help)
    .addOption(new Option('--output <format>', 'table for a terminal, else json').choices(formats))
    .option('--verbose', 'say who acts, and where a fault of the program is')
    .addHelpText('after', `\nExamples:\n${about.examples.map((example) => `  npm run desk -- ${example}\n`).join('')}`);
}

/** The same for one that changes something. */
export const changingLeaf = (parent: Command, name: string, about: Parameters<typeof leaf>[2]): Command =>
  leaf(parent, name, about).option('--what-if', 'say what would happen, and change nothing');

export type { CommonOptions };

/** A whole number from an option, or its usual value. @throws Refusal */
export function countOf(text: string | undefined, { name, usual, most }: { name: string; usual: number; most: number }): number {
  if (text === undefined) return usual;
  const count = /^[0-9]{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw usageError(`${name} takes a whole number from 1 to ${most}`);
  return count;
}

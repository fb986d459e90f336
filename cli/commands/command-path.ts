import type { Command } from 'commander';
import { distance } from 'fastest-levenshtein';
import { usageError } from '../terminal/refusal';

/** The command or group of that name among those of a group. */
export const commandIn = (group: Command, name: string): Command | undefined =>
  group.commands.find((one) => one.name() === name);

/**
 * The command or group that these words name.
 * @throws Refusal that says which word is none, and what was meant
 */
export function commandAt(program: Command, words: readonly string[]): Command {
  return words.reduce((group, word) => {
    const found = commandIn(group, word);
    if (found) return found;
    throw usageError(`there is no command "${safely(words.join(' '))}"`, suggestion(group, word));
  }, program);
}

function suggestion(group: Command, word: string): string {
  const names = group.commands.map((one) => one.name());
  const [best] = names
    .map((name) => ({ name, far: distance(name, word.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(1, name.length / 2.5))
    .sort((one, other) => one.far - other.far);
  if (best) return `Did you mean ${[...pathOf(group), best.name].join(' ')}?`;
  return names.length > 0 ? `There are: ${names.join(', ')}.` : 'See --help.';
}

/** The words that run a command. */
const pathOf = (command: Command): string[] => (command.parent ? [...pathOf(command.parent), command.name()] : []);

/** What was typed may hold a PIN that was pasted by mistake. */
const safely = (text: string): string => text.replaceAll(/\d{4,}/g, '*****');

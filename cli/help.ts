import type { Command } from 'commander';
import { commandAt, commandIn } from './commands/command-path';

/**
 * What somebody wants who asks for help by word: `help user set`, `user help set`, `help cmdlets Get-CsOnlineUser`.
 * @returns the arguments that show it, or those that were given if nobody asks
 * @throws Refusal when there is no such command
 */
export function helpAsked(program: Command, args: readonly string[]): readonly string[] {
  const path: string[] = [];
  let group = program;
  for (let next = commandIn(group, args[0] ?? ''); next; next = commandIn(group, args[path.length] ?? '')) {
    group = next;
    path.push(next.name());
  }
  if (args[path.length] !== 'help' || (group.parent && group.commands.length === 0)) return args;
  const asked = args.slice(path.length + 1).filter((word) => !word.startsWith('-'));
  if (path.length === 0 && asked[0] === 'cmdlets' && asked.length > 1) return [...asked, '--output', 'table'];
  commandAt(group, asked);
  return [...path, ...asked, '--help'];
}

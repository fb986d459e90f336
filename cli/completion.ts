import type { Command } from 'commander';

/** What a shell runs to complete a command. */
export const completionCommands = ['completion', 'complete'] as const;

/** The name under which the package installs the command, which is the name that a shell completes. */
const installedName = 'dialin-desk';

/**
 * Adds `completion <shell>`, which prints a script for that shell, and the command that the script calls. It is called
 * only for these two: the library is an ES module, and no other command needs it.
 */
export async function addCompletion(program: Command): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  program.name(installedName);
  shorten(program);
  tab(program as never, { completionCommandName: 'completion' });
}

/** The library offers each line of a description, so a shell would complete sentences. */
function shorten(command: Command): void {
  for (const one of command.commands) {
    one.description(one.description().split('\n')[0]!);
    shorten(one);
  }
}

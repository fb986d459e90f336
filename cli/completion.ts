import type { Command } from 'commander';

/** What a shell runs to know what may follow. */
export const completionCommands = ['completion', 'complete'] as const;

/** The name that the package installs, which is what a shell completes. */
const installedName = 'dialin-desk';

/**
 * Adds `completion <shell>`, which prints a script for that shell, and what the script asks. Only for these two: it
 * is an ES module, and no other command needs it.
 */
export async function addCompletion(program: Command): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  program.name(installedName);
  tab(program as never, { completionCommandName: 'completion' });
}

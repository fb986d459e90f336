import type { Command } from 'commander';
import { runUntilStopped } from '../../setup/until-stopped';
import { calledAs } from '../../setup/config';

const serving = [
  'the bot for Teams, until it is stopped',
  '',
  'It is configured by environment variables alone, and says which are missing.',
].join('\n');

const trying = [
  'the try-out: the bot with sample people on this machine, until it is stopped',
  '',
  'It needs no account. Its database is a mongod on the PATH, one that MONGODB_URI or MONGOMS_SYSTEM_BINARY names, or ' +
    'one that it installs, which takes Python 3.10 to 3.13. Teams is shown by the Agents Playground, which is installed ' +
    'apart: npm install @microsoft/m365agentsplayground. Data and emails are kept in DATA_DIR.',
].join('\n');

/** `serve` and `start`: the bot itself. */
export function addServing(program: Command): void {
  add('serve', serving, 'serve').action(async () => {
    // Loaded only here: no other command needs the bot.
    const { startServing } = await import('../../bot/serving.js');
    runUntilStopped(startServing);
  });
  add('start', trying, 'start --no-playground')
    .option('--no-playground', 'without the five windows that show Teams')
    .option('--tenant', 'with stand-ins for Microsoft Entra and Teams')
    .action(async (options: { playground: boolean; tenant?: boolean }) => {
      const { startTryOut, tryOutStopping } = await import('../../bot/try-out/try-out.js');
      runUntilStopped(() => startTryOut(options), tryOutStopping);
    });

  function add(name: string, help: string, example: string): Command {
    return program
      .command(name)
      .summary(help.split('\n')[0]!)
      .description(help)
      .addHelpText('after', `\nExamples:\n  ${calledAs()} ${example}\n`);
  }
}

import { type Command, Help, type Option } from 'commander';
import { isByTeams } from '../setup/config';

/** What Teams does not let anybody do. It is refused with the reason and the way out, and help does not show it. */
const retired = { commands: ['user enable', 'user disable'], options: ['--reset-conference-id'] };

/** How help leaves out what the backend cannot do: settings for `configureHelp`, which all commands inherit. */
export const helpForBackend = (): Partial<Help> =>
  isByTeams()
    ? {
        visibleCommands: (command: Command) =>
          new Help()
            .visibleCommands(command)
            .filter((one) => !retired.commands.includes(`${command.name()} ${one.name()}`)),
        visibleOptions: (command: Command): Option[] =>
          new Help().visibleOptions(command).filter(({ long }) => !retired.options.includes(long ?? '')),
      }
    : {};

import type { Command } from '../bot/turn/command';
import { SetupError } from '../services/base/problem';

/** The menus: one for the 1:1 chat, one that teams and group chats share. */
const places = [['personal'], ['team', 'groupChat']] as const;

/** What every Teams client shows; newer schemas allow more, older clients do not. */
const most = { commands: 10, title: 32, description: 128 };

/**
 * The Teams menus, derived from the commands. A command is in a menu when it answers in all places of that menu.
 * @throws SetupError with one line for every limit that is exceeded, naming the command
 */
export function commandLists(commands: readonly Command[]) {
  const listed = commands.filter(({ listed = true }) => listed === true);
  const menus = places.map((scopes) => ({
    scopes: [...scopes],
    commands: listed.filter((command) => scopes.every((scope) => command.scopes.includes(scope))),
  }));
  const faults = [...listed.flatMap(tooLong), ...menus.flatMap(tooMany)];
  if (faults.length > 0) throw new SetupError(faults.join('\n'));
  return menus.map((menu) => ({
    scopes: menu.scopes,
    commands: menu.commands.map(({ title, help }) => ({ title, description: help })),
  }));
}

function tooLong({ name, title, help }: Command): string[] {
  const texts = [
    { field: 'title', length: title.length, limit: most.title },
    { field: 'help', length: help.length, limit: most.description },
  ];
  return texts
    .filter(({ length, limit }) => length > limit)
    .map(
      ({ field, length, limit }) =>
        `Command "${name}": its ${field} has ${length} characters, the Teams menu takes ${limit}. Shorten it in ` +
        `bot/commands/${name}.ts.`,
    );
}

function tooMany({ scopes, commands }: { scopes: string[]; commands: Command[] }): string[] {
  return commands
    .slice(most.commands)
    .map(
      ({ name }) =>
        `Command "${name}": the menu for ${scopes.join(' and ')} takes ${most.commands} commands, and this is one ` +
        `too many. Set listed: 'help' on one of them.`,
    );
}

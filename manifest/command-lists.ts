import type { Command } from '../bot/turn/command';
import { SetupError } from '../services/base/problem';
import type { Menu } from './menus';

/**
 * Where the commands of a menu are offered: when somebody mentions the app, and after a slash (schema 1.29). What is
 * sent by a slash in a group is seen by its sender alone, and bot/teams/targeted.ts answers it in the same way.
 */
const triggers = ['mention', 'slash'] as const;

/** What every Teams client shows. Newer schemas allow more, but older clients do not. */
const most = { commands: 10, title: 32, description: 128 };

/**
 * The Teams menus, with the titles and descriptions of their commands.
 * @throws SetupError with one line for every name that cannot be an entry and every limit that is exceeded
 */
export function commandLists(menus: readonly Menu[], commands: readonly Command[]) {
  const named = new Map(commands.map((command) => [command.name, command]));
  const faults = menus.flatMap((menu) => [
    ...menu.commands.flatMap((name, index) => noEntry(menu, name, index, named.get(name))),
    ...tooMany(menu),
  ]);
  const entries = [...new Set(menus.flatMap((menu) => menu.commands))].flatMap((name) => named.get(name) ?? []);
  faults.push(...entries.flatMap(tooLong));
  if (faults.length > 0) throw new SetupError(faults.join('\n'));
  return menus.map((menu) => ({
    triggers: [...triggers],
    scopes: [...menu.scopes],
    commands: menu.commands.map((name) => {
      const { title, help } = named.get(name)!;
      const entry = { title, description: help };
      // Teams offers these as buttons in an empty chat, and puts the prompt into the box where people type.
      return menu.starters.includes(name) ? { ...entry, type: 'prompt' as const, prompt: title } : entry;
    }),
  }));
}

const titleOf = ({ scopes }: Menu): string => `the menu for ${scopes.join(' and ')}`;

function noEntry(menu: Menu, name: string, index: number, command: Command | undefined): string[] {
  const refuse = (reason: string) => [`Command "${name}": ${reason}. Correct ${titleOf(menu)} in manifest/menus.ts.`];
  if (!command) return refuse('there is none of this name');
  if (menu.commands.indexOf(name) < index) return refuse('it is there twice');
  if (command.listed === false) return refuse('it is not listed, so people are not to find it');
  const silent = menu.scopes.filter((scope) => !command.scopes.includes(scope));
  return silent.length > 0 ? refuse(`it does not answer in ${silent.join(' and ')}`) : [];
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

const tooMany = (menu: Menu): string[] =>
  menu.commands
    .slice(most.commands)
    .map(
      (name) =>
        `Command "${name}": ${titleOf(menu)} takes ${most.commands} commands, and this is one too many. Take one out ` +
        `in manifest/menus.ts.`,
    );

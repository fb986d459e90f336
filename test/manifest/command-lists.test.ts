import type { Command } from '../../bot/turn/command';
import { commands } from '../../bot/commands';
import { commandLists } from '../../manifest/command-lists';
import { type Menu, menusFor } from '../../manifest/menus';
import { SetupError } from '../../services/base/problem';
import { openPackage } from './open-package';

const like = (name: string, changes: Partial<Command>): Command =>
  ({ ...commands.find((command) => command.name === name)!, ...changes }) as Command;
const menus = menusFor('own', commands);
const personal = (...names: string[]): Menu[] => [{ scopes: ['personal'], commands: names, starters: [] }];

describe('the menus', () => {
  const scopes = ['personal', 'team', 'groupChat'] as const;

  test.each(scopes)('in %s has the commands that are chosen for it, in that order, and no other', async (scope) => {
    const { manifest } = await openPackage();
    const lists = manifest.bots[0].commandLists.filter((list: { scopes: string[] }) => list.scopes.includes(scope));
    const chosen = menus.filter((menu) => menu.scopes.includes(scope)).flatMap((menu) => menu.commands);
    const expected = chosen.map((name) => commands.find((command) => command.name === name)!);
    expect(lists).toHaveLength(1);
    expect(lists[0].commands).toMatchObject(expected.map(({ title, help }) => ({ title, description: help })));
    expect(manifest.bots[0].scopes).toContain(scope);
  });

  test('are offered after a slash as well, and three of their commands to begin a chat with', async () => {
    const { manifest } = await openPackage();
    const [bot] = manifest.bots;
    expect(bot.supportsTargetedMessages).toBe(true);
    for (const list of bot.commandLists) expect(list.triggers).toEqual(['mention', 'slash']);
    const prompts = bot.commandLists.flatMap((list: { commands: { type?: string }[] }) =>
      list.commands.filter(({ type }) => type !== undefined),
    );
    expect(prompts).toMatchObject(
      ['reset pin', 'show conference info', 'help'].map((prompt) => ({ type: 'prompt', prompt })),
    );
    // What Teams puts into the box means what the title says.
    for (const { title, prompt } of prompts) expect(prompt).toBe(title);
  });

  test('begin with what people do for themselves', () => {
    expect(menus[0]!.commands.slice(0, 3)).toEqual(['reset-pin', 'show-conference-info', 'send-conference-info']);
  });

  test('stay as they are when a command is added', async () => {
    const added = like('show-person', { name: 'pin-age', title: 'pin age' });
    const [before, after] = [await openPackage(), await openPackage({ commands: [added, ...commands] })];
    expect(after.manifest.bots[0].commandLists).toEqual(before.manifest.bots[0].commandLists);
  });

  test('refuse a name that no command has, one that is hidden, one that is there twice and one that is silent there', () => {
    const hidden = like('hello', { listed: false });
    expect(() => commandLists(personal('reset-pins'), commands)).toThrow(SetupError);
    expect(() => commandLists(personal('reset-pins'), commands)).toThrow(
      /^Command "reset-pins": there is none of this name\. Correct the menu for personal in manifest\/menus\.ts\.$/,
    );
    expect(() => commandLists(personal('hello'), [hidden])).toThrow(/^Command "hello": it is not listed/);
    expect(() => commandLists(personal('help', 'help'), commands)).toThrow(/^Command "help": it is there twice/);
    expect(() => commandLists([{ scopes: ['team'], commands: ['reset-pin'], starters: [] }], commands)).toThrow(
      /^Command "reset-pin": it does not answer in team\. Correct the menu for team /,
    );
  });

  test('take a title of 32 characters and a help of 128', () => {
    const fits = like('reset-pin', { title: 't'.repeat(32), help: 'h'.repeat(128) });
    expect(commandLists(personal('reset-pin'), [fits])[0]!.commands).toEqual([
      { title: fits.title, description: fits.help },
    ]);
  });

  test('refuse one character more, with one line for each that names the command', () => {
    const tooLong = like('reset-pin', { title: 't'.repeat(33), help: 'h'.repeat(129) });
    expect(() => commandLists(personal('reset-pin'), [tooLong])).toThrow(
      /^Command "reset-pin": its title has 33 characters, .* takes 32\. Shorten it .*\nCommand "reset-pin": its help has 129 characters, .* takes 128\. Shorten it .*$/,
    );
  });

  test('take ten commands, and refuse the eleventh by its name', () => {
    const names = Array.from({ length: 11 }, (_, index) => `number-${index + 1}`);
    const many = names.map((name) => like('reset-pin', { name }));
    expect(commandLists(personal(...names.slice(0, 10)), many)[0]!.commands).toHaveLength(10);
    expect(() => commandLists(personal(...names), many)).toThrow(
      /^Command "number-11": the menu for personal takes 10 commands/,
    );
  });
});

import type { Command } from '../../bot/turn/command';
import { commands } from '../../bot/commands';
import { commandLists } from '../../manifest/command-lists';
import { SetupError } from '../../services/base/problem';
import { openPackage } from './open-package';

const like = (name: string, changes: Partial<Command>): Command =>
  ({ ...commands.find((command) => command.name === name)!, ...changes }) as Command;

describe('the menus', () => {
  const scopes = ['personal', 'team', 'groupChat'] as const;

  test.each(scopes)('in %s has each listed command that answers there, in order, and no other', async (scope) => {
    const { manifest } = await openPackage();
    const lists = manifest.bots[0].commandLists.filter((list: { scopes: string[] }) => list.scopes.includes(scope));
    const expected = commands.filter(({ listed = true, scopes: places }) => listed === true && places.includes(scope));
    expect(lists).toHaveLength(1);
    expect(lists[0].commands).toEqual(expected.map(({ title, help }) => ({ title, description: help })));
    expect(manifest.bots[0].scopes).toContain(scope);
  });

  test('hide a command that is not listed', () => {
    const lists = commandLists([like('help', { listed: undefined }), like('reset-pin', { listed: false })]);
    expect(lists.map((list) => list.commands.map(({ title }) => title))).toEqual([['help'], ['help']]);
  });

  test('take a title of 32 characters and a help of 128', () => {
    const fits = like('reset-pin', { title: 't'.repeat(32), help: 'h'.repeat(128) });
    expect(commandLists([fits])[0]!.commands).toEqual([{ title: fits.title, description: fits.help }]);
  });

  test('refuse one character more, with one line for each that names the command', () => {
    const tooLong = like('reset-pin', { title: 't'.repeat(33), help: 'h'.repeat(129) });
    expect(() => commandLists([tooLong])).toThrow(SetupError);
    expect(() => commandLists([tooLong])).toThrow(
      /^Command "reset-pin": its title has 33 characters, .* takes 32\. Shorten it .*\nCommand "reset-pin": its help has 129 characters, .* takes 128\. Shorten it .*$/,
    );
  });

  test('take ten commands, and refuse the eleventh by its name', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => like('reset-pin', { name: `number-${index + 1}` }));
    expect(commandLists(many(10))[0]!.commands).toHaveLength(10);
    expect(() => commandLists(many(11))).toThrow(/^Command "number-11": the menu for personal takes 10 commands/);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { type Command } from '../bot/turn/command';
import { commands } from '../bot/commands';
import { createDispatcher } from '../bot/turn/dispatcher';
import { type Message } from '../bot/turn/request';
import { understand } from '../bot/turn/understanding';
import { helpTopics } from '../words/help-topics';
import { cmdlets } from '../cli/commands/cmdlets-table';
import { createLog } from '../services/base/log';
import { readCard } from './helpers/read-card';
import { freshServices, person } from './helpers/services';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('"Add a command" works as written', async () => {
  const [, file, code] = /`(bot\/commands\/[\w-]+\.ts)`[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)!;
  const { code: compiled } = transformSync(code!, {
    jsc: { parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exported: Record<string, Command> = {};
  // As if the file stood where the README puts it.
  const load = createRequire(join(root, file!));
  new Function('require', 'exports', compiled)(
    (name: string) => (name.startsWith('.') ? jest.requireActual(join(root, file!, '..', name)) : load(name)),
    exported,
  );
  const [added] = Object.values(exported);
  expect(`bot/commands/${added!.name}.ts`).toBe(file);
  expect(understand(commands, 'pin age of alice')).toBeUndefined();

  const { services, dispose } = await freshServices();
  const { say } = createDispatcher({ services, commands: [...commands, added!], log: createLog({ level: 'silent' }) });
  const message = (name: string, text: string): Message => ({
    ...{
      tenant: person(name).tenant,
      actor: person(name).id,
      scope: 'personal',
      conversation: 'chat',
      timeZone: 'UTC',
      text,
    },
    privateChat: async () => 'chat',
    mentioned: async () => '',
  });
  expect(readCard((await say(message('Adele', 'pin age of alice')))[0]!.card!)).toContain(
    'Alice Smith\nNot reset here yet.',
  );
  expect(readCard((await say(message('Alice', 'how old is my pin')))[0]!.card!)).toContain('Not reset here yet.');
  expect(readCard((await say(message('Alice', 'pin age of alex')))[0]!.card!)).toContain(
    'You cannot do this for other people.',
  );
  expect(readCard((await say(message('Alice', 'help')))[0]!.card!)).toContain('See when a PIN was last reset.');
  await dispose();
});

test('names every setting that the program reads, and no other', () => {
  const config = readFileSync(join(root, 'setup/config.ts'), 'utf8');
  const read = new Set(
    [...config.matchAll(/^\s+(?:\.\.\.\w+,)?\s*((?:Microsoft\w+)|[A-Z][A-Z_]{3,}):/gm)].map(([, name]) => name!),
  );
  expect(read.size).toBeGreaterThan(10);
  const told = new Set(
    [...readme.matchAll(/`((?:Microsoft(?:App)\w+)|[A-Z]+(?:_[A-Z]+)+|PORT|HOST|DATABASE)(?:=\w+)?`/g)].map(
      ([, name]) => name!,
    ),
  );
  const inCommand = readme.match(/^.*npm run manifest$/m)![0];
  expect([...read].filter((name) => !told.has(name) && !inCommand.includes(`${name}=`))).toEqual([]);
  expect([...told].filter((name) => !read.has(name) && name !== 'CHROMIUM_PATH')).toEqual([]);
});

test('names every script that it tells to run', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const told = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
  expect(told.filter((name) => !scripts[name])).toEqual([]);
});

test('names every command and every help topic, and shows pictures that are there', () => {
  for (const { title, listed } of commands) if (listed !== false) expect(readme).toContain(title);
  for (const { name } of helpTopics) expect(readme).toContain(name);
  for (const [, picture] of readme.matchAll(/<img src="([^"]+)"/g)) expect(existsSync(join(root, picture!))).toBe(true);
});

test('has the table of cmdlets as the command line prints it', () => {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = cmdlets.map(
    ({ powershell, desk, note }) => `| ${cell(powershell)} | ${cell(desk) || '–'} | ${cell(note)} |`,
  );
  const at = readme.indexOf(rows[0]!);
  expect(readme.slice(at, readme.indexOf('\n\n', at)).split('\n')).toEqual(rows);
});

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { type Command } from '../bot/turn/command';
import { commands } from '../bot/commands';
import { createDispatcher } from '../bot/turn/dispatcher';
import { type Message } from '../bot/turn/request';
import { understand } from '../bot/turn/understanding';
import { createLog } from '../services/base/log';
import { changed, readAdditions } from './helpers/additions';
import { readCard } from './helpers/read-card';
import { freshServices, person } from './helpers/services';
import { openPackage } from './manifest/open-package';

// contributing.long.test.ts tests that each addition works: that needs the linter and the compiler.

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const contributing = read('CONTRIBUTING.md');
const additions = readAdditions(contributing);

test('tells how to add a command, a setting, a card, a notice, an email and a command of the command line', () => {
  expect(additions.map(({ name }) => name)).toEqual([
    'Test by saying and clicking',
    'A command',
    'A setting',
    'A card',
    'A notice',
    'An email',
    'A command of the command line',
  ]);
});

test.each(additions)('$name fits the files as they are now', ({ files, hunks }) => {
  expect(Object.keys(files).filter((file) => existsSync(join(root, file)))).toEqual([]);
  for (const file of new Set(hunks.map((hunk) => hunk.file)))
    hunks.filter((hunk) => hunk.file === file).reduce(changed, read(file));
});

test('names only files and scripts that are there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const [, name] of contributing.matchAll(/npm run ([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(name);
  const named = [...contributing.matchAll(/(?:`|jest |\]\()([\w.-]+(?:\/[\w.-]+)+|\w[\w.-]*\.\w+)(?:`|\))/g)]
    .map(([, file]) => file!)
    .filter((file) => file.includes('/') || /\.(mjs|json|md)$/.test(file));
  expect(named.length).toBeGreaterThan(10);
  const added = additions.flatMap(({ files }) => Object.keys(files));
  expect(named.filter((file) => !added.includes(file) && !existsSync(join(root, file)))).toEqual([]);
});

test('"A command" works as written', async () => {
  const [file, code] = Object.entries(additions.find(({ name }) => name === 'A command')!.files)[0]!;
  const { code: compiled } = transformSync(code, {
    jsc: { parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exported: Record<string, Command> = {};
  // As if the file stood where the text puts it.
  const load = createRequire(join(root, file));
  new Function('require', 'exports', compiled)(
    (name: string) => (name.startsWith('.') ? jest.requireActual(join(root, file, '..', name)) : load(name)),
    exported,
  );
  const [added] = Object.values(exported);
  expect(`bot/commands/${added!.name}.ts`).toBe(file);
  expect(understand(commands, 'pin age of alice')).toBeUndefined();

  const all = [...commands, added!];
  const { services, dispose } = await freshServices();
  const { say } = createDispatcher({ services, commands: all, log: createLog({ level: 'silent' }) });
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
    shownAs: () => '',
    files: [],
    unread: [],
  });
  expect(readCard((await say(message('Adele', 'pin age of alice')))[0]!.card!)).toContain(
    'Alice Smith\nNot reset here yet.',
  );
  expect(readCard((await say(message('Alice', 'how old is my pin')))[0]!.card!)).toContain('Not reset here yet.');
  expect(readCard((await say(message('Alice', 'pin age of alex')))[0]!.card!)).toContain(
    'You cannot do this for other people.',
  );
  expect(readCard((await say(message('Alice', 'help commands')))[0]!.card!)).toContain(
    'See when a PIN was last reset.',
  );
  await dispose();
  // The menus are full, so they stay as they are.
  const titles = async (offered: readonly Command[]) =>
    (await openPackage({ commands: offered })).manifest.bots[0].commandLists;
  expect(await titles(all)).toEqual(await titles(commands));
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../bot/commands';
import { helpTopics } from '../words/help-topics';
import { cmdlets } from '../cli/commands/cmdlets-table';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

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

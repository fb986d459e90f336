import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../bot/commands';
import { helpTopics } from '../words/help-topics';
import { cmdlets } from '../cli/commands/cmdlets-table';

const root = join(__dirname, '..');
const page = (name: string): string => readFileSync(join(root, name), 'utf8');
const readme = page('README.md');
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
/** The README with those pages in docs/ that used to be part of it. */
const all = [readme, ...pages.map((name) => page(`docs/${name}`))].join('\n');
const usage = [
  readme,
  ...['using', 'command-line', 'settings', 'operation', 'testing'].map((name) => page(`docs/${name}.md`)),
].join('\n');

test('names every setting that the program reads, and no other', () => {
  const config = readFileSync(join(root, 'setup/config.ts'), 'utf8');
  const read = new Set(
    [...config.matchAll(/^\s+(?:\.\.\.\w+,)?\s*((?:Microsoft\w+)|[A-Z][A-Z_]{3,}):/gm)].map(([, name]) => name!),
  );
  expect(read.size).toBeGreaterThan(10);
  const told = new Set(
    [
      ...usage.matchAll(
        /`((?:Microsoft(?:App)\w+)|[A-Z]+(?:_[A-Z]+)+|PORT|HOST|DATABASE|DIRECTORY|CLOUD|CONFERENCING|MAILS|PWSH)(?:=\w+)?`/g,
      ),
    ].map(([, name]) => name!),
  );
  const inCommand = usage.match(/^.*npx dialin-desk manifest build$/m)![0];
  expect([...read].filter((name) => !told.has(name) && !inCommand.includes(`${name}=`))).toEqual([]);
  // Those of the tests, of Node itself, and the one that names the file with all the others.
  const others = [
    ...['CHROMIUM_PATH', 'NODE_EXTRA_CA_CERTS', 'ENV_FILE'],
    ...['RACE_ROUNDS', 'SOAK_MINUTES', 'SOAK_TURNS'],
    // OpenTelemetry's library reads these.
    ...['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES', 'OTEL_TRACES_SAMPLER', 'OTEL_EXPORTER_OTLP_HEADERS'],
  ];
  expect([...told].filter((name) => !read.has(name) && !others.includes(name))).toEqual([]);
});

test('names every script that it tells to run', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const told = [...all.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!);
  expect(told.filter((name) => !scripts[name])).toEqual([]);
});

test('names every command and every help topic, and shows pictures that are there', () => {
  for (const { title, listed } of commands) if (listed !== false) expect(readme).toContain(title);
  for (const { name } of helpTopics) expect(readme).toContain(name);
  const pictures = (text: string) => [...text.matchAll(/<img src="([^"]+)"/g)].map(([, picture]) => picture!);
  const shown = [
    ...pictures(readme),
    ...pages.flatMap((name) => pictures(page(`docs/${name}`)).map((one) => `docs/${one}`)),
  ];
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.filter((picture) => !existsSync(join(root, picture)))).toEqual([]);
});

test('has the table of cmdlets as the command line prints it', () => {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = cmdlets.map(
    ({ powershell, desk, note }) => `| ${cell(powershell)} | ${cell(desk) || '–'} | ${cell(note)} |`,
  );
  const table = page('docs/command-line.md');
  const at = table.indexOf(rows[0]!);
  expect(table.slice(at, `${table}\n`.indexOf('\n\n', at)).split('\n')).toEqual(rows);
});

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from '../setup/config';
import { add, type Addition, readAdditions, readDiff } from './helpers/additions';

// The linter and the compiler alone take a minute each if the cores are shared.
jest.setTimeout(600_000);

const root = join(__dirname, '..');
const additions = readAdditions(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'));
const notCopied = ['node_modules', '.git', '.data', 'build', 'dist', 'coverage'];

let copy: string;
/** How to take back what was added. */
let added: Map<string, string | null>[] = [];
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'dial-in-desk-copy-'));
  copy = join(folder, 'desk');
  cpSync(root, copy, { recursive: true, filter: (from) => !notCopied.some((name) => from === join(root, name)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => {
  for (const before of added.reverse())
    for (const [file, text] of before)
      if (text === null) rmSync(join(copy, file));
      else writeFileSync(join(copy, file), text);
  added = [];
});
afterAll(() => rmSync(join(copy, '..'), { recursive: true, force: true }));

const addToCopy = (addition: Pick<Addition, 'files' | 'hunks'>) => void added.push(add(copy, addition));
const edit = (...diffs: string[]) => addToCopy({ files: {}, hunks: diffs.flatMap(readDiff) });
const testsOf = ({ files }: Addition): string[] => Object.keys(files).filter((file) => file.endsWith('.test.ts'));

/** Runs one of our programs in the copy. */
function run(program: string, args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; said: string; output: string }>((done) => {
    const entry = join('node_modules', ...program.split('/'));
    const child = spawn(process.execPath, [entry, ...args], { cwd: copy, env: environmentFor(env) });
    let [said, output] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      said += String(data);
      output += String(data);
    });
    child.stderr.on('data', (data: Buffer) => (said += String(data)));
    child.once('close', (code) => done({ code, said, output }));
  });
}

const clean = { code: 0, said: '' };
const compile = async () => {
  const { code, said } = await run('typescript/bin/tsc', [
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    '../built',
  ]);
  return { code, said };
};

/**
 * Runs tests in the copy.
 * @param only the name of the one test to run, if not all
 * @returns the names of those that passed, and the messages of the others
 */
async function runTests(files: string[], only?: string): Promise<{ passed: string[]; failed: string[] }> {
  const { output, said } = await run(
    'jest/bin/jest.js',
    [
      // The long tests have a configuration of their own.
      ...(files.some((file) => file.endsWith('.long.test.ts')) ? ['--config', 'test/faults/jest.config.json'] : []),
      ...['--runInBand', '--forceExit', '--json', '--runTestsByPath', ...files],
      ...(only === undefined ? [] : ['--testNamePattern', only]),
    ],
    { TEST_MONGODB_URI: process.env.TEST_MONGODB_URI! },
  );
  if (!output.startsWith('{')) throw new Error(said);
  const { testResults } = JSON.parse(output) as {
    testResults: { message: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  const passed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
  );
  return { passed, failed: testResults.map(({ message }) => message).filter((message) => message !== '') };
}

describe('alone', () => {
  test.each(additions)('$name compiles and passes its test', async (addition) => {
    addToCopy(addition);
    expect(await compile()).toEqual(clean);
    const tests = testsOf(addition);
    // The test of a card is its sample.
    expect(tests).toHaveLength(addition.name === 'A card' ? 0 : 1);
    if (tests.length === 0) return;
    const { passed, failed } = await runTests(tests);
    expect(failed).toEqual([]);
    expect(passed).toHaveLength(1);
  });
});

test('all together keep to every rule of the linter', async () => {
  additions.forEach(addToCopy);
  const { lint } = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { lint: string } })
    .scripts;
  const programs: Record<string, string> = {
    prettier: 'prettier/bin/prettier.cjs',
    eslint: 'eslint/bin/eslint.js',
    depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
    knip: 'knip/bin/knip.js',
  };
  // What stands between them starts some beside one another, and keeps their exit codes.
  const linters = lint.split(/ && | & |; /).filter((command) => programs[command.split(' ')[0]!] !== undefined);
  expect(linters).toHaveLength(Object.keys(programs).length);
  for (const command of linters) {
    const [name, ...args] = command.split(' ');
    const { code, said } = await run(programs[name!]!, args);
    expect([command, code, said]).toEqual([command, 0, expect.not.stringMatching(/error|warn/)]);
  }
  expect(await compile()).toEqual(clean);
});

test('all together pass the tests of everything that they add to', async () => {
  additions.forEach(addToCopy);
  const { passed, failed } = await runTests([
    ...['test/bot/commands/commands.test.ts', 'test/readme.test.ts'],
    ...['test/manifest/build.test.ts', 'test/manifest/command-lists.test.ts', 'test/manifest/package.test.ts'],
    ...['test/conversations/changes/settings.test.ts'],
    ...['test/cards/rules.test.ts', 'test/cards/rendering.test.ts'],
    ...['test/cards/wire-names.test.ts', 'test/cards/escaping.test.ts'],
    ...['test/services/mail/letter/letters.test.ts', 'test/services/mail/letter/words.test.ts'],
  ]);
  expect(failed).toEqual([]);
  // The tests that run for each command, card and mail have run for the new ones.
  const about = (text: string) => passed.filter((name) => name.includes(text)).length;
  expect(about('pin-age ')).toBeGreaterThan(3);
  expect(about('the card pinAge')).toBeGreaterThan(2);
  for (const language of ['en', 'de', 'fr', 'es']) expect(about(`mails-on in ${language} `)).toBeGreaterThan(2);
  expect(passed).toContain('npm run manifest writes the package and says where it is');
  // This one runs alone: an example verifies the trail, and complains about records that nobody has chained for a
  // minute.
  const examples = 'every command has examples in its help, and each of them works';
  expect(await runTests(['test/cli/desk.long.test.ts'], examples)).toEqual({ passed: [examples], failed: [] });
});

test('what is half done does not compile: the compiler names each file that lacks something', async () => {
  edit(
    '--- services/settings/settings.ts\n export interface Settings {\n+  halfDone: boolean;\n@@\n export const defaults: Settings = {\n+  halfDone: true,',
    "--- services/offers/notice-kinds.ts\n export interface NoticeFacts {\n+  'half-done': { at: Date };",
    "--- services/mail/letter/kinds.ts\n export const mailKinds = [\n+  'half-done',",
    "--- services/base/problem.ts\n export interface ProblemDetails {\n+  'half-done': Record<never, never>;",
    '--- cards/index.ts\n export const cards = {\n+  halfDone: card<{ title: string }>(notice),',
  );
  const { code, said } = await compile();
  expect(code).not.toBe(0);
  const faults = said.split('\n').filter((line) => /error TS/.test(line));
  const told = faults.map((line) => [/^[\w./-]+/.exec(line)![0], /half-?done/i.exec(line)?.[0]]);
  expect(told.sort()).toEqual(
    [
      ['bot/show/excuses.ts', 'half-done'],
      ['bot/show/notice-cards.ts', 'half-done'],
      ['cli/terminal/problem-words.ts', 'half-done'],
      ['services/mail/letter/content.ts', 'half-done'],
      // Titles, openings and advice.
      ...['de', 'en', 'es', 'fr'].flatMap((language) =>
        Array.from({ length: 3 }, () => [`services/mail/letter/words/${language}.ts`, 'half-done']),
      ),
      ['services/settings/fields.ts', 'halfDone'],
      ['test/cards/fields.ts', 'halfDone'],
      ['test/cards/samples.ts', 'halfDone'],
      ['words/mails.ts', 'half-done'],
      ['words/trail.ts', 'half-done'],
    ].sort(),
  );
});

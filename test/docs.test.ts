import { collectionOwners } from '../services/base/collections';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
/** Every file of the repository, including new ones. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => name !== '' && existsSync(join(root, name)));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const pages = files.filter((name) => name.endsWith('.md'));

/** The comments of the code, each with its lines joined into one. */
const comments = files
  .filter((name) => /\.(ts|mjs|cjs)$/.test(name) && name !== 'test/docs.test.ts')
  .flatMap((name) =>
    [...read(name).matchAll(/\/\*\*?[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm)].map(([text]) => ({
      name,
      text: text.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' '),
    })),
  );

/** Headings of a page, by the number in front of each. */
const sections = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number!);

test('a comment cites an abuse case or a promise that docs/threats.md has', () => {
  const defined = new Set([
    ...[...read('docs/threats.md').matchAll(/^\| ([A-Z]{1,2}-?\d+) \|/gm)].map(([, id]) => id!),
    ...[...read('docs/threats.md').matchAll(/^- \*\*(INV\d)\*\*/gm)].map(([, id]) => id!),
  ]);
  const cited = comments.flatMap(({ name, text }) =>
    [...text.matchAll(/threats ((?:(?:[A-F]|C|T[STRIDE]-|INV)\d+(?:, | and )?)+)/g)].flatMap(([, ids]) =>
      ids!
        .split(/, | and /)
        .filter((id) => id !== '')
        .map((id) => ({ name, id })),
    ),
  );
  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter(({ id }) => !defined.has(id))).toEqual([]);
});

test('a comment cites a page that is there, and a section that it has', () => {
  const cited = comments.flatMap(({ name, text }) =>
    [...text.matchAll(/(docs\/[\w-]+\.md)(?:, sections? ([\d., and]*\d))?/g)].map(([, page, numbers = '']) => ({
      ...{ name, page: page! },
      numbers: numbers.split(/, | and /).filter((number) => number !== ''),
    })),
  );
  expect(cited.length).toBeGreaterThan(10);
  expect(cited.filter(({ page }) => !existsSync(join(root, page)))).toEqual([]);
  const wrong = cited.filter(({ page, numbers }) => numbers.some((number) => !sections(page).includes(number)));
  expect(wrong).toEqual([]);
  // No comment cites a page by a name that no page has.
  const unknown = /\b(?:conferencing|threats|platform) reference\b|\bSEED-\d|\bdesign\.md\b/;
  expect(comments.filter(({ text }) => unknown.test(text))).toEqual([]);
});

test('a link within the repository leads somewhere', () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)|<img src="([^"]+)"/g)].map(([, link, picture]) => ({
      ...{ page, to: join(dirname(page), link ?? picture!) },
    })),
  );
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);
});

test('no page says in a roundabout way what plain English says at once', () => {
  const roundabout =
    /(?:^|[.:;|] |^- |\n)(?:Whoever|Who) (?!(?:sees|acts|may|must)\b)[a-z]|\b[Ss]o long\b|\bof which\b|\b[Aa]lso where\b/;
  const found = pages.flatMap((page) =>
    read(page)
      .split('\n')
      .filter((line) => roundabout.test(line) && !line.includes('?'))
      .map((line) => `${page}: ${line.slice(0, 120)}`),
  );
  expect(found).toEqual([]);
});

test('each promise of SECURITY.md names tests that are there', () => {
  const rows = [...read('SECURITY.md').matchAll(/^\| (?!Promise|-)(.*) \| (.*) \|$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  for (const [, promise, held] of rows) {
    const named = [...held!.matchAll(/`(test\/[^`]+)`/g)].map(([, name]) => name!);
    expect([promise, named.length > 0, named.filter((name) => !files.includes(name))]).toEqual([promise, true, []]);
  }
});

test('every collection is in the table of how long things are kept', () => {
  const table = read('docs/operation.md').split('## How long everything else is kept')[1]!;
  expect(Object.keys(collectionOwners).filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});

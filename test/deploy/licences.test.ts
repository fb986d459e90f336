import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'licences.md'), 'utf8');

test('docs/licences.md is what "npm run licences" writes', () => {
  const script = pathToFileURL(join(root, 'deploy', 'licences.mjs')).href;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { licencesPage } from '${script}'; process.stdout.write(licencesPage());`,
    ],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe(page);
});

/** None of these asks that what is built with it be published as well. MPL-2.0 asks it of changes to its own files. */
const permitted =
  /^(MIT|MIT-0|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|Unlicense|MPL-2\.0|\(MIT AND Zlib\)|\(MIT OR .*\)|\(.* OR BSD-3-Clause\))$/;

test('everything is under a licence that lets a company run it', () => {
  const licences = [...page.matchAll(/^## (.*)$/gm)].map(([, licence]) => licence!);
  expect(licences.length).toBeGreaterThan(5);
  expect(licences.filter((licence) => !permitted.test(licence))).toEqual([]);
});

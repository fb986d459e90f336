// `npm run licences`: writes docs/licences.md, what is installed with the bot and under which licence. It is made of
// package-lock.json, so it is the same on every machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

/** Packages that state their licence in a text only, as it was read there. */
const inText = { 'escape-regexp-component': 'MIT', 'jspath': 'MIT' };

/** The page, of all packages that are no mere help for development. */
export function licencesPage() {
  const { packages } = json('package-lock.json');
  const byLicence = new Map();
  for (const [path, { dev, devOptional, license, version }] of Object.entries(packages)) {
    if (path === '' || dev || devOptional) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = license ?? inText[name] ?? 'not stated';
    byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(`${name} ${version}`));
  }
  const sections = [...byLicence]
    .sort(([one, some], [other, more]) => more.size - some.size || one.localeCompare(other, 'en'))
    .map(([licence, names]) => `## ${licence}\n\n${[...names].sort((a, b) => a.localeCompare(b, 'en')).join(', ')}\n`);
  return [
    '# Licences\n',
    'What is installed with Dial-in Desk, and under which licence. `npm run licences` writes this page anew, and a test fails while it is not up to date. `npm run --silent sbom` prints the same as a bill of materials in the form of CycloneDX.\n',
    ...sections,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(join(root, 'docs', 'licences.md'), licencesPage());

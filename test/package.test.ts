import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { dependencies, files } from '../package.json';

const root = join(__dirname, '..');

/** What is in the package can only import what is installed with it. */
test('everything that is packed imports what is installed with it, and nothing else', () => {
  const folders = files.filter((one) => !one.startsWith('!'));
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|cjs)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const imported = new Map<string, string>();
  for (const source of sources)
    for (const [, path] of readFileSync(join(root, source), 'utf8').matchAll(
      /(?:\bfrom |\bimport |\bimport\(|\brequire\()'([^'.][^']*)'/g,
    )) {
      const [scope, name] = path!.split('/');
      imported.set(path!.startsWith('@') ? `${scope}/${name}` : scope!, source);
    }
  const installed = [...Object.keys(dependencies), ...builtinModules, ...builtinModules.map((one) => `node:${one}`)];
  const missing = [...imported].filter(([name]) => !installed.includes(name));
  expect(missing).toEqual([]);
  expect(imported.size).toBeGreaterThan(20);
  expect(folders.every((folder) => sources.some((source) => source.startsWith(folder)))).toBe(true);
});

// `npm run build`: what production runs, in `build`. The compiler makes JavaScript of TypeScript and copies the JSON that
// is imported; this copies what the program reads beside it. Nothing of an earlier build is left.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const rooms = ['bot', 'cli', 'manifest', 'services', 'tenant'];
const isReadAtRunTime = (name) => ['.hbs', '.svg', '.cjs', '.ps1', ''].includes(extname(name));

rmSync(join(root, 'build'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '--project', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
for (const room of rooms)
  cpSync(join(root, room), join(root, 'build', room), { recursive: true, filter: isReadAtRunTime });

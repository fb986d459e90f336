import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { collectionOwners } from '../services/base/collections';

const root = join(__dirname, '..');

/**
 * What each room may import, written down a second time, so that a wall that is lost in eslint.config.mjs is noticed
 * here.
 */
const base = ['services/base'];
const house: Record<string, readonly string[]> = {
  'services/base': [],
  'services/pins': base,
  'services/audit': base,
  'services/settings': [...base, 'services/pins'],
  'services/people': [...base, 'services/settings', 'services/audit'],
  'services/offers': [...base, 'services/settings', 'services/audit', 'services/people'],
  'services/conferencing': [...base, ...['pins', 'settings', 'audit', 'people'].map((room) => `services/${room}`)],
  'services/mail': [...base, ...['pins', 'settings', 'people', 'conferencing'].map((room) => `services/${room}`)],
  'services/changes': [
    ...base,
    ...['pins', 'settings', 'audit', 'people', 'offers', 'conferencing', 'mail'].map((room) => `services/${room}`),
  ],
  'services/views': [
    ...base,
    ...['settings', 'audit', 'people', 'conferencing', 'mail'].map((room) => `services/${room}`),
  ],
  'services/moving': [...base, 'services/pins', 'services/audit'],
  'services/bulk': [
    ...base,
    ...['settings', 'audit', 'people', 'offers', 'conferencing', 'mail', 'changes'].map((room) => `services/${room}`),
  ],
  'words': ['services', 'cards'],
  'cards': [],
  'tenant': ['services'],
  'setup': ['services', 'tenant'],
  'bot/show': ['services', 'words', 'cards'],
  'bot/turn': ['services', 'words', 'cards', 'bot/show'],
  'bot/commands': ['services', 'words', 'cards', 'bot/show', 'bot/turn'],
  'bot/teams': ['services', 'words', 'cards', 'bot/show', 'bot/turn'],
  'bot/loops': ['services', 'words', 'cards', 'bot/show', 'bot/turn', 'bot/teams'],
  'cli/terminal': ['services', 'setup', 'words'],
  'cli/session': ['services', 'setup', 'words', 'cli/terminal'],
  'cli/commands': ['services', 'setup', 'words', 'cli/terminal', 'cli/session'],
};
const rooms = Object.keys(house);
const mayImport = (from: string, to: string) =>
  from === to || house[from]!.some((allowed) => to === allowed || to.startsWith(`${allowed}/`));

/** For every pair of rooms, a file of the first that imports one of the second. */
const pairs = rooms.flatMap((from) =>
  rooms.filter((to) => to !== from).map((to) => ({ from, to, path: posix.relative(from, `${to}/any`) })),
);
/** Every collection, as each room would open it. */
const openings = rooms
  .filter((room) => room.startsWith('services/'))
  .flatMap((room) =>
    Object.entries(collectionOwners).map(([collection, owner]) => ({ room, collection, owner: `services/${owner}` })),
  );

const lintAll = `
const { ESLint } = require('eslint');
const { configs } = require('typescript-eslint');
(async () => {
  const eslint = new ESLint({ overrideConfig: configs.disableTypeChecked });
  const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const said = [];
  for (const [filePath, code] of cases) said.push((await eslint.lintText(code, { filePath }))[0].messages.map(({ ruleId, message }) => [ruleId, message]));
  console.log(JSON.stringify(said));
})();
`;

function lint(cases: [string, string][]): [string, string][][] {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', lintAll], {
    cwd: root,
    input: JSON.stringify(cases),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as [string, string][][];
}

/** The text of a file, and what the linter says about it. */
const single: [string, string, string][] = [
  ['services/views/any.ts', 'export const any = (mongo) => mongo.db;', 'Ask for a collection by its name'],
  ['bot/commands/any.ts', 'internalsOf(1);', 'The database stays behind the services'],
  ['cli/session/any.ts', 'internalsOf(1);', 'The database stays behind the services'],
  ['bench/any.ts', "import { any } from '../test/helpers/any';\nany();", 'imports nothing of the tests'],
  ['bot/desk.ts', "import { ActivityHandler } from 'botbuilder';\nActivityHandler;", 'stays in bot/teams'],
  ['bot/loops/any.ts', "import restify from 'restify';\nrestify;", 'stays in bot/teams'],
];

describe('the linter', () => {
  let said: { pairs: [string, string][][]; openings: [string, string][][]; single: [string, string][][] };
  beforeAll(() => {
    // All at once, because the linter takes a second to start.
    const all = lint([
      ...pairs.map(({ from, path }): [string, string] => [`${from}/any.ts`, `import { any } from '${path}';\nany();`]),
      ...openings.map(({ room, collection }): [string, string] => [
        `${room}/any.ts`,
        `export const any = (mongo) => mongo.collection('${collection}');`,
      ]),
      ...single.map(([file, code]): [string, string] => [file, code]),
    ]);
    said = {
      pairs: all.slice(0, pairs.length),
      openings: all.slice(pairs.length, -single.length),
      single: all.slice(-single.length),
    };
  }, 120_000);

  test('has a wall between two rooms exactly where the house has one, and says what to do instead', () => {
    const walls = said.pairs.map((messages) => messages.filter(([rule]) => rule === 'no-restricted-imports'));
    const name = ({ from, to }: (typeof pairs)[number]) => `${from} -> ${to}`;
    const standing = pairs.filter((_, index) => walls[index]!.length > 0).map(name);
    expect(standing).toEqual(pairs.filter(({ from, to }) => !mayImport(from, to)).map(name));
    for (const [, message] of walls.flat()) expect(message).toMatch(/pattern\. \S.{20,}/);
  });

  test('lets each collection be opened by its owner alone', () => {
    const refused = openings.filter((_, index) =>
      said.openings[index]!.some(([rule]) => rule === 'no-restricted-syntax'),
    );
    expect(refused).toEqual(openings.filter(({ room, owner }) => room !== owner));
  });

  test.each(single.map((one, index) => [...one, index] as const))(
    'refuses in %s: %s',
    (_file, _code, message, index) => {
      expect(said.single[index]!.map(([, text]) => text).join('\n')).toContain(message);
    },
  );
});

test('a circle is refused, one of types alone included', () => {
  const folder = mkdtempSync(join(root, 'test', 'circle-'));
  try {
    writeFileSync(join(folder, 'one.ts'), "import type { Two } from './two';\nexport type One = Two | 1;\n");
    writeFileSync(join(folder, 'two.ts'), "import type { One } from './one';\nexport type Two = One | 2;\n");
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/.bin/depcruise'), '--config', '.dependency-cruiser.mjs', folder],
      { cwd: root, encoding: 'utf8' },
    );
    expect(stdout).toContain('no-circle');
    expect(status).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { collectionOwners } from '../services/base/collections';

const root = join(__dirname, '..');
const text = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');

/** The rows of the tables whose first column is this one: the cells of each. */
const rowsUnder = (heading: string): string[][] =>
  [...text.matchAll(new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`, 'gm'))].flatMap(([, rows]) =>
    rows!
      .trimEnd()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

const tables = rowsUnder('Room');
const rooms = tables
  .filter((cells) => cells.length === 4)
  .map(([room, , imports, instead]) => ({
    room: names(room!)[0]!,
    imports: names(imports!),
    instead: instead!,
  }));

/** A pattern of `no-restricted-imports`, for paths or for packages. */
interface Pattern {
  regex?: string;
  group?: string[];
  message: string;
}

/** The configuration that ESLint itself computes for a file of each room. */
const askEslint = `
const { ESLint } = require('eslint');
(async () => {
  const eslint = new ESLint();
  const { files } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const walls = {};
  for (const [room, file] of Object.entries(files)) {
    const { rules } = await eslint.calculateConfigForFile(file);
    walls[room] = rules['no-restricted-imports'][1].patterns;
  }
  console.log(JSON.stringify({ walls }));
})();
`;

describe('the architecture in docs/', () => {
  let walls: Record<string, Pattern[]>;
  beforeAll(() => {
    const files = Object.fromEntries(rooms.map(({ room }) => [room, `${room}/any.ts`]));
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', askEslint], {
      cwd: root,
      input: JSON.stringify({ files }),
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(stderr);
    ({ walls } = JSON.parse(stdout) as { walls: typeof walls });
  }, 60_000);

  /** Whether a file of a room may import something, by its path from the root. */
  const mayImport = (room: string, what: string): boolean => {
    const path = posix.relative(room, what);
    const written = path.startsWith('.') ? path : `./${path}`;
    return !walls[room]!.some(({ regex }) => regex !== undefined && new RegExp(regex).test(written));
  };

  test('has a row for every room', () => {
    const folders = (...path: string[]) =>
      readdirSync(join(root, ...path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => [...path, name].join('/'));
    const all = [
      ...['services', 'bot', 'cli'].flatMap((folder) => folders(folder)),
      ...['tenant', 'setup', 'words', 'cards', 'manifest', 'bench'],
    ];
    expect(rooms.map(({ room }) => room).sort()).toEqual(all.sort());
  });

  test.each(rooms)('$room may import what the table says, and no more', ({ room, imports }) => {
    const others = rooms.map((one) => one.room).filter((other) => other !== room);
    const within = (group: string) => others.filter((other) => other === group || other.startsWith(`${group}/`));
    // A name that is no room is an exempted file.
    const isFile = (name: string) => within(name).length === 0;
    expect(others.filter((other) => mayImport(room, `${other}/any`)).sort()).toEqual(
      [...new Set(imports.filter((name) => !isFile(name)).flatMap(within))].sort(),
    );
    for (const file of imports.filter(isFile)) {
      expect(existsSync(join(root, `${file}.ts`))).toBe(true);
      expect([file, mayImport(room, file)]).toEqual([file, true]);
      expect(mayImport(room, `${dirname(file)}/other`)).toBe(false);
    }
  });

  test.each(rooms)('what to do instead in $room is what the linter says', ({ room, instead }) => {
    const said = walls[room]!.map(({ message }) => message.toLowerCase());
    expect(said.filter((message) => message.endsWith(instead.toLowerCase()))).not.toEqual([]);
  });

  test('only bot/teams may import the SDK, and only services the database', () => {
    const free = (name: string) =>
      rooms.map(({ room }) => room).filter((room) => !walls[room]!.some(({ group }) => group?.includes(name)));
    expect(free('botbuilder').filter((room) => room !== 'bench')).toEqual(['bot/teams']);
    expect(free('mongodb').filter((room) => room !== 'bench' && !room.startsWith('services/'))).toEqual([]);
  });

  test('names the room of each collection', () => {
    const told = tables
      .filter((cells) => cells.length === 2)
      .flatMap(([room, opened]) => names(opened!).map((one) => [one, names(room!)[0]!.replace('services/', '')]));
    expect(Object.fromEntries(told)).toEqual(collectionOwners);
  });

  test('names only files that are there', () => {
    const files = names(text.replace(/^```[\s\S]*?^```$/gm, '')).filter((name) =>
      /^[\w-]+(\/[\w-]+)+\.\w+$/.test(name),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

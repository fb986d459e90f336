import { mongoOf } from '../helpers/database';
import { once } from 'node:events';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandLine, json, openCommandLine } from '../helpers/command-line';

/** A file of people that is longer than what a process should hold, brought in by the real command. */

jest.setTimeout(600_000);

const count = 100_000;
/**
 * How much more memory a hundred times as many rows may take: garbage that is not collected yet, and eight bytes for
 * each identity. Bytes.
 */
const mostGrowth = 200 * 1024 ** 2;

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());

const id = (number: number): string => `20000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** One row in a thousand is wrong. */
async function fileOf(name: string, from: number, rows: number): Promise<string> {
  const path = join(line.folder, name);
  const file = createWriteStream(path);
  file.write('id,userPrincipalName,displayName,mail,mailNickname,licensed\r\n');
  for (let number = from; number < from + rows; number++) {
    const address = `person.${number}@contoso.example`;
    const row = `${number % 1_000 === 7 ? 'none' : id(number)},${address},"Person, ${number}",${address},person.${number},true\r\n`;
    if (!file.write(row)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return path;
}

test(`${count} rows come in while the memory stays as it is`, async () => {
  const run = async (file: string) => {
    const [script, peak] = [join(line.folder, 'peak.cjs'), join(line.folder, 'peak')];
    writeFileSync(
      script,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS * 1024)));`,
    );
    const begun = performance.now();
    const ended = await line.desk(['people', 'import', file], { NODE_OPTIONS: `--require "${script}"` });
    return { ...ended, seconds: (performance.now() - begun) / 1_000, bytes: Number(readFileSync(peak, 'utf8')) };
  };
  const few = await run(await fileOf('few.csv', count, 1_000));
  const many = await run(await fileOf('many.csv', 0, count));
  console.log(
    [few, many]
      .map(({ seconds, bytes }) => `${Math.round(seconds)} s, ${Math.round(bytes / 1024 ** 2)} MB at most`)
      .join('; '),
  );
  expect([many.code, json(many)]).toEqual([
    5,
    {
      ...{ whatIf: false, rows: count, added: count * 0.999, changed: 0, unchanged: 0, wrong: count / 1_000 },
      ...{ incomplete: 0, leftOut: 0, disabled: 0, unlicensed: 0, changes: [] },
    },
  ]);
  expect(many.errors.trimEnd().split('\n')).toHaveLength(count / 1_000);
  expect(await mongoOf(line.services).db.collection('people').countDocuments()).toBe(14 + (count + 1_000) * 0.999);
  expect(many.bytes - few.bytes).toBeLessThan(mostGrowth);
});

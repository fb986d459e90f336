import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProductionConfig, readTryOutConfig } from '../../setup/config';
import { valuesOf, withEnvironmentFile } from '../../setup/environment';

let folder: string;
const before = { ...process.env };
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'desk-environment-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.env = { ...before };
});

/** Writes a file and returns its path. */
function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe('the file with variables', () => {
  const read = (content: string, environment: Record<string, string> = {}) =>
    withEnvironmentFile({ ...environment, ENV_FILE: file('desk.env', content) });

  test('gives what is not set, with quotes, comments and spaces as Node reads them', () => {
    expect(
      read('# ours\nPORT=4000\nMAIL_FROM="Desk <desk@contoso.example>"\n\nDATABASE = desk # here\n'),
    ).toMatchObject({
      PORT: '4000',
      MAIL_FROM: 'Desk <desk@contoso.example>',
      DATABASE: 'desk',
    });
  });

  test('what is set wins; an empty variable is not set', () => {
    expect(read('PORT=4000\nDATABASE=desk', { PORT: '5000', DATABASE: '' })).toMatchObject({
      PORT: '5000',
      DATABASE: 'desk',
    });
  });

  test('with the mark that Windows puts first, its first line counts', () => {
    expect(read('\uFEFFPORT=4000\r\nDATABASE=desk\r\n')).toMatchObject({ PORT: '4000', DATABASE: 'desk' });
  });

  test('that is named and is not there is refused by its name', () => {
    expect(() => withEnvironmentFile({ ENV_FILE: join(folder, 'none') })).toThrow(
      `The file with variables, ${join(folder, 'none')}, cannot be read (ENOENT).`,
    );
  });

  test('is .env in the folder where a program is started, if there is one', () => {
    const home = process.cwd();
    process.chdir(folder);
    try {
      expect(withEnvironmentFile({ PORT: '1' })).toEqual({ PORT: '1' });
      file('.env', 'DATABASE=desk');
      expect(withEnvironmentFile({ PORT: '1' })).toEqual({ PORT: '1', DATABASE: 'desk' });
    } finally {
      process.chdir(home);
    }
  });

  test('is not read by the try-out: its sample people do not belong in a real database', () => {
    process.env.ENV_FILE = file('desk.env', 'DATABASE=real\nMONGODB_URI=mongodb://real.contoso.example');
    delete process.env.DATABASE;
    delete process.env.MONGODB_URI;
    expect(readTryOutConfig()).toMatchObject({ DATABASE: 'dial-in-desk' });
    expect(readTryOutConfig().MONGODB_URI).toBeUndefined();
    expect(() => readProductionConfig()).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/MONGODB_URI/) }),
    );
  });
});

describe('a variable in a file of its own', () => {
  const values = (variables: Record<string, string>) => valuesOf(['PIN_KEYS', 'PORT'], variables);

  test('is read without the line break at its end, and only that', () => {
    expect(values({ PIN_KEYS_FILE: file('keys', ' k:AAA= \r\n') })).toEqual({
      given: { PIN_KEYS: ' k:AAA= ' },
      faults: [],
    });
  });

  test('of a name that we do not know is left alone', () => {
    expect(values({ OTHER_FILE: '/nowhere' })).toEqual({ given: {}, faults: [] });
  });

  test('that is missing, a folder, empty, or set twice is named, and what it holds is not', () => {
    const { faults } = values({ PIN_KEYS: 'k:hush', PIN_KEYS_FILE: file('keys', 'hush'), PORT_FILE: folder });
    expect(faults).toEqual([
      'PIN_KEYS and PIN_KEYS_FILE are both set: leave one of them out',
      `PORT_FILE names ${folder}, which cannot be read (EISDIR)`,
    ]);
    expect(values({ PORT_FILE: file('port', '\n') }).faults).toEqual([
      `PORT_FILE names ${join(folder, 'port')}, which is empty`,
    ]);
    expect(values({ PORT_FILE: join(folder, 'none') }).faults).toEqual([
      `PORT_FILE names ${join(folder, 'none')}, which cannot be read (ENOENT)`,
    ]);
  });

  test('works for each variable of production, and a fault is told once', () => {
    for (const name of ['PIN_KEYS', 'PORT', 'MicrosoftAppPassword']) delete process.env[name];
    process.env.PIN_KEYS_FILE = join(folder, 'none');
    process.env.PORT_FILE = file('port', '70000\n');
    let message = '';
    try {
      readProductionConfig();
    } catch (error) {
      ({ message } = error as Error);
    }
    const lines = message.split('\n');
    expect(lines.filter((line) => /^PIN_KEYS/.test(line))).toEqual([
      `PIN_KEYS_FILE names ${join(folder, 'none')}, which cannot be read (ENOENT)`,
    ]);
    expect(lines.filter((line) => /^PORT /.test(line))).toHaveLength(1);
  });
});

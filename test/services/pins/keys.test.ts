import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../../../services';
import { keysFromFile, parsePinKeys } from '../../../services/pins/keys';
import { seedSamplePeople } from '../../../services/try-out/sample-people';
import { disposeServices, freshDatabase, testKey } from '../../helpers/services';

const text = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

describe('PIN_KEYS', () => {
  test('holds keys, the one that seals first', () => {
    expect(parsePinKeys(`${text('new', 1)}, ${text('old', 2)}`).map(({ id, bytes }) => [id, bytes[0]])).toEqual([
      ['new', 1],
      ['old', 2],
    ]);
  });

  test.each(['', 'key', 'key:', 'key:c2hvcnQ=', `:${text('', 1)}`, text('a b', 1), `${text('a', 1)},`])(
    'refuses "%s", and says how to make one',
    (wrong) => {
      expect(() => parsePinKeys(wrong)).toThrow(/PIN_KEYS: entry \d is not .*randomBytes/);
    },
  );

  test('refuses two keys of one id', () => {
    expect(() => parsePinKeys(`${text('a', 1)},${text('a', 2)}`)).toThrow('two keys have the same id');
  });

  test('never says a key', () => {
    const secret = Buffer.alloc(31, 9).toString('base64');
    expect(() => parsePinKeys(`key:${secret}`)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  });
});

describe('the try-out’s own key file', () => {
  test('is made once, readable by its owner alone, and read again', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keys-')), 'deep', 'keys.json');
    const [made, read] = [keysFromFile(file), keysFromFile(file)];
    expect(read).toEqual(made);
    expect(made[0]!.bytes).toHaveLength(32);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('PIN_KEYS');
  });

  test('that was damaged is not replaced', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys.json');
    writeFileSync(file, '{"PIN_KEYS":"rubbish"}');
    expect(() => keysFromFile(file)).toThrow(/holds no usable PIN keys/);
    expect(readFileSync(file, 'utf8')).toContain('rubbish');
  });
});

describe('a database that was sealed before', () => {
  test('opens with its key, also when a newer one stands before it', async () => {
    const database = freshDatabase();
    const first = await createServices({ ...database, pinKeys: [testKey] });
    await seedSamplePeople(first);
    await first.close();
    const newer = { id: 'newer', bytes: Buffer.alloc(32, 9) };
    const second = await createServices({ ...database, pinKeys: [newer, testKey] });
    await disposeServices(second);
  });

  test('refuses to start without its key, or with a wrong one under its id', async () => {
    const database = freshDatabase();
    const first = await createServices({ ...database, pinKeys: [testKey] });
    await seedSamplePeople(first);
    const start = (pinKeys: (typeof testKey)[]) => createServices({ ...database, pinKeys });
    await expect(start([{ id: 'another', bytes: Buffer.alloc(32, 9) }])).rejects.toThrow(
      'sealed with the key "test-1", which PIN_KEYS does not hold',
    );
    await expect(start([{ id: testKey.id, bytes: Buffer.alloc(32, 9) }])).rejects.toThrow(
      'The PIN key "test-1" is not the one',
    );
    await disposeServices(first);
  });
});

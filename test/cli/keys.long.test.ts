import { mongoOf } from '../helpers/database';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDesk } from '../../cli/program';
import { createServices, type Services } from '../../services';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { startLocalMongo } from '../../services/try-out/local-mongo';
import { parsePinKeys } from '../../services/pins/keys';
import { seedSamplePeople } from '../../services/try-out/sample-people';
import { acting, type Ended, json, within } from '../helpers/command-line';
import { freshServices } from '../helpers/services';

const root = join(__dirname, '..', '..');
const [old, fresh] = [
  { id: 'key-1', bytes: Buffer.alloc(32, 1) },
  { id: 'key-2', bytes: Buffer.alloc(32, 2) },
];
const entry = ({ id, bytes }: typeof old) => `${id}:${bytes.toString('base64')}`;

/** Runs `desk keys ...` as an operator does, with nobody acting. An empty variable counts as not set. */
const keys = (args: string[], settings: Record<string, string>): Promise<Ended> =>
  within({ ...acting(), MONGODB_URI: '', PIN_KEYS: '', DATABASE: '', DATA_DIR: '', ...settings }, (streams) =>
    runDesk(['keys', ...args], streams),
  );

describe('the keys, where nobody acts', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'keys-cli-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe('on a database in use', () => {
    let services: Services;
    let dispose: () => Promise<void>;
    let settings: Record<string, string>;
    beforeAll(async () => {
      ({ services, dispose } = await freshServices({ pinKeys: [old] }));
      settings = {
        MONGODB_URI: process.env.TEST_MONGODB_URI!,
        DATABASE: mongoOf(services).db.databaseName,
        DATA_DIR: folder,
      };
    });
    afterAll(() => dispose());
    const sealedBy = (id: string) =>
      mongoOf(services).db.collection<ConferencingDocument>('conferencing').countDocuments({ 'pin.key': id });

    test('rotates, says what happened, and shows the keys before and after without a byte of them', async () => {
      const all = await sealedBy('key-1');
      const both = { ...settings, PIN_KEYS: `${entry(fresh)},${entry(old)}` };
      const outputs = [
        await keys(['list'], both),
        await keys(['rotate'], both),
        await keys(['list'], { ...settings, PIN_KEYS: entry(fresh) }),
      ];
      const unused = 'Unused now: "key-1". Remove it from PIN_KEYS once every replica seals with the first key.\n';
      expect(outputs.map(({ code, errors }) => [code, errors])).toEqual([
        [0, ''],
        [0, unused],
        [0, ''],
      ]);
      const row = (key: string, storedPins: number, inPinKeys: string) => ({
        ...{ key, storedPins, pinsInMails: 0, inPinKeys },
      });
      const done = { whatIf: false, would: [] };
      expect(outputs.map((one) => json(one))).toEqual([
        expect.arrayContaining([row('key-2', 0, 'first'), row('key-1', all, 'older')]),
        { ...done, storedPins: all, pinsInMails: 0, unopened: 0, unusedNow: ['key-1'], stillInUse: [] },
        expect.arrayContaining([row('key-2', all, 'first'), row('key-1', 0, 'no')]),
      ]);
      // It takes no role, and so it leaves no record.
      expect(await mongoOf(services).db.collection('audit').countDocuments({ action: /keys/ })).toBe(0);
      for (const { output } of outputs)
        for (const { bytes } of [old, fresh]) expect(output).not.toContain(bytes.toString('base64').slice(0, 20));
      expect(await sealedBy('key-2')).toBe(all);
    });

    test('refuses to rotate without a key that is in use, in one line, and list shows which', async () => {
      const third = { ...settings, PIN_KEYS: entry({ id: 'key-3', bytes: Buffer.alloc(32, 3) }) };
      const all = await sealedBy('key-2');
      expect(await keys(['rotate'], third)).toEqual({
        code: 1,
        output: '',
        errors:
          'error setup: The PINs in this database are sealed with the key "key-2", which PIN_KEYS does not hold.\n',
      });
      expect(json(await keys(['list'], third))).toContainEqual(
        expect.objectContaining({ key: 'key-2', storedPins: all, inPinKeys: 'no' }),
      );
    });
  });

  test('makes a key that PIN_KEYS takes, alone on standard output, and never one of a known id', async () => {
    const [one, other] = [
      await keys(['new', 'key-2'], { DATA_DIR: folder }),
      await keys(['new', 'key-2'], { DATA_DIR: folder }),
    ];
    expect(one.code).toBe(0);
    expect(parsePinKeys(one.output.trim())).toMatchObject([{ id: 'key-2' }]);
    expect(one.output).not.toBe(other.output);
    expect(one.errors).toContain('at the end of PIN_KEYS of every replica');
    expect(await keys(['new', 'key-1'], { DATA_DIR: folder, PIN_KEYS: entry(old) })).toEqual({
      code: 5,
      output: '',
      errors: 'error key-exists: there is a key "key-1" already. A new key needs a new id. Nothing was made.\n',
    });
  });

  test('works on the local database of a try-out and its keys.json, and makes none itself', async () => {
    const none = await keys(['list'], { DATA_DIR: folder });
    expect([none.code, none.errors.split('\n').length]).toEqual([1, 2]);
    expect(none.errors).toContain('PIN_KEYS is not set, and there is no ');
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ PIN_KEYS: `${entry(fresh)},${entry(old)}` }));
    expect(await keys(['rotate'], { DATA_DIR: folder })).toMatchObject({
      code: 1,
      errors: expect.stringContaining('There is no database') as string,
    });

    const cacheFolder = join(root, 'node_modules', '.cache', 'dial-in-desk');
    const local = await startLocalMongo({
      dataFolder: folder,
      cacheFolder,
      mongodBinary: process.env.MONGOMS_SYSTEM_BINARY,
      say: () => undefined,
    });
    const services = await createServices({ uri: local.uri, database: 'dial-in-desk', pinKeys: [old] });
    await seedSamplePeople(services);
    await services.close();
    await local.stop();
    const rotated = await keys(['rotate'], { DATA_DIR: folder });
    expect(rotated.code).toBe(0);
    expect(json<{ storedPins: number }>(rotated).storedPins).toBeGreaterThan(0);
  });

  test('explain themselves, and what was mistyped', async () => {
    expect(await keys(['--help'], {})).toMatchObject({
      code: 0,
      output: expect.stringContaining('in this order') as string,
    });
    expect(await keys(['rotat'], {})).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Did you mean rotate?') as string,
    });
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServices } from '../../services';
import { disposeServices, freshDatabase } from '../helpers/services';
import { databaseWithoutTransactions } from './database-without-transactions';
import {
  expectRefusal,
  freePorts,
  freshFolder,
  killAll,
  type Ports,
  removeFolders,
  start,
  tryOutCommand,
} from './try-out';

afterAll(() => {
  killAll();
  removeFolders();
});

describe('a start that cannot be is refused in one clear line, and leaves nothing running', () => {
  let taken: Server;
  const takenPort = () => (taken.address() as AddressInfo).port;
  beforeAll(
    () =>
      new Promise<void>((ready) => {
        taken = createServer().listen(0, '127.0.0.1', ready);
      }),
  );
  afterAll(() => new Promise<void>((done) => void taken.close(() => done())));

  type Environment = Record<string, string | number>;
  const faults: [string, (own: Ports & { folder: string }) => Environment, RegExp][] = [
    ['a busy PORT', () => ({ PORT: takenPort() }), /^Port \d+ is in use\. .* set PORT to another one\.$/],
    [
      'a busy port of a Playground',
      () => ({ PLAYGROUND_PORT: takenPort() - 2 }),
      /^Port \d+ is in use\. .* set PLAYGROUND_PORT to another one\.$/,
    ],
    [
      'a PORT that a Playground needs',
      ({ PLAYGROUND_PORT }) => ({ PORT: PLAYGROUND_PORT + 1 }),
      /^PORT \d+ is one of the five ports/,
    ],
    [
      'a data folder that cannot be written',
      ({ folder }) => ({ DATA_DIR: join(folderWith(folder, 'file', ''), 'file', 'x') }),
      /^The data folder .+\/file\/x cannot be written\./,
    ],
    [
      'a data folder where the system has none',
      () => ({ DATA_DIR: '/proc/nope' }),
      /^The data folder \/proc\/nope cannot be written\./,
    ],
    [
      'a MONGODB_URI where nothing listens',
      () => ({ MONGODB_URI: 'mongodb://127.0.0.1:1/' }),
      /^The database does not answer\. Check MONGODB_URI/,
    ],
    [
      'a MONGODB_URI that is none',
      () => ({ MONGODB_URI: 'localhost:27017' }),
      /^MONGODB_URI is not a MongoDB address\./,
    ],
    [
      'a keys.json without keys',
      ({ folder }) => ({ DATA_DIR: folderWith(folder, 'keys.json', '{}') }),
      /keys\.json holds no usable PIN keys\./,
    ],
    [
      'a database.json that says nothing',
      ({ folder }) => ({ DATA_DIR: folderWith(folder, 'database.json', '{"eng') }),
      /database\.json does not say which database/,
    ],
  ];

  test.each(faults)('%s', async (_fault, configure, expected) => {
    const [own, folder] = [await freePorts(), freshFolder()];
    await expectRefusal(start(tryOutCommand, { ...own, DATA_DIR: folder, ...configure({ ...own, folder }) }), expected);
  });

  test('--help says what can be given, and starts nothing', async () => {
    const helping = start([...tryOutCommand, '--help'], { ...(await freePorts()), DATA_DIR: freshFolder() });
    await helping.ended;
    expect(helping.stdout).toContain('npm start -- --no-playground');
    expect(helping.stdout).toContain('DATA_DIR');
    expect(helping.stdout).not.toContain('Dial-in Desk is ready');
  });

  test('an unknown argument', async () => {
    const failing = start([...tryOutCommand, '--no-playgrond'], { ...(await freePorts()), DATA_DIR: freshFolder() });
    await expectRefusal(
      failing,
      /^Unknown argument\. There are three: npm start -- --no-playground, --tenant, and --help$/,
    );
  });

  test('a keys.json that does not fit the database', async () => {
    const { uri, database } = freshDatabase();
    const services = await createServices({ uri, database, pinKeys: [{ id: 'key-1', bytes: randomBytes(32) }] });
    try {
      const failing = start([...tryOutCommand, '--no-playground'], {
        ...(await freePorts()),
        DATA_DIR: freshFolder(),
        MONGODB_URI: uri,
        DATABASE: database,
      });
      await expectRefusal(failing, /^The PIN key "key-1" is not the one this database was sealed with\./);
    } finally {
      await disposeServices(services);
    }
  });

  const production = {
    PIN_KEYS: `key-1:${randomBytes(32).toString('base64')}`,
    SMTP_URL: 'smtp://127.0.0.1',
    MAIL_FROM: 'desk@contoso.example',
    MicrosoftAppId: randomUUID(),
    MicrosoftAppPassword: 'hush',
    MicrosoftAppTenantId: randomUUID(),
  };
  test.each<[string, string[], Environment]>([
    ['the try-out', [...tryOutCommand, '--no-playground'], {}],
    ['production', [process.execPath, '--import', 'tsx', 'bot/index.ts'], production],
  ])('a database without transactions: %s', async (_, command, own) => {
    const { uri, database } = freshDatabase();
    const standalone = await databaseWithoutTransactions(uri);
    try {
      const failing = start(command, {
        ...(await freePorts()),
        DATA_DIR: freshFolder(),
        MONGODB_URI: standalone.uri,
        DATABASE: database,
        ...own,
      });
      await expectRefusal(
        failing,
        /^This database cannot commit a transaction \(.+\)\. Dial-in Desk needs a replica set: start mongod with --replSet/,
      );
      expect(standalone.refused()).toBeGreaterThan(0);
    } finally {
      await standalone.close();
    }
  });

  test.each([
    ['SMTP_URL', { SMTP_URL: 'mail.contoso.example' }],
    ['MAIL_FROM', { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'nobody in particular' }],
  ])(
    'a %s that is none',
    async (name, environment) => {
      const failing = start([...tryOutCommand, '--no-playground'], {
        ...(await freePorts()),
        DATA_DIR: freshFolder(),
        ...environment,
      });
      await expectRefusal(failing, new RegExp(`^${name} (is not|must be)`));
    },
    30_000,
  );

  test('production without configuration, with a line for each variable that is missing', async () => {
    const failing = start([process.execPath, '--import', 'tsx', 'bot/index.ts'], { DATA_DIR: freshFolder() });
    expect(await failing.ended).toBe(1);
    const lines = failing.stderr.trim().split('\n');
    for (const name of ['MONGODB_URI', 'PIN_KEYS', 'SMTP_URL', 'MAIL_FROM', 'MicrosoftAppId', 'MicrosoftAppTenantId'])
      expect(lines).toContain(`${name} is missing`);
    for (const line of lines) expect(line).toMatch(/^[A-Za-z_]+ is (missing|required)/);
  });
});

function folderWith(folder: string, name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return folder;
}

import {
  calledAs,
  environmentFor,
  readManifestConfig,
  readProductionConfig,
  readTryOutConfig,
} from '../../setup/config';

describe('how the command line was called', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  const npm = { npm_command: 'run-script', npm_package_name: 'dial-in-desk', npm_lifecycle_event: 'desk' };
  const installed = '/opt/shop/node_modules/.bin';

  test.each([
    ['in a clone, by npm', npm, '/opt/desk/cli/desk.ts', 'npm run desk --'],
    ['in a clone, for short', { ...npm, npm_lifecycle_event: 'audit' }, '/opt/desk/cli/desk.ts', 'npm run desk --'],
    ['with npx', { npm_command: 'exec', PATH: installed }, `${installed}/dialin-desk`, 'npx dialin-desk'],
    ['where the shell finds it', { PATH: '/bin:/usr/local/bin' }, '/usr/local/bin/dialin-desk', 'dialin-desk'],
    ['by its path', { PATH: '/bin' }, `${installed}/dialin-desk`, 'npx dialin-desk'],
    [
      'by a script of another project',
      { npm_command: 'run-script', npm_package_name: 'shop', npm_lifecycle_event: 'desk', PATH: installed },
      `${installed}/dialin-desk`,
      'npx dialin-desk',
    ],
    ['on Windows', { PATH: 'C:\\npm' }, 'C:\\npm\\node_modules\\dial-in-desk\\cli\\dialin-desk.cjs', 'npx dialin-desk'],
  ])('%s: it names itself so that it can be typed again', (_, variables, script, name) => {
    for (const one of Object.keys(process.env)) if (one.startsWith('npm_')) delete process.env[one];
    Object.assign(process.env, variables);
    expect(calledAs(script)).toBe(name);
  });
});

describe('the configuration', () => {
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of Object.keys(process.env))
      if (
        /^(PORT|MONGODB_URI|PIN_KEYS|LOG_LEVEL|DATA_DIR|DATABASE|PLAYGROUND_PORT|SMTP_URL|MAIL_FROM|Microsoft|DEVELOPER|HOST|KEEP)/.test(
          name,
        )
      )
        delete process.env[name];
  });
  afterEach(() => {
    process.env = { ...before };
  });
  const set = (values: Record<string, string>) => Object.assign(process.env, values);

  test('needs nothing for the try-out', () => {
    expect(readTryOutConfig()).toMatchObject({
      PORT: 3978,
      PLAYGROUND_PORT: 56_150,
      DATA_DIR: '.data',
      LOG_LEVEL: 'warn',
    });
  });

  test('takes an empty variable for one that is not set', () => {
    set({ PORT: '', MONGODB_URI: '' });
    expect(readTryOutConfig()).toMatchObject({ PORT: 3978 });
    expect(readTryOutConfig().MONGODB_URI).toBeUndefined();
  });

  test.each(['0', '65536', '-1', '3978.5', 'http', '1e9'])('refuses the port "%s" by its name', (PORT) => {
    set({ PORT });
    expect(() => readTryOutConfig()).toThrow(/^PORT /);
  });

  test('reports every fault of production at once, a line each', () => {
    set({ PORT: 'x', MicrosoftAppId: 'not-a-guid', LOG_LEVEL: 'loud' });
    let message = '';
    try {
      readProductionConfig();
    } catch (error) {
      message = (error as Error).message;
    }
    const lines = message.split('\n');
    for (const name of [
      'PORT',
      'LOG_LEVEL',
      'MONGODB_URI',
      'PIN_KEYS',
      'SMTP_URL',
      'MAIL_FROM',
      'MicrosoftAppId',
      'MicrosoftAppTenantId',
    ]) {
      expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
    }
    expect(lines.find((line) => line.startsWith('MONGODB_URI'))).toBe('MONGODB_URI is missing');
  });

  const complete = {
    MONGODB_URI: 'mongodb://localhost/?replicaSet=rs',
    PIN_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    SMTP_URL: 'smtps://user:hush@mail.contoso.example',
    MAIL_FROM: 'conferencing@contoso.example',
    MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa',
    MicrosoftAppTenantId: '00000000-0000-4000-8000-000000000001',
  };

  test('asks production for a password, unless a managed identity has none', () => {
    set(complete);
    expect(() => readProductionConfig()).toThrow('MicrosoftAppPassword is required');
    set({ MicrosoftAppType: 'UserAssignedMSI' });
    expect(readProductionConfig()).toMatchObject({ MicrosoftAppType: 'UserAssignedMSI', LOG_LEVEL: 'info' });
  });

  test('takes for how long things are kept, and not so short a time that they are missed', () => {
    set({ ...complete, MicrosoftAppPassword: 'hush' });
    expect(readProductionConfig()).toMatchObject({ KEEP_HISTORY_DAYS: 180, KEEP_OFFERS_DAYS: 30 });
    set({ KEEP_HISTORY_DAYS: '29', KEEP_OFFERS_DAYS: '1.5' });
    expect(() => readProductionConfig()).toThrow(
      /^KEEP_HISTORY_DAYS must be at least 30 days\nKEEP_OFFERS_DAYS must be a whole number of days/,
    );
  });

  test('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readTryOutConfig())).toBe(true);
  });

  test('never says a value that may be a secret', () => {
    set({ ...complete, MicrosoftAppId: 'secret-in-the-wrong-place', MicrosoftAppPassword: 'hush' });
    expect(() => readProductionConfig()).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/hush|secret-in/) }),
    );
    expect(() => readManifestConfig()).toThrow(/^MicrosoftAppId /);
  });

  test('hands no key and no password to a program that we start', () => {
    set({
      PIN_KEYS: 'k:x',
      MicrosoftAppPassword: 'hush',
      MONGODB_URI: 'mongodb://user:hush@host',
      SMTP_URL: 'smtp://user:hush@host',
    });
    expect(JSON.stringify(environmentFor({ MINE: '1' }))).not.toMatch(/hush|k:x/);
    expect(environmentFor({ MINE: '1' })).toMatchObject({ MINE: '1', PATH: process.env.PATH });
  });
});

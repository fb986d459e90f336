import tseslint from 'typescript-eslint';

/**
 * The house: its rooms, and the walls between them (docs/architecture.md). A file may import its own room and those
 * that its room names here, all of them further down; nothing else. The message of a wall says what to do instead.
 * That there is no circle inside a room is dependency-cruiser's to say.
 */
const services = {
  base: { below: [], instead: 'what everybody uses knows nobody: hand in what is needed.' },
  pins: { below: ['base'], instead: 'secrets at rest know neither people nor records: hand in what is sealed.' },
  audit: { below: ['base'], instead: 'the trail keeps ids and knows nothing of what they stand for.' },
  settings: { below: ['base', 'pins'], instead: 'a setting is checked by itself: move what it needs to base.' },
  people: {
    below: ['base', 'settings', 'audit'],
    instead: 'the directory knows nothing of what people have: do it in services/changes.',
  },
  offers: {
    below: ['base', 'settings', 'audit', 'people'],
    instead: 'an offer knows who and what, not how: the way of a change is in services/changes.',
  },
  conferencing: {
    below: ['base', 'pins', 'settings', 'audit', 'people'],
    instead: 'records are kept here and changed in services/changes.',
  },
  mail: {
    below: ['base', 'pins', 'settings', 'people', 'conferencing'],
    instead: 'an email is told what it is about: hand it in.',
  },
  changes: {
    below: ['base', 'pins', 'settings', 'audit', 'people', 'offers', 'conferencing', 'mail'],
    instead: 'a change does not read across: that is for services/views.',
  },
  views: {
    below: ['base', 'settings', 'audit', 'people', 'conferencing', 'mail'],
    instead: 'a view changes nothing and offers nothing.',
  },
  moving: {
    below: ['base', 'pins', 'audit'],
    instead: 'a copy of the database knows nothing of what is in it: let each room do its own, as after a restore.',
  },
  bulk: {
    below: ['base', 'settings', 'audit', 'people', 'offers', 'conferencing', 'mail', 'changes'],
    instead: 'a bulk job makes each change the way of services/changes.',
  },
};

/**
 * Which collections of the database each room opens; everybody else asks the room. services/base/collections.ts is the
 * same list for the compiler, and a test keeps the two together.
 */
const collections = {
  'base': ['leases', 'probe', 'restores'],
  'pins': ['pinKeys'],
  'audit': ['audit', 'auditHeads'],
  'settings': ['settings'],
  'people': ['people', 'roleChanges', 'conversations', 'formerPeople', 'syncs'],
  'offers': ['operations', 'limits', 'notices', 'requests', 'files'],
  'conferencing': ['conferencing', 'conferenceIds', 'pinAttempts', 'numberGuards', 'tenantCalls'],
  'mail': ['outbox', 'numberMailings'],
  'moving': ['migrations'],
  'bulk': ['bulkJobs', 'bulkRows'],
  'try-out': ['seeds', 'running'],
};

const rooms = Object.keys(services);
const above = (room) => [
  ...rooms.filter((one) => one !== room && !services[room].below.includes(one)),
  'try-out',
  'index',
];

const teamsSdk = ['botbuilder', 'botbuilder-*', 'botframework-*', 'restify'];
const storage = ['mongodb', 'mongodb-*'];
const sdk = { group: teamsSdk, message: 'The SDK stays in bot/teams, so that it can be replaced.' };
const database = { group: storage, message: 'Storage stays behind services: add a method there.' };

/** Not these folders, however many levels up they are. */
const not = (names, message) => ({ regex: `^(?:\\.\\./)+(?:${names.join('|')})(?:/|$)`, message });
/**
 * All that the files of one room may not import. Each file is in one room only: of two such rules the last one would
 * win.
 */
const wall = (files, ...patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only setup/config.ts reads the environment: add the setting there and hand it in.',
};
const internals = {
  selector: "CallExpression[callee.name='internalsOf']",
  message: 'The database stays behind the services: add a method to the room that owns the collection.',
};
const wholeDatabase = {
  selector: "MemberExpression[property.name='db']",
  message: 'Ask for a collection by its name: mongo.collection(name), in the room that owns it.',
};
/** Opening a collection that another room owns. */
const opening = (room) => ({
  selector: `CallExpression[callee.property.name='collection']:not([arguments.0.value=/^(${(collections[room] ?? ['-']).join('|')})$/])`,
  message:
    `services/${room} owns ${(collections[room] ?? []).join(', ') || 'no collection'}: ask the room that ` +
    `owns this one for what you need (services/base/collections.ts).`,
});

/** Every collection, whoever owns it. */
const contents = {
  selector: "CallExpression[callee.property.name='contents']",
  message: 'Only services/moving copies the whole database: ask the room that owns the collection.',
};

const fronts = ['bench', 'bot', 'cards', 'cli', 'manifest', 'setup', 'tenant', 'test', 'words'];
const fromServices = not(
  fronts,
  'Services are driven by chat, command line and jobs alike: return a value or throw a Problem, and let the caller ' +
    'find words.',
);
const withoutTeams = {
  // OpenTelemetry's interface alone does nothing: setup/tracing.ts has the library behind it.
  group: [...teamsSdk, 'prom-client', '@opentelemetry/*', '!@opentelemetry/api'],
  message: 'Services know nothing of Teams, HTTP or metrics: hand in what is needed.',
};
const notTest = not(['test'], 'What runs imports nothing of the tests: move what both need out of test/.');
const notOut = (names, message) => not([...names, 'bench', 'test'], message);

export default tseslint.config(
  { ignores: ['node_modules/', 'build/', 'dist/', '.data/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw secrets with node:crypto.' },
      ],
      // Prettier keeps the code within the line; this keeps the comments there.
      'max-len': [
        'error',
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
    },
  },
  {
    files: ['bench', 'bot', 'cards', 'cli', 'manifest', 'services', 'setup', 'tenant', 'words'].map(
      (folder) => `${folder}/**`,
    ),
    // The stand-in for PowerShell is a program of its own, which tells the tests what it was given.
    ignores: ['setup/config.ts', 'tenant/stand-ins/pwsh.cjs'],
    rules: { 'no-restricted-syntax': ['error', environment, internals] },
  },
  ...[...rooms, 'try-out'].map((room) => ({
    files: [`services/${room}/**`],
    rules: {
      'no-restricted-syntax': [
        'error',
        environment,
        ...(room === 'try-out' ? [] : [internals]),
        ...(room === 'base' || room === 'try-out' ? [] : [wholeDatabase]),
        ...(room === 'moving' ? [] : [contents]),
        opening(room),
      ],
    },
  })),
  // Here a name becomes a collection.
  { files: ['services/base/mongo.ts'], rules: { 'no-restricted-syntax': ['error', environment, internals] } },
  { files: ['services/index.ts'], rules: { 'no-restricted-syntax': ['error', environment, wholeDatabase] } },
  { files: ['bench/**'], rules: { 'no-restricted-syntax': ['error', environment] } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },

  ...rooms.map((room) =>
    wall(
      [`services/${room}/**`],
      fromServices,
      withoutTeams,
      not(
        above(room),
        `services/${room} may import ${services[room].below.join(', ') || 'no other room'}: ${services[room].instead}`,
      ),
    ),
  ),
  wall(['services/index.ts', 'services/try-out/**'], fromServices, withoutTeams),

  wall(
    ['tenant/**'],
    sdk,
    database,
    notOut(
      ['bot', 'cards', 'cli', 'manifest', 'setup', 'words'],
      'Microsoft 365 stands behind the services: hand in what is needed, and return what it says.',
    ),
  ),
  wall(
    ['setup/**'],
    sdk,
    database,
    notOut(
      ['bot', 'cards', 'cli', 'manifest', 'words'],
      'Set-up is shared by all fronts: it reads the environment and builds on services.',
    ),
  ),
  wall(
    ['words/**'],
    sdk,
    database,
    notOut(
      ['bot', 'cli', 'manifest', 'setup', 'tenant'],
      'Words are shared by all fronts: hand in what they are about.',
    ),
  ),
  wall(
    ['cards/**'],
    {
      group: ['node:*', ...teamsSdk, ...storage],
      message: 'A card only shows texts: give its data a field, and fill it in the command.',
    },
    notOut(
      ['bot', 'cli', 'manifest', 'services', 'setup', 'tenant', 'words'],
      'A card only shows texts: give its data a field, and fill it in the command.',
    ),
  ),

  wall(
    ['bot/show/**'],
    sdk,
    database,
    not(
      ['turn', 'teams', 'loops', 'commands', 'watch', 'try-out', 'desk', 'index'],
      'Cards are drawn from data: hand it in.',
    ),
    notOut(['cli', 'manifest', 'setup', 'tenant'], 'The bot knows no other front.'),
  ),
  wall(
    ['bot/turn/**'],
    sdk,
    database,
    not(
      ['teams', 'loops', 'commands', 'watch', 'try-out', 'desk', 'index'],
      'A turn knows neither Teams nor a command by name.',
    ),
    notOut(['cli', 'manifest', 'setup', 'tenant'], 'The bot knows no other front.'),
  ),
  wall(
    ['bot/commands/**'],
    {
      group: [...teamsSdk, ...storage, 'node:*'],
      message: 'A command is words, a service call and a card: put the rest into a service.',
    },
    not(
      ['teams', 'loops', 'watch', 'try-out', 'desk', 'index'],
      'A command is words, a service call and a card: it knows neither Teams nor a loop.',
    ),
    { regex: '^\\./', message: 'Commands do not know one another: share by a service or a card.' },
    notOut(['cli', 'manifest', 'setup', 'tenant'], 'A command is words, a service call and a card.'),
  ),
  { files: ['bot/commands/index.ts'], rules: { 'no-restricted-imports': 'off' } },
  wall(
    ['bot/teams/**'],
    database,
    not(
      ['loops', 'commands', 'try-out', 'desk', 'index'],
      'Teams hands in and sends out; what happens is decided in bot/turn.',
    ),
    notOut(['cli', 'manifest', 'setup', 'tenant'], 'The bot knows no other front.'),
  ),
  wall(
    ['bot/loops/**'],
    sdk,
    database,
    not(['commands', 'watch', 'try-out', 'desk', 'index'], 'A loop is handed its commands.'),
    notOut(['cli', 'manifest', 'setup', 'tenant'], 'The bot knows no other front.'),
  ),
  wall(
    ['bot/watch/**'],
    sdk,
    database,
    not(
      ['show', 'teams', 'loops', 'commands', 'try-out', 'desk', 'index'],
      'What is told of the bot is counted here: hand in what it is about.',
    ),
    notOut(['cli', 'manifest', 'setup', 'tenant'], 'The bot knows no other front.'),
  ),
  wall(['bot/*.ts'], sdk, database, notOut(['cli', 'tenant'], 'The bot knows no other front.')),
  wall(['bot/try-out/**'], sdk, database, notOut(['cli'], 'The bot knows no other front.')),

  wall(
    ['cli/terminal/**'],
    sdk,
    database,
    not(['session', 'commands', 'program'], 'The terminal knows no session.'),
    notOut(
      ['bot', 'cards', 'manifest', 'tenant'],
      'The command line shares setup/ and words/ with the bot, and nothing else.',
    ),
  ),
  wall(
    ['cli/session/**'],
    sdk,
    database,
    not(['commands', 'program'], 'A session knows no command by name.'),
    notOut(
      ['bot', 'cards', 'manifest', 'tenant'],
      'The command line shares setup/ and words/ with the bot, and nothing else.',
    ),
  ),
  wall(
    ['cli/*.ts', 'cli/commands/**'],
    sdk,
    database,
    notOut(
      ['bot(?!/(?:serving|try-out/try-out)(?:\\.js)?$)', 'cards', 'manifest(?!/write(?:\\.js)?$)', 'tenant'],
      'The command line starts the bot and shares setup/ and words/ with it, and nothing else.',
    ),
  ),
  wall(
    ['manifest/**'],
    sdk,
    database,
    notOut(
      ['cards', 'cli', 'tenant', 'words', 'services(?!/base/problem$)'],
      'The manifest is built from declarations only.',
    ),
  ),
  wall(['bench/**'], notTest),
);

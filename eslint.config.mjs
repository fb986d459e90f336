import tseslint from 'typescript-eslint';

const teamsSdk = ['botbuilder', 'botbuilder-*', 'botframework-*', 'restify'];
const storage = ['mongodb', 'mongodb-*'];

/** One rule of the folder table in the README: what a folder may not import, and what to do instead. */
const mayNot = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.data/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Draw secrets with node:crypto.' }],
    },
  },
  {
    files: ['bench/**', 'bot/**', 'cards/**', 'cli/**', 'services/**', 'manifest/**'],
    ignores: ['setup/config.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only setup/config.ts reads the environment: add the setting there and hand it in.',
        },
      ],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  mayNot(
    ['services/**'],
    { group: ['**/bot/**', '**/cards/**', '**/bot', '**/cards'], message: 'Services are driven by chat, command line and jobs alike: return a value or throw a Problem, and let the caller find words.' },
    { group: teamsSdk, message: 'Services know nothing of Teams or HTTP: hand in what is needed.' },
  ),
  mayNot(
    ['cards/**'],
    { group: ['**/bot/**', '**/services/**', '**/services', 'node:*', ...teamsSdk, ...storage], message: 'A card only shows texts: give its data a field, and fill it in the command.' },
  ),
  mayNot(
    ['bot/commands/**'],
    { group: [...teamsSdk, ...storage, 'node:*'], message: 'A command is words, a service call and a card: put the rest into a service.' },
    { regex: '^\\./(?!index)', message: 'Commands do not know one another: share by a service or a card.' },
  ),
  { files: ['bot/commands/index.ts'], rules: { 'no-restricted-imports': 'off' } },
  mayNot(
    ['bot/*.ts'],
    { group: storage, message: 'Storage stays behind services: add a method there.' },
    { group: teamsSdk, message: 'The SDK stays in the seven files that are named here, so that it can be replaced.' },
  ),
  mayNot(
    ['activity', 'adapter', 'authentication', 'desk-bot', 'gate', 'outbound', 'server'].map((name) => `bot/${name}.ts`),
    { group: storage, message: 'Storage stays behind services: add a method there.' },
  ),
  mayNot(
    ['manifest/**'],
    { group: ['**/cards/**', '**/cards', ...teamsSdk, ...storage], message: 'The manifest is built from declarations only.' },
    { group: ['**/services/**', '!**/services/base/problem'], message: 'The manifest is built from declarations only.' },
  ),
  mayNot(
    ['cli/**'],
    { group: storage, message: 'Storage stays behind services: add a method there.' },
    { group: teamsSdk, message: 'The command line knows nothing of Teams.' },
    { group: ['**/cards', '**/cards/**', '**/manifest/**', '!**/manifest/write.js'], message: 'The command line drives services and prints lines.' },
    { regex: '/bot(/(?!(config|run|audit-words|mail-words|person-words)$)|$)', message: 'The command line drives services; of the bot it takes the settings and some words only.' },
  ),
);

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A file, what it would hold, and what the linter says. */
const cases: [string, string, string][] = [
  ['services/pins/pins.ts', "import { cards } from '../cards';\ncards.help;", 'find words'],
  ['services/pins/pins.ts', "import { TurnContext } from 'botbuilder';\nTurnContext;", 'know nothing of Teams'],
  ['services/try-out/ports.ts', "import { commands } from '../../bot/commands';\ncommands;", 'find words'],
  ['cards/card.ts', "import { Secret } from '../services/base/secret';\nSecret;", 'A card only shows texts'],
  ['cards/card.ts', "import { readFileSync } from 'node:fs';\nreadFileSync;", 'A card only shows texts'],
  ['bot/commands/help.ts', "import { Db } from 'mongodb';\nDb;", 'put the rest into a service'],
  ['bot/commands/help.ts', "import { randomInt } from 'node:crypto';\nrandomInt;", 'put the rest into a service'],
  ['bot/commands/help.ts', "import { hello } from './hello';\nhello;", 'do not know one another'],
  ['bot/turn/dispatcher.ts', "import { Db } from 'mongodb';\nDb;", 'Storage stays behind services'],
  ['bot/turn/dispatcher.ts', "import { TurnContext } from 'botbuilder';\nTurnContext;", 'so that it can be replaced'],
  ['bot/teams/server.ts', "import { Db } from 'mongodb';\nDb;", 'Storage stays behind services'],
  ['manifest/fill.ts', "import { cards } from '../cards';\ncards;", 'declarations only'],
  ['manifest/fill.ts', "import { createPins } from '../services/pins/pins';\ncreatePins;", 'declarations only'],
  ['cli/program.ts', "import { fill } from '../manifest/fill';\nfill;", 'and nothing else'],
  ['services/pins/pins.ts', 'process.env.PORT;', 'Only setup/config.ts reads the environment'],
  ['services/pins/pins.ts', 'Math.random();', 'node:crypto'],
];

/**
 * Jest cannot load ESLint's own configuration file, so a process of its own does. None of these rules asks for types,
 * which take ten seconds.
 */
const lintAll = `
const { ESLint } = require('eslint');
const { configs } = require('typescript-eslint');
(async () => {
  const eslint = new ESLint({ overrideConfig: configs.disableTypeChecked });
  const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const said = [];
  for (const [filePath, code] of cases) said.push((await eslint.lintText(code, { filePath }))[0].messages.map(({ message }) => message).join('\\n'));
  console.log(JSON.stringify(said));
})();
`;

describe('the linter refuses', () => {
  let said: string[];
  beforeAll(() => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', lintAll], {
      cwd: join(__dirname, '..'),
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(stderr);
    said = JSON.parse(stdout) as string[];
  }, 60_000);

  test.each(cases.map((one, index) => [...one, index] as const))('in %s: %s', (_file, _code, message, index) => {
    expect(said[index]).toContain(message);
  });
});

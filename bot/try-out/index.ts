import { parseArgs } from 'node:util';
import { SetupError } from '../../services/base/problem';
import { runUntilStopped } from '../../setup/until-stopped';
import { startTryOut, tryOutStopping } from './try-out';

const usage = `npm start                        the try-out: a local database, sample people, Teams in five browser windows
npm start -- --no-playground     without the windows: only the bot and its database
npm start -- --tenant            with stand-ins for Microsoft Entra and Teams, to see the way with Microsoft 365
npm start -- --help              this text

Settings are variables: PORT, PLAYGROUND_PORT, DATA_DIR, SMTP_URL, LOG_LEVEL and more, in docs/settings.md.
Ctrl-C stops everything. The data stays in DATA_DIR, which is .data without it.`;

/** `npm start`; `dialin-desk start` does the same. */
runUntilStopped(async () => {
  const { help, ...options } = readArguments();
  if (!help) return startTryOut(options);
  console.log(usage);
  process.exit(0);
}, tryOutStopping);

/** @throws SetupError when an argument is not known */
function readArguments(): { help: boolean; playground: boolean; tenant: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        playground: { type: 'boolean', default: true },
        tenant: { type: 'boolean', default: false },
      },
      allowNegative: true,
    });
    return values;
  } catch {
    throw new SetupError('Unknown argument. There are three: npm start -- --no-playground, --tenant, and --help');
  }
}

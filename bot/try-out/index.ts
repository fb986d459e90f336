import { parseArgs } from 'node:util';
import { SetupError } from '../../services/base/problem';
import { runUntilStopped } from '../../setup/until-stopped';
import { startTryOut, tryOutPatience } from './try-out';

/** `npm start`; `dialin-desk start` does the same. */
runUntilStopped(async () => startTryOut({ playground: readArguments() }), tryOutPatience);

/** @throws SetupError when an argument is not known */
function readArguments(): boolean {
  try {
    const { values } = parseArgs({ options: { playground: { type: 'boolean', default: true } }, allowNegative: true });
    return values.playground;
  } catch {
    throw new SetupError('Unknown argument. There is one: npm start -- --no-playground');
  }
}

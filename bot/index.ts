import { runUntilStopped } from '../setup/until-stopped';
import { startServing } from './serving';

/** `npm run serve`; `dialin-desk serve` does the same. */
runUntilStopped(startServing);

import { SetupError } from '../services/base/problem';
import { writePackage } from './write';

/** `npm run manifest`: writes the package that an administrator uploads to Teams. */

writePackage().then(
  (file) => console.log(file),
  (error: unknown) => {
    // For a bug this prints the stack, for a fault in the set-up only what to do.
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  },
);

import { devNull } from 'node:os';

// Runs before each test file: picks this worker's database, if the run has started one for each worker.
const { TEST_MONGODB_URIS: uris, JEST_WORKER_ID: worker } = process.env;
if (uris) process.env.TEST_MONGODB_URI = uris.split(' ')[Number(worker) - 1];
// A developer's own file with variables must not decide what a test finds.
process.env.ENV_FILE = devNull;

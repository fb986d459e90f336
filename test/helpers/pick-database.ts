// Runs before each test file: this worker's database, where the run has started one for each.
const { TEST_MONGODB_URIS: uris, JEST_WORKER_ID: worker } = process.env;
if (uris) process.env.TEST_MONGODB_URI = uris.split(' ')[Number(worker) - 1];

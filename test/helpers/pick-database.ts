// Runs before each test file: picks this worker's database, if the run has started one for each worker.
const { TEST_MONGODB_URIS: uris, JEST_WORKER_ID: worker } = process.env;
if (uris) process.env.TEST_MONGODB_URI = uris.split(' ')[Number(worker) - 1];

#!/usr/bin/env node
// `dialin-desk`, which npx runs in a clone and where the package is installed. Unlike npm run it writes no banner to
// standard output, where the result goes.
require('tsx/cjs');
require('./desk.ts');

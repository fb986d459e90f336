#!/usr/bin/env node
// `dialin-desk`, which npx runs in a clone and where the package is installed. Unlike npm run it writes no banner to
// standard output, where the result goes. In a build, what is compiled lies beside it. Elsewhere tsx is imported, not
// required: only so it also loads what commands import later, such as the bot.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (existsSync(join(__dirname, 'desk.js'))) require('./desk.js');
else void import('tsx').then(() => require('./desk.ts'));

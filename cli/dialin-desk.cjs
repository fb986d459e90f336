#!/usr/bin/env node
// `dialin-desk`, which npx runs in a clone and where the package is installed. Unlike npm run it writes no banner to
// standard output, where the result goes. tsx is imported, not required: only so it also loads what commands import
// later, such as the bot.
void import('tsx').then(() => require('./desk.ts'));

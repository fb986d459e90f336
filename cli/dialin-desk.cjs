#!/usr/bin/env node
// What the package installs as `dialin-desk`: the same as `npm run desk --` in a clone.
require('tsx/cjs');
require('./desk.ts');

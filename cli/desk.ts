import { once } from 'node:events';
import { askOnTerminal } from './terminal/asking';
import { runDesk } from './program';
import { createProgress } from './terminal/progress';
import { exitCodes } from './terminal/refusal';

/** `npx dialin-desk`, or `npm run desk --`: what the bot does in chat, on the command line. */

// The reader may stop reading before the end, as `head` does.
let unread = false;
process.stdout.on('error', () => void (unread = true));

void runDesk(process.argv.slice(2), {
  // An error ends the waiting, too. The listener above handles it.
  out: (text) =>
    process.stdout.write(text) || unread
      ? undefined
      : Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]).catch(() => undefined),
  err: (text) => void process.stderr.write(text),
  terminal: process.stdout.isTTY === true,
  progress: process.stderr.isTTY ? createProgress((text) => void process.stderr.write(text)) : undefined,
  // If nobody would see the question, it is not asked.
  ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
}).then((code) => {
  process.exitCode = unread && code === exitCodes.done ? exitCodes.failed : code;
});

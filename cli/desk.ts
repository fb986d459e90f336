import { runDesk } from './program';
import { exitCodes } from './refusal';

/** `npm run desk`: what the bot does in chat, on the command line. */

// Whoever reads it may stop before the end, as `head` does.
let unread = false;
process.stdout.on('error', () => void (unread = true));

void runDesk(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  terminal: process.stdout.isTTY === true,
}).then((code) => {
  process.exitCode = unread && code === exitCodes.done ? exitCodes.failed : code;
});

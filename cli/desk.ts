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
  out: (text) => (process.stdout.write(text) || unread ? undefined : readOn()),
  err: (text) => void process.stderr.write(text),
  terminal: process.stdout.isTTY === true,
  progress: process.stderr.isTTY ? createProgress((text) => void process.stderr.write(text)) : undefined,
  // If nobody would see the question, it is not asked.
  ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
}).then((code) => {
  process.exitCode = unread && code === exitCodes.done ? exitCodes.failed : code;
});

/** Waits until the reader has caught up, or reads no more. An error ends the waiting, too: it is handled above. */
async function readOn(): Promise<void> {
  const waited = new AbortController();
  const { signal } = waited;
  // A long list waits often, and what the one event leaves behind must not pile up.
  await Promise.race([once(process.stdout, 'drain', { signal }), once(process.stdout, 'close', { signal })]).catch(
    () => undefined,
  );
  waited.abort();
}

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Asks on the terminal. Ctrl-C or Ctrl-D in place of an answer gives an empty answer. */
export async function askOnTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // In that case some versions of Node never settle the question, and others reject it.
  const unanswered = once(lines, 'close').then(() => {
    process.stderr.write('\n');
    return '';
  });
  const answer = lines.question(question).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
    return unanswered;
  });
  const said = await Promise.race([answer, unanswered]);
  lines.removeAllListeners('close').close();
  return said;
}

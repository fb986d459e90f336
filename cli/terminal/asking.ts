import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Asks on the terminal. Ending the input instead of answering, with Ctrl-C or Ctrl-D, says nothing. */
export async function askOnTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Some versions of Node leave the question open then, others fail it.
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

import { printable } from '../terminal/printable';
import type { Streams } from '../terminal/output';
import { exitCodes, Refusal } from '../terminal/refusal';

/**
 * With `--confirm`: says what would happen, and asks whether to do it. Any answer but yes is a no. Without the option
 * nothing is asked.
 * @param would what would happen, in the sentences of `--what-if`; if it is empty, nothing is asked
 * @throws Refusal `declined`, or `nobody-to-ask` if there is no terminal: a script would wait for ever
 */
export async function goAhead(
  { ask, err }: Pick<Streams, 'ask' | 'err'>,
  { confirm }: { confirm?: boolean },
  would: readonly string[],
): Promise<void> {
  if (!confirm) return;
  if (!ask) {
    const wayOut = 'Leave --confirm out, or see with --what-if what would happen. Nothing was changed.';
    throw new Refusal({
      code: 'nobody-to-ask',
      what: '--confirm asks on a terminal, and there is none',
      wayOut,
      exit: exitCodes.refused,
    });
  }
  if (would.length === 0) return;
  for (const line of would) err(`${printable(line)}\n`);
  if (!/^\s*y(es)?\s*$/i.test(await ask('Do it? (y/N) '))) {
    throw new Refusal({
      code: 'declined',
      what: 'you did not say yes',
      wayOut: 'Nothing was changed.',
      exit: exitCodes.refused,
    });
  }
}

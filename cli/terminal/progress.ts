/** The shortest time between two changes of the line. Milliseconds. */
const interval = 250;

/**
 * Shows how far long work has got, in one line of a terminal. The next call rewrites the line, and an empty text clears
 * it. Calls that come too fast are left out, because a terminal may be slower than the work.
 */
export function createProgress(write: (text: string) => void, now: () => number = Date.now): (text: string) => void {
  let shown = '';
  let last = -Infinity;
  return (text) => {
    if (text === shown || (text !== '' && now() - last < interval)) return;
    // Goes back to the beginning of the line, and clears it to its end.
    write(`\r\u001b[K${text}`);
    shown = text;
    last = now();
  };
}

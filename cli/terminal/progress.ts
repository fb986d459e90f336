/** Between two changes of the line. Milliseconds. */
const interval = 250;

/**
 * Shows how far long work is, in one line of a terminal that the next call rewrites; an empty text clears it. Calls
 * that come too fast are left out, for a terminal may be slower than the work.
 */
export function createProgress(write: (text: string) => void, now: () => number = Date.now): (text: string) => void {
  let shown = '';
  let last = -Infinity;
  return (text) => {
    if (text === shown || (text !== '' && now() - last < interval)) return;
    // Back to the beginning, and to the end of the line nothing.
    write(`\r\u001b[K${text}`);
    shown = text;
    last = now();
  };
}

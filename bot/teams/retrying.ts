import { createBackoff } from '../../services/base/backoff';

/** The longest wait when the Connector says that we send too much. Milliseconds. */
const longestPause = 5_000;
const mostTries = 4;
/** How long to wait after a number of tries, if the Connector does not say. Milliseconds. */
const delayAfterTries = createBackoff({ first: 500, longest: longestPause });

/** The status with which the Connector refused a call; undefined if it did not answer. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { statusCode?: number } | undefined)?.statusCode;

/**
 * Calls the Connector, and tries again when it has a bad moment.
 *
 * 429 (too many) and 412 (something else was under way there) say that nothing was done, so everything is tried again
 * after them. Any other failure may hide what was done. Only what is `safe` to do twice is then tried again: looking
 * something up, opening a chat, editing or deleting a message. A card that comes twice is worse than one that the
 * person asks for again.
 */
export async function retrying<T>(call: () => Promise<T>, { safe = false } = {}): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === mostTries || !isPassing(error, safe)) throw error;
      await new Promise((go) => setTimeout(go, Math.min(pauseAfter(error) ?? delayAfterTries(tries), longestPause)));
    }
  }
}

function isPassing(error: unknown, safe: boolean): boolean {
  const status = statusOf(error);
  if (status === 429 || status === 412) return true;
  return safe && (status === undefined ? isBrokenConnection(error) : status >= 500 && status !== 501);
}

/** Not our own time limit: whoever waits has waited long enough. */
const isBrokenConnection = (error: unknown): boolean =>
  ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(
    (error as { code?: string } | undefined)?.code ?? '',
  );

/** What the Connector asked for in its Retry-After header, in milliseconds. */
function pauseAfter(error: unknown): number | undefined {
  const headers = (error as { response?: { headers?: { get(name: string): string | undefined } } }).response?.headers;
  const seconds = Number(headers?.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

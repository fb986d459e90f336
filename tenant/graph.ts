import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { createBackoff } from '../services/base/backoff';
import type { Log } from '../services/base/log';
import type { TokenFor } from './credentials';
import { GraphFault } from './graph-fault';

/** How often one request is tried again: 429, 503, 504 and broken connections pass. */
const mostRetries = 5;
/** How long to wait after a number of tries, if Graph does not say. Milliseconds. */
const delayAfterTries = createBackoff({ first: 1_000, longest: 30_000 });
/** When Graph asks for a longer rest than this, the work is left to the next round. Milliseconds. */
const longestRest = 300_000;
/** How long one answer may take. Milliseconds. */
const patience = 60_000;

export interface GraphOptions {
  /** Where Graph is, without a slash at the end: `https://graph.microsoft.com`. */
  address: string;
  scope: string;
  tokenFor: TokenFor;
  log: Log;
  /** Waits between tries, for tests. */
  pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface AskOptions {
  /** `low` for what nobody waits for: Graph throttles it first. */
  priority: 'low' | 'high';
  /** For queries that Graph answers from its index, which lags behind. */
  eventual?: boolean;
  signal?: AbortSignal;
}

const page = z.object({
  'value': z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

/** One page of a list: its rows, and where the list goes on, or where the changes after it are found. */
export interface Page<Row> {
  rows: Row[];
  next?: string;
  delta?: string;
}

/** Microsoft Graph, as far as the directory is read: nothing here writes. */
export function createGraph({ address, scope, tokenFor, log, pause = rest }: GraphOptions) {
  return {
    /**
     * One page of a list.
     * @param where a path such as `/v1.0/users/delta?…`, or a link of an earlier page
     * @param row what each row has to look like
     * @throws GraphFault, or SignInFailed
     */
    page: async <Row>(where: string, row: z.ZodType<Row>, options: AskOptions): Promise<Page<Row>> => {
      const { value, ...links } = await ask(where, page, options);
      return {
        rows: value.map((one) => shaped(one, row)),
        next: links['@odata.nextLink'],
        delta: links['@odata.deltaLink'],
      };
    },

    /** All rows of a list that goes over many pages. @throws as `page` does */
    async *rows<Row>(where: string, row: z.ZodType<Row>, options: AskOptions): AsyncGenerator<Row> {
      for (let at: string | undefined = where; at !== undefined;) {
        const { rows, next }: Page<Row> = await this.page(at, row, options);
        yield* rows;
        at = next;
      }
    },
  };

  async function ask<Answer>(where: string, shape: z.ZodType<Answer>, options: AskOptions): Promise<Answer> {
    const url = urlOf(where);
    for (let tries = 1; ; tries += 1) {
      try {
        return shaped(await once(url, options), shape);
      } catch (error) {
        options.signal?.throwIfAborted();
        const delay = delayBefore(error, tries);
        if (delay === undefined) throw error;
        const { status, throttle } = error as GraphFault;
        log.warn('Microsoft Graph asks us to wait', { status, reason: throttle, milliseconds: delay, count: tries });
        await pause(delay, options.signal);
      }
    }
  }

  /** A token goes to Graph alone, whatever a link in an answer says. */
  function urlOf(where: string): URL {
    const url = new URL(where, address);
    if (url.origin !== new URL(address).origin) throw new GraphFault({ code: 'foreignLink' });
    return url;
  }

  async function once(url: URL, { priority, eventual, signal }: AskOptions): Promise<unknown> {
    const token = await tokenFor(scope, { signal });
    const limit = AbortSignal.timeout(patience);
    const headers = {
      'authorization': `Bearer ${token.reveal()}`,
      'accept': 'application/json',
      'x-ms-throttle-priority': priority,
      ...(eventual ? { ConsistencyLevel: 'eventual' } : {}),
    };
    let response: Response;
    let body: string;
    try {
      const both = signal ? AbortSignal.any([signal, limit]) : limit;
      response = await fetch(url, { headers, redirect: 'manual', signal: both });
      body = await response.text();
    } catch {
      throw new GraphFault({ code: 'unreachable' });
    }
    const value = parsed(body);
    if (!response.ok) throw GraphFault.of(response, value);
    if (value === undefined) throw new GraphFault({ code: 'unreadable' });
    return value;
  }
}

export type Graph = ReturnType<typeof createGraph>;

/** How long to wait before the next try; undefined where another one would not help. Milliseconds. */
function delayBefore(error: unknown, tries: number): number | undefined {
  if (!(error instanceof GraphFault) || !error.passes || tries > mostRetries) return undefined;
  // Replicas and customers that were refused together come back apart.
  const delay = error.retryAfter ?? Math.round((delayAfterTries(tries) * randomInt(500, 1_001)) / 1_000);
  return delay > longestRest ? undefined : delay;
}

const rest = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await wait(milliseconds, undefined, { signal });
};

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** @throws GraphFault `unexpected`, without the value, which is about people */
function shaped<Shape>(value: unknown, shape: z.ZodType<Shape>): Shape {
  const { success, data } = shape.safeParse(value);
  if (!success) throw new GraphFault({ code: 'unexpected' });
  return data;
}

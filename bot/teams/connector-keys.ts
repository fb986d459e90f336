import { importJWK, type KeyLike } from 'jose';
import { z } from 'zod';
import { describeError, type Log } from '../../services/base/log';

/** Where the Bot Connector says which keys it signs with. */
const metadataUrl = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

/** How often the keys are fetched again, long before they age. Milliseconds. */
const freshFor = 3_600_000;
/** Keys that are older than this are nobody's word any more (Microsoft: at most 24 hours). Milliseconds. */
const goodFor = 24 * 3_600_000;
/** The whole way to the keys may take this long, so that a silent server costs seconds. Milliseconds. */
const patience = 3_000;
/** How long to wait after a failure: with keys that still serve, and without any. Milliseconds. */
const afterFailure = { withKeys: 60_000, without: 5_000 };
/** A key that nobody knows may be new, but whoever makes such keys up has us ask only once a minute. Milliseconds. */
const betweenUnknown = 60_000;
/** How often to look whether it is time. Milliseconds. */
const lookEvery = 1_000;
/** The real answers have some 20 KB. Characters. */
const longestAnswer = 1_000_000;

/** The key server does not give its keys, so we cannot tell who issued a token. */
export class NoKeys extends Error {
  override name = 'NoKeys' as const;
}

/** A key server that answers, but not with its keys, is down as well. */
class NoKeysInIt extends Error {
  override name = 'NoKeysInIt' as const;
}

/** A key of the Connector, and the channels that it may sign for. */
export interface ConnectorKey {
  key: KeyLike | Uint8Array;
  endorsements: readonly string[];
}

type KeyState = 'ok' | 'stale' | 'none';

const metadata = z.looseObject({ jwks_uri: z.url() });
const documentOfKeys = z.looseObject({ keys: z.array(z.unknown()).min(1) });
const rsaKey = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  n: z.string(),
  e: z.string(),
  // A key without endorsements is good for no channel.
  endorsements: z.array(z.string()).default([]),
});

/**
 * The Connector's keys. They are fetched in the background well before they age; while that fails, the last good ones
 * serve until they are a day old. Whatever anybody posts, the key server is asked at most once in five seconds, and
 * with good keys at most once a minute.
 */
export function createConnectorKeys({
  log,
  url = metadataUrl,
  now = () => Date.now(),
}: {
  log: Log;
  /** The OpenID metadata of the Connector, for tests. */
  url?: string;
  /** For tests. Milliseconds. */
  now?: () => number;
}) {
  let keys: ReadonlyMap<string, ConnectorKey> = new Map();
  let fetchedAt = -Infinity;
  let askedAt = -Infinity;
  let failed = false;
  let asking: Promise<void> | undefined;

  const age = (): number => now() - fetchedAt;
  const areGood = (): boolean => age() < goodFor;
  const sinceAsked = (): number => now() - askedAt;

  /** Asks the key server. Everybody who needs keys meanwhile waits for the same answer. */
  const ask = (): Promise<void> => (asking ??= fetched().finally(() => (asking = undefined)));

  async function fetched(): Promise<void> {
    askedAt = now();
    try {
      keys = await fetchKeys(url);
      fetchedAt = now();
      if (failed) log.info('keys of the Connector are there again');
      failed = false;
    } catch (error) {
      failed = true;
      log.warn('keys of the Connector cannot be had', describeError(error));
    }
  }

  return {
    /**
     * @returns the key with this id; undefined if the Connector has none
     * @throws NoKeys when there are no keys that are good
     */
    async find(id: string): Promise<ConnectorKey | undefined> {
      if (!areGood() && (asking || sinceAsked() >= afterFailure.without)) await ask();
      if (!areGood()) throw new NoKeys();
      if (!keys.has(id) && (asking || sinceAsked() >= betweenUnknown)) await ask();
      return keys.get(id);
    },

    /** How old the keys are, in seconds; undefined while there are none. */
    ageInSeconds: (): number | undefined => (fetchedAt === -Infinity ? undefined : Math.round(age() / 1_000)),

    /** `ok`; `stale`: they serve, but newer ones cannot be had at the moment; `none`: no token can be checked. */
    state: (): KeyState => (areGood() ? (failed ? 'stale' : 'ok') : 'none'),

    /** Fetches the keys now and again and again. @returns how to stop */
    keepFresh(): () => void {
      const isTime = () =>
        sinceAsked() >= (areGood() ? (failed ? afterFailure.withKeys : freshFor) : afterFailure.without);
      const look = () => void (isTime() && ask());
      look();
      const looking = setInterval(look, lookEvery);
      looking.unref();
      return () => clearInterval(looking);
    },
  };
}

export type ConnectorKeys = ReturnType<typeof createConnectorKeys>;

/** @throws Error when they cannot be had, or what came are no keys with which the Connector may sign for Teams */
async function fetchKeys(url: string): Promise<Map<string, ConnectorKey>> {
  const signal = AbortSignal.timeout(patience);
  const { jwks_uri: place } = metadata.parse(await fetchJson(url, signal));
  // Whoever can change what is sent in the clear could put in a key of their own.
  if (new URL(place).protocol !== new URL(url).protocol) throw new NoKeysInIt();
  const found = new Map<string, ConnectorKey>();
  for (const one of documentOfKeys.parse(await fetchJson(place, signal)).keys) {
    const { success, data } = rsaKey.safeParse(one);
    if (!success) continue;
    const key = await importJWK({ kty: data.kty, n: data.n, e: data.e }, 'RS256').catch(() => undefined);
    if (key) found.set(data.kid, { key, endorsements: data.endorsements });
  }
  if (![...found.values()].some(({ endorsements }) => endorsements.includes('msteams'))) throw new NoKeysInIt();
  return found;
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, redirect: 'error' });
  if (!response.ok) {
    await response.body?.cancel();
    throw new NoKeysInIt();
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer) throw new NoKeysInIt();
  }
  return JSON.parse(text);
}

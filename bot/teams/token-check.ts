import { decodeProtectedHeader, jwtVerify } from 'jose';
import { type ConnectorKeys } from './connector-keys';

/** Who signs what Teams sends to a bot. */
const issuer = 'https://api.botframework.com';
/** How far clocks may differ (Bot Framework: five minutes). Seconds. */
const clockTolerance = 300;
/** A token has some 900 characters. Nothing longer is even decoded. */
const longestToken = 8_000;

/** What the Connector vouches for by its signature. */
export interface Vouched {
  /** The only service URL for which the token is good. */
  serviceUrl: string;
}

/**
 * Checks who sent a request, by its Authorization header alone: a token that the Connector signed for our bot with a
 * key that is endorsed for Teams. Tokens of anybody else are refused, those that Entra issues to our own account for
 * the Emulator included.
 */
export function createTokenCheck({
  keys,
  appId,
  now = () => Date.now(),
}: {
  keys: ConnectorKeys;
  appId: string;
  now?: () => number;
}) {
  /**
   * @returns what the token says; undefined when it is not the Connector's, whatever is wrong with it
   * @throws NoKeys when nobody can tell
   */
  return async function check(authorization: string): Promise<Vouched | undefined> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization.slice(0, longestToken))?.[1];
    const kid = token && keyIdIn(token);
    const found = kid && (await keys.find(kid));
    if (!found || !found.endorsements.includes('msteams')) return undefined;
    const claims = await jwtVerify(token, found.key, {
      ...{ algorithms: ['RS256'], issuer, clockTolerance, currentDate: new Date(now()) },
      // Without an end it would be good for ever, once it has been stolen.
      requiredClaims: ['exp', 'aud'],
    }).then(
      ({ payload }) => payload,
      () => undefined,
    );
    const { aud, serviceurl } = claims ?? {};
    if (typeof aud !== 'string' || aud.toLowerCase() !== appId.toLowerCase()) return undefined;
    return typeof serviceurl === 'string' ? { serviceUrl: serviceurl } : undefined;
  };
}

export type TokenCheck = ReturnType<typeof createTokenCheck>;

/** The id of the key with which a token says it is signed, before anything is fetched for it. */
function keyIdIn(token: string): string | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === 'RS256' && typeof kid === 'string' && kid !== '' ? kid : undefined;
  } catch {
    return undefined;
  }
}

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { AuthenticationConstants } from 'botframework-connector';
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor';
import { inTime } from '../turn/in-time';

/** Our identity, under the SDK's own names. Empty in the try-out, which has no account anywhere. */
export interface AppIdentity {
  MicrosoftAppId?: string;
  MicrosoftAppPassword?: string;
  MicrosoftAppType?: string;
  MicrosoftAppTenantId?: string;
}

/** This did not come from the Bot Connector. */
export class NotTheConnector extends Error {
  override name = 'NotTheConnector' as const;
}

/** The key server does not give its keys, so we cannot tell who issued a token. */
class NoKeys extends Error {
  override name = 'NoKeys' as const;
  /** The network's error code, for the log. */
  readonly code?: unknown;
  constructor(cause: Error & { code?: unknown }) {
    super('The Connector’s keys cannot be had', { cause });
    this.code = cause.code;
  }
}

type Authenticated = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>;
type ConnectorFactory = NonNullable<Authenticated['connectorFactory']>;

/** How long one call to the Connector may take. Milliseconds. */
const callLimit = 10_000;

/**
 * How long the key server may take to give its keys. Keys that come later still count for later requests. Milliseconds.
 */
const keysLimit = 3_000;

/** How long to wait before the key server is asked again, whatever anybody posts. Milliseconds. */
const betweenAsking = 60_000;

// One pool of connections for all turns: the SDK makes a client for each turn, and each would open its own.
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/**
 * The SDK's authentication, for Teams only. It tells a bad token from a key server that is down, and it does not repeat
 * calls.
 */
export class DeskAuthentication extends ConfigurationBotFrameworkAuthentication {
  private readonly keys = connectorKeys();

  constructor(private readonly identity: AppIdentity) {
    super({ ...identity });
  }

  override async authenticateRequest(activity: Activity, authorization: string): Promise<Authenticated> {
    try {
      // In the try-out there is no account, and so there are no tokens.
      if (this.identity.MicrosoftAppId) await this.mustBeForTeams(authorization);
      const result = await super.authenticateRequest(activity, authorization);
      return { ...result, connectorFactory: result.connectorFactory && calling(result.connectorFactory) };
    } catch (error) {
      throw error instanceof NoKeys ? error : new NotTheConnector();
    }
  }

  /**
   * Refuses what the SDK would let through: a key without any endorsements, which it treats as if it had them all, and
   * tokens that Entra issues to the Emulator, whose keys come from elsewhere; and a token that never expires. The SDK
   * still checks the signature.
   */
  private async mustBeForTeams(authorization: string): Promise<void> {
    const [header, claims] = authorization
      .replace('Bearer ', '')
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    const { iss, exp } = JSON.parse(claims!) as { iss?: unknown; exp?: unknown };
    if (iss !== AuthenticationConstants.ToBotFromChannelTokenIssuer) throw new NotTheConnector();
    // Without an end it would be good for ever, once it has been stolen.
    if (typeof exp !== 'number') throw new NotTheConnector();
    const key = await this.keys.getKey((JSON.parse(header!) as { kid: string }).kid);
    if (!key?.endorsements?.includes('msteams')) throw new NotTheConnector();
  }

  override createConnectorFactory(
    identity: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0],
  ): ConnectorFactory {
    return calling(super.createConnectorFactory(identity));
  }
}

/**
 * The Connector's keys, in the SDK's own store, so that nothing is fetched twice. While the key server is down, the SDK
 * would ask it for every request, and wait for ever. Here everybody who asks within a minute gets the same answer.
 */
function connectorKeys() {
  const { openIdMetadata: keys } = new JwtTokenExtractor(
    {},
    AuthenticationConstants.ToBotFromChannelOpenIdMetadataUrl,
    [],
  );
  const store = keys as unknown as { refreshCache(): Promise<void> };
  const refresh = store.refreshCache.bind(keys);
  let asked = -Infinity;
  let answer: Promise<void>;
  store.refreshCache = () => {
    if (performance.now() - asked >= betweenAsking) {
      asked = performance.now();
      answer = refreshed();
    }
    return answer;
  };
  return keys;

  async function refreshed(): Promise<void> {
    const told = await inTime(
      refresh().then(() => keys),
      keysLimit,
    ).catch((error: Error) => {
      throw new NoKeys(error);
    });
    if (!told) throw new NoKeys(new Error('No answer in time'));
  }
}

/**
 * Clients that share our connections and send everything once. The pipeline below the SDK repeats a message after a
 * lost answer, and its retries cannot be switched off from outside: a card would come twice. A test with a failing
 * Connector makes sure of this.
 */
function calling(factory: ConnectorFactory): ConnectorFactory {
  return {
    async create(serviceUrl, audience) {
      const client = await factory.create(serviceUrl, audience);
      const { pipeline } = (client as unknown as { client: { pipeline: Pipeline } }).client;
      pipeline.removePolicy({ name: 'defaultRetryPolicy' });
      pipeline.addPolicy({
        name: 'dial-in-desk',
        sendRequest(request, next) {
          request.agent = agents[new URL(request.url).protocol as keyof typeof agents];
          // The client's own time limit leaves a timer running after a broken connection, which keeps a process alive.
          request.abortSignal = AbortSignal.timeout(callLimit);
          return next(request);
        },
      });
      return client;
    },
  };
}

/** The part of the SDK's HTTP pipeline that is used here. */
interface Pipeline {
  removePolicy(policy: { name: string }): void;
  addPolicy(policy: {
    name: string;
    sendRequest(
      request: { url: string; agent?: unknown; abortSignal?: AbortSignal },
      next: (request: unknown) => Promise<unknown>,
    ): Promise<unknown>;
  }): void;
}

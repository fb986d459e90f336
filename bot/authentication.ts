import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';

/** The SDK's own names for who we are; empty in the try-out, which has no account anywhere. */
export interface AppIdentity {
  MicrosoftAppId?: string;
  MicrosoftAppPassword?: string;
  MicrosoftAppType?: string;
  MicrosoftAppTenantId?: string;
}

/** Whoever sent this is not the Bot Connector. */
export class NotTheConnector extends Error {
  override name = 'NotTheConnector' as const;
}

type Authenticated = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>;
type ConnectorFactory = NonNullable<Authenticated['connectorFactory']>;

/** How long one call to the Connector may take. Milliseconds. */
const callLimit = 10_000;

// One pool of connections for all turns: the SDK makes a client for each turn, and each would open its own.
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** The SDK's authentication, telling a bad token from a key server that is down, and with calls that are not repeated. */
export class DeskAuthentication extends ConfigurationBotFrameworkAuthentication {
  override async authenticateRequest(activity: Activity, authorization: string): Promise<Authenticated> {
    const result = await super.authenticateRequest(activity, authorization).catch((error: Error & { code?: unknown }) => {
      // A failed fetch of the keys has a code such as ENOTFOUND; everything else is about the token.
      throw typeof error.code === 'string' ? error : new NotTheConnector();
    });
    return { ...result, connectorFactory: result.connectorFactory && calling(result.connectorFactory) };
  }

  override createConnectorFactory(identity: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0]): ConnectorFactory {
    return calling(super.createConnectorFactory(identity));
  }
}

/**
 * Clients that share our connections and send everything once. The pipeline below the SDK repeats a message
 * after a lost answer, and its retries cannot be switched off from outside: a card would come twice. A test
 * with a Connector that fails holds this to account.
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
          request.timeout = callLimit;
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
    sendRequest(request: { url: string; agent?: unknown; timeout: number }, next: (request: unknown) => Promise<unknown>): Promise<unknown>;
  }): void;
}

import {
  CallerIdConstants,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationConstants,
  ClaimsIdentity,
  type ConnectorClient,
  ConnectorFactory,
  type ServiceClientCredentialsFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { OnceConnectorClient } from './connector-client';
import { keepInMind } from '../../services/base/keep-in-mind';

/** Our identity, under the SDK's own names. Empty in the try-out, which has no account anywhere. */
export interface AppIdentity {
  MicrosoftAppId?: string;
  MicrosoftAppPassword?: string;
  MicrosoftAppType?: string;
  MicrosoftAppTenantId?: string;
}

/** A tenant has a handful of service URLs; whoever has a token could name more. */
const mostClients = 20;

/**
 * The SDK's authentication, of which only the outward half is left: who knocks is checked by the gate before the SDK
 * hears of it, and whoever comes any other way is refused.
 */
export class DeskAuthentication extends ConfigurationBotFrameworkAuthentication {
  private readonly connectors: ConnectorFactory;
  private readonly appId: string;
  private userTokens?: Promise<UserTokenClient>;

  constructor(identity: AppIdentity) {
    const credentials = new ConfigurationServiceClientCredentialFactory({ ...identity });
    super({ ...identity }, credentials);
    this.appId = identity.MicrosoftAppId ?? '';
    this.connectors = new OnceConnectors(this.appId, credentials);
  }

  /** For a request that has passed the gate, and so is the Connector's. */
  admitted(): AuthenticateRequestResult {
    const identity = new ClaimsIdentity(
      this.appId === '' ? [] : [{ type: AuthenticationConstants.AudienceClaim, value: this.appId }],
      true,
    );
    return {
      audience: AuthenticationConstants.ToChannelFromBotOAuthScope,
      callerId: CallerIdConstants.PublicAzureChannel,
      claimsIdentity: identity,
      connectorFactory: this.connectors,
    };
  }

  override authenticateRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Error('Requests are checked by the gate'));
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new Error('Nobody streams to us'));
  }

  override authenticateChannelRequest(): Promise<ClaimsIdentity> {
    return Promise.reject(new Error('No skill calls us'));
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.connectors;
  }

  /** Nobody uses it, but the SDK wants one for each turn. */
  override createUserTokenClient(identity: ClaimsIdentity): Promise<UserTokenClient> {
    return (this.userTokens ??= super.createUserTokenClient(identity));
  }
}

/** Clients of the Connector, one for each service URL: making one costs a sixth of a turn. */
class OnceConnectors extends ConnectorFactory {
  private readonly clients = new Map<string, Promise<ConnectorClient>>();

  constructor(
    private readonly appId: string,
    private readonly credentials: ServiceClientCredentialsFactory,
  ) {
    super();
  }

  override create(serviceUrl: string): Promise<ConnectorClient> {
    const known = this.clients.get(serviceUrl);
    if (known) return known;
    const made = this.make(serviceUrl);
    keepInMind(this.clients, serviceUrl, made, mostClients);
    made.catch(() => this.clients.delete(serviceUrl));
    return made;
  }

  private async make(serviceUrl: string): Promise<ConnectorClient> {
    const credentials = await this.credentials.createCredentials(
      this.appId,
      AuthenticationConstants.ToChannelFromBotOAuthScope,
      `${AuthenticationConstants.ToChannelFromBotLoginUrlPrefix}${AuthenticationConstants.DefaultChannelAuthTenant}`,
      true,
    );
    return new OnceConnectorClient(credentials, serviceUrl);
  }
}

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { inSpan } from '../../services/base/span';
import { createSerializer, type OperationSpec, ServiceClient } from '@azure/core-client';
import { SpanKind } from '@opentelemetry/api';
import { AppCredentials, ConnectorClient } from 'botframework-connector';

/** How long one call to the Connector may take. Milliseconds. */
const callLimit = 10_000;

// One pool of connections for all clients.
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

type Send = ConnectorClient['sendOperationRequest'];

/**
 * The SDK's client of the Connector, on a pipeline of our own that sends everything once: the SDK's repeats a message
 * after a lost answer, so that a card comes twice, and takes no option against it.
 */
export class OnceConnectorClient extends ConnectorClient {
  private readonly once: ServiceClient;

  constructor(credentials: ConnectorClient['credentials'], serviceUrl: string) {
    super(credentials, { baseUri: serviceUrl });
    this.once = new ServiceClient({
      endpoint: serviceUrl,
      requestContentType: 'application/json; charset=utf-8',
      allowInsecureConnection: serviceUrl.startsWith('http:'),
      retryOptions: { maxRetries: 0 },
      // Our token is for this Connector, and for nobody to whom it may send us.
      redirectOptions: { maxRetries: 0 },
      userAgentOptions: { userAgentPrefix: 'dial-in-desk' },
      additionalPolicies: [
        {
          position: 'perCall',
          policy: {
            name: 'dial-in-desk',
            async sendRequest(request, next) {
              // In the try-out there is no account, and so there are no tokens.
              if (credentials instanceof AppCredentials && credentials.appId)
                request.headers.set('authorization', `Bearer ${await credentials.getToken()}`);
              request.agent = agents[new URL(request.url).protocol as keyof typeof agents];
              // The client's own time limit leaves a timer running after a broken connection, which keeps a process
              // alive.
              request.abortSignal = AbortSignal.timeout(callLimit);
              return inSpan(
                'connector',
                { 'http.request.method': request.method },
                async (add) => {
                  const response = await next(request);
                  add({ 'http.response.status_code': response.status });
                  return response;
                },
                SpanKind.CLIENT,
              );
            },
          },
        },
      ],
    });
  }

  /**
   * Sends a message into a conversation that one person alone sees there. The SDK does not know this parameter, and
   * drops what it does not know from an activity.
   * @returns the id of the message
   */
  async sendTargeted(conversation: string, replyTo: string, activity: object): Promise<string | undefined> {
    const answer = await this.once.sendOperationRequest<{ id?: string } | undefined>(
      { conversation, replyTo, activity },
      targeted,
    );
    return answer?.id;
  }

  override async sendOperationRequest(
    { options, ...values }: Parameters<Send>[0],
    specification: Parameters<Send>[1],
  ): ReturnType<Send> {
    const customHeaders = options?.customHeaders;
    return this.once.sendOperationRequest(
      { ...values, options: customHeaders && { requestOptions: { customHeaders } } },
      specification,
    );
  }
}

const text = (name: string) => ({
  parameterPath: name,
  mapper: { serializedName: name, required: true, type: { name: 'String' as const } },
});
const anything = { bodyMapper: { type: { name: 'any' as const } } };

/** https://github.com/microsoft/teams.net/pull/303: the same call as for an answer, with one parameter more. */
const targeted: OperationSpec = {
  httpMethod: 'POST',
  path: 'v3/conversations/{conversation}/activities/{replyTo}?isTargetedActivity=true',
  urlParameters: [text('conversation'), text('replyTo')],
  requestBody: { parameterPath: 'activity', mapper: { required: true, type: { name: 'any' } } },
  responses: { 200: anything, 201: anything, 202: anything },
  serializer: createSerializer({}, false),
};

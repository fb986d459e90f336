import type { Next, Request, Response } from 'restify';
import { z } from 'zod';
import type { Log } from '../../services/base/log';

/** What decides who may post to us. */
export interface GateOptions {
  log: Log;
  /** The only tenant whose people are served. */
  tenant: string;
  /** The hosts that a Connector may have: exact names, or `*.` and a domain. */
  connectorHosts: readonly string[];
  /** Whether a bearer token is required. Only the try-out, which listens on loopback, goes without. */
  tokens: boolean;
}

const account = z.looseObject({ id: z.string().min(1).max(300), aadObjectId: z.guid().optional() });

/** What we rely on in an activity. Objects in place of texts would reach database queries as operators. */
const activity = z.looseObject({
  type: z.string().max(50),
  id: z.string().max(300).optional(),
  channelId: z.literal('msteams'),
  serviceUrl: z.url().max(500),
  from: account,
  recipient: account,
  conversation: z.looseObject({
    id: z.string().min(1).max(500),
    conversationType: z.enum(['personal', 'groupChat', 'channel']),
    tenantId: z.string().optional(),
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).optional() }).nullish(),
  // More than Teams takes for a message (28 KB), because a message may hold a list of 500 people.
  text: z.string().max(30_000).nullish(),
  localTimezone: z.string().max(100).nullish(),
  entities: z
    .array(z.looseObject({ type: z.string() }))
    .max(100)
    .nullish(),
  // With expectReplies our cards would go back to the sender of the request, not to the chat.
  deliveryMode: z.enum(['normal', 'notification']).nullish(),
});

/**
 * Lets through what a Connector may have sent for our tenant; the SDK checks the token's signature afterwards.
 * `headers` runs before the body is read, `body` after it. Every refusal is logged with its reason, and never with the
 * content.
 */
export function createGate({ log, tenant, connectorHosts, tokens }: GateOptions) {
  const refuse = (response: Response, next: Next, why: { status: number; reason: string; hint: string }): void => {
    log.warn('request refused', { status: why.status, reason: why.reason });
    response.send(why.status, { error: why.hint });
    next(false);
  };

  return {
    headers(request: Request, response: Response, next: Next): void {
      // A web page in the same browser can post to loopback, but JSON only under a host name of its own.
      if (!/^application\/json\b/i.test(request.header('content-type', ''))) {
        return refuse(response, next, { status: 415, reason: 'content-type', hint: 'Send application/json.' });
      }
      if (request.header('content-encoding', 'identity') !== 'identity') {
        return refuse(response, next, { status: 415, reason: 'content-encoding', hint: 'Send it uncompressed.' });
      }
      if (!tokens && !isLoopback(request.header('host', ''))) {
        return refuse(response, next, { status: 403, reason: 'host', hint: 'This try-out answers on loopback only.' });
      }
      if (tokens && !isSignedToken(request.header('authorization', ''))) {
        return refuse(response, next, {
          status: 401,
          reason: 'no-token',
          hint: 'A bearer token signed with RS256 is required.',
        });
      }
      next();
    },

    body(request: Request, response: Response, next: Next): void {
      const { success, data } = activity.safeParse(request.body);
      if (!success)
        return refuse(response, next, {
          status: 400,
          reason: 'not-an-activity',
          hint: 'This is not an activity of Microsoft Teams.',
        });
      if (!isServiceUrl(new URL(data.serviceUrl), { hosts: connectorHosts, secure: tokens })) {
        return refuse(response, next, { status: 403, reason: 'service-url', hint: 'This service URL is not allowed.' });
      }
      const tenants = [data.channelData?.tenant?.id, data.conversation.tenantId].filter((id) => id !== undefined);
      if (tenants.length === 0 || tenants.some((id) => id.toLowerCase() !== tenant.toLowerCase())) {
        return refuse(response, next, { status: 403, reason: 'tenant', hint: 'This bot serves another organization.' });
      }
      next();
    },
  };
}

/**
 * Whether our token may be sent there: to an allowed host, and outside a try-out by HTTPS at its own port. In the clear
 * it would be everybody's.
 */
const isServiceUrl = (url: URL, { hosts, secure }: { hosts: readonly string[]; secure: boolean }): boolean =>
  hosts.some((allowed) => isHost(url.hostname, allowed)) &&
  url.username === '' &&
  url.password === '' &&
  (secure ? url.protocol === 'https:' && url.port === '' : /^https?:$/.test(url.protocol));

/** Whether a host matches an allowed one: an exact name, or `*.` and a domain. */
export const isHost = (host: string, allowed: string): boolean =>
  allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;

const isLoopback = (host: string): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);

/** Whether it is a bearer token that names an RSA key. The SDK checks the signature itself. */
function isSignedToken(authorization: string): boolean {
  const header = /^Bearer ([\w-]+)\.[\w-]+\.[\w-]+$/.exec(authorization)?.[1];
  if (!header) return false;
  try {
    const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown; kid?: unknown };
    return alg === 'RS256' && typeof kid === 'string';
  } catch {
    return false;
  }
}

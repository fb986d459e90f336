import type { Activity } from 'botbuilder';
import type { Next, Request, RequestHandler, Response } from 'restify';
import { z } from 'zod';
import { describeError, type Log } from '../../services/base/log';
import { createBodyReader, type NoBody } from './body';
import { NoKeys } from './connector-keys';
import type { Refusals } from './refusals';
import type { TokenCheck, Vouched } from './token-check';

/** What decides who may post to us. */
export interface GateOptions {
  log: Log;
  /** The only tenant whose people are served. */
  tenant: string;
  /** The hosts that a Connector may have: exact names, or `*.` and a domain. */
  connectorHosts: readonly string[];
  /** Checks the bearer token. Only the try-out, which listens on loopback, goes without. */
  check?: TokenCheck;
  refusals: Refusals;
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

/** What is wrong with a request, and what its sender may know of it. */
const refused = {
  'token': [401, 'This is not signed by the Bot Connector for this bot.'],
  'no-keys': [503, 'Nobody’s signature can be checked at the moment.'],
  'host': [403, 'This try-out answers on loopback only.'],
  'content-type': [415, 'Send application/json.'],
  'content-encoding': [415, 'Send it uncompressed.'],
  'too-large': [413, 'This is larger than anything that Teams sends.'],
  'too-much': [503, 'Too much is on its way already.'],
  'unfinished': [408, 'This did not arrive in full.'],
  'no-json': [400, 'This is not JSON.'],
  'not-an-activity': [400, 'This is not an activity of Microsoft Teams.'],
  'service-url': [403, 'This service URL is not allowed.'],
  'tenant': [403, 'This bot serves another organization.'],
  'conversation': [403, 'This chat is somebody else’s.'],
} as const satisfies Record<string, readonly [number, string]> & Record<NoBody, readonly [number, string]>;

export type Refusal = keyof typeof refused;

/**
 * Lets through what the Connector sent for our tenant. The signature comes first: whoever cannot sign gets one and the
 * same answer, whatever is wrong with the rest, and nothing of their body is read. Every refusal is counted by its
 * reason, and nothing of the content is logged.
 */
export function createGate({ log, tenant, connectorHosts, check, refusals }: GateOptions) {
  const bodies = createBodyReader();

  function refuse(request: Request, response: Response, reason: Refusal): void {
    const [status, error] = refused[reason];
    refusals.note(reason, status);
    if (status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (!response.destroyed) response.send(status, { error });
    leaveUnread(request);
  }

  /** What is wrong with the sender; otherwise what the sender's token says, which is nothing in the try-out. */
  async function sender(request: Request): Promise<Refusal | Vouched | undefined> {
    // A web page in the same browser can post to loopback, but JSON only under a host name of its own.
    if (!check) return isLoopback(request.header('host', '')) ? undefined : 'host';
    try {
      return (await check(request.header('authorization', ''))) ?? 'token';
    } catch (error) {
      if (!(error instanceof NoKeys)) log.error('token not checked', describeError(error));
      return 'no-keys';
    }
  }

  /** What is wrong with the headers. */
  function headers(request: Request): Refusal | undefined {
    if (!/^application\/json\b/i.test(request.header('content-type', ''))) return 'content-type';
    if (request.header('content-encoding', 'identity') !== 'identity') return 'content-encoding';
    return bodies.isAnnouncedTooLarge(request) ? 'too-large' : undefined;
  }

  /** What is wrong with an activity, whoever sent it. */
  function content(body: unknown): Refusal | undefined {
    const { success, data } = activity.safeParse(body);
    if (!success) return 'not-an-activity';
    if (!isServiceUrl(new URL(data.serviceUrl), { hosts: connectorHosts, secure: check !== undefined }))
      return 'service-url';
    const tenants = [data.channelData?.tenant?.id, data.conversation.tenantId].filter((id) => id !== undefined);
    if (tenants.length === 0 || tenants.some((id) => id.toLowerCase() !== tenant.toLowerCase())) return 'tenant';
    return undefined;
  }

  async function decide(request: Request, response: Response): Promise<Refusal | undefined> {
    const vouched = await sender(request);
    if (typeof vouched === 'string') return vouched;
    const wrong = headers(request);
    if (wrong) return wrong;
    // Only now is a client that asked first told to send its body.
    if (/^100-continue$/i.test(request.header('expect', ''))) response.writeContinue();
    const body = await bodies.read(request);
    if (typeof body === 'string') return body;
    const posted = parsed(body);
    if (posted === undefined) return 'no-json';
    const unfit = content(posted);
    if (unfit) return unfit;
    // A token is good for one Connector only: ours must not be sent to another one.
    if (vouched && (posted as Activity).serviceUrl !== vouched.serviceUrl) return 'token';
    request.body = posted;
    return undefined;
  }

  /** Puts the activity into the request's `body`, or answers the request. */
  const admit: RequestHandler = (request: Request, response: Response, next: Next) => {
    void decide(request, response).then((reason) => {
      if (!reason) return next();
      refuse(request, response, reason);
      next(false);
    }, next);
  };

  return { admit, refuse, content };
}

/** For how long the rest of a body that nobody wants may go on arriving, so that its sender can read our answer. */
const lingering = 2_000;

/** Throws away what still arrives of a refused request, and ends its connection if it goes on for long. */
function leaveUnread(request: Request): void {
  if (request.complete || request.destroyed) return;
  // The next request may already be on its way over the same connection.
  const cut = setTimeout(() => request.complete || request.destroy(), lingering).unref();
  for (const over of ['end', 'close']) request.once(over, () => clearTimeout(cut));
  request.resume();
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
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

import { type Activity, type TurnContext } from 'botbuilder';
import { createServer as createRestify, type Next, type Request, type Response } from 'restify';
import type { Services } from '../../services';
import type { Watching } from '../watch';
import { describeError, type Log } from '../../services/base/log';
import { SetupError } from '../../services/base/problem';
import type { InvokeResponse } from './activity';
import type { DeskAdapter } from './adapter';
import { createChatOwners } from './chat-owners';
import { createGate, type GateOptions } from './gate';
import { createRefusals } from './refusals';

/** How long a request may take to arrive, its headers included, and how often Node looks. Milliseconds. */
const arrival = { requestTimeout: 15_000, headersTimeout: 15_000, connectionsCheckingInterval: 1_000 };
/**
 * When we stop, requests under way have as long to be answered as Teams waits for a click; we take at most 12 s.
 * Milliseconds.
 */
const drain = 15_000;
/** How long an idle connection keeps us from stopping: its request may be on its way. Milliseconds. */
const silence = 1_000;

/** The HTTP side: messages from the Connector, and whether we are well. */
export function createServer(options: {
  adapter: DeskAdapter;
  turn: (context: TurnContext) => Promise<void>;
  services: Services;
  gate: Omit<GateOptions, 'log' | 'refusals'>;
  watching: Pick<Watching, 'refused' | 'readiness' | 'scrape' | 'contentType'>;
  log: Log;
}) {
  const { adapter, turn, services, gate, watching, log } = options;
  const refusals = createRefusals({ log, refused: watching.refused });
  // The gate decides whether a client that asks first may send its body.
  const server = createRestify({ name: 'dial-in-desk', handleUncaughtExceptions: false, noWriteContinue: true });
  Object.assign(server.server, arrival);
  const { admit, refuse } = createGate({ ...gate, log, refusals });
  const isAnothersChat = createChatOwners({ services, log });
  const underWay = new Set<Promise<void>>();
  const unanswered = new Set<Response>();
  let stopping = false;

  server.pre((_request: Request, response: Response, next: Next) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    if (stopping) response.setHeader('connection', 'close');
    next();
  });
  server.post('/api/messages', admit, async (request: Request, response: Response) => {
    const work = receive(request, response);
    underWay.add(work);
    await work.finally(() => underWay.delete(work));
  });
  server.get('/healthz', async (_request: Request, response: Response) => {
    response.send(200, { status: 'alive' });
  });
  server.get('/readyz', async (request: Request, response: Response) => {
    // For clients that are already connected. New connections are refused from then on, which says the same.
    if (stopping) return void response.send(503, { status: 'stopping' });
    const { ready, status, checks } = await watching.readiness();
    response.send(ready ? 200 : 503, isDirect(request) ? { status, checks } : { status: ready ? status : 'not ready' });
  });
  server.get('/metrics', async (request: Request, response: Response) => {
    if (!isDirect(request))
      return void response.send(404, { code: 'ResourceNotFound', message: `${request.path()} does not exist` });
    response.sendRaw(200, await watching.scrape(), { 'content-type': watching.contentType });
  });

  async function receive(request: Request, response: Response): Promise<void> {
    try {
      const activity = request.body as Activity;
      if (await isAnothersChat(activity)) return refuse(request, response, 'conversation');
      await answer(response, await adapter.receive(activity, turn));
    } catch (error) {
      log.error('request failed', describeError(error));
      response.send(500, { error: 'This request could not be handled.' });
    }
  }

  /** Answers, and tells `answered`, if there is one, whether the answer has left us or the connection ended before. */
  async function answer(
    response: Response,
    { status, body, answered }: InvokeResponse = { status: 200 },
  ): Promise<void> {
    const left = leaving(response);
    response.send(status, body);
    if (answered)
      await answered(await left).catch((error: unknown) =>
        log.error('fate of an answer not noted', describeError(error)),
      );
  }

  return {
    /** Starts listening. @throws SetupError when the port is taken */
    listen: (port: number, host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) =>
          reject(
            error.code === 'EADDRINUSE'
              ? new SetupError(`Port ${port} is in use. Stop what uses it, or set PORT to another one.`)
              : error,
          ),
        );
        server.listen(port, host, () => resolve(server.address().port));
      }),
    /**
     * Refuses new connections, closes idle ones and lets requests under way be answered. After `patience` milliseconds
     * it cuts off those that are left. It is done as soon as nothing is under way.
     */
    async close(patience = drain): Promise<void> {
      stopping = true;
      // Node closes connections that are idle now. One that becomes idle later would be kept open for its next request.
      for (const response of unanswered) if (!response.headersSent) response.setHeader('connection', 'close');
      const cut = () => server.server.closeAllConnections();
      const impatient = setTimeout(cut, patience);
      // To Node, a connection that has not sent a request yet is not idle.
      const attentive = setInterval(() => unanswered.size === 0 && cut(), silence);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(impatient);
      clearInterval(attentive);
      refusals.close();
      // A request that was cut off may still be making a change, and then notes that nobody saw its answer.
      await Promise.all(underWay);
    },
  };
}

/**
 * Whether a request comes directly, from somebody inside. A balancer adds one of these headers to what comes from
 * outside.
 */
const isDirect = (request: Request): boolean =>
  ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via'].every(
    (name) => request.headers[name] === undefined,
  );

/**
 * Whether an answer that is now sent is handed over to the network before the connection ends. Nobody can tell what
 * becomes of it there. It goes by events, because Node throws away what is sent on a connection that has already ended,
 * and then calls it `writableFinished`.
 */
const leaving = (response: Response): Promise<boolean> =>
  new Promise((resolve) => {
    if (response.destroyed) resolve(false);
    response.once('finish', () => resolve(true));
    response.once('close', () => resolve(false));
  });

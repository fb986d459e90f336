import { type Activity, type TurnContext } from 'botbuilder';
import { createServer as createRestify, plugins, type Request, type Response } from 'restify';
import type { Services } from '../services';
import { describeError, type Log } from '../services/log';
import { SetupError } from '../services/problem';
import type { InvokeResponse } from './activity';
import { type DeskAdapter, NotTheConnector } from './adapter';
import { createGate, type GateOptions } from './gate';

/** Teams sends at most some kilobytes. */
const bodyOptions = { maxBodySize: 256 * 1024, mapParams: false };

/** The HTTP side: messages from the Connector, and whether we are well. */
export function createServer(options: {
  adapter: DeskAdapter;
  turn: (context: TurnContext) => Promise<void>;
  services: Services;
  gate: Omit<GateOptions, 'log'>;
  log: Log;
}) {
  const { adapter, turn, services, gate, log } = options;
  const server = createRestify({ name: 'dial-in-desk', handleUncaughtExceptions: false });
  const { headers, body } = createGate({ ...gate, log });
  const underWay = new Set<Promise<void>>();

  server.post('/api/messages', headers, ...plugins.jsonBodyParser(bodyOptions), body, async (request: Request, response: Response) => {
    const work = receive(request, response);
    underWay.add(work);
    await work.finally(() => underWay.delete(work));
  });
  server.get('/healthz', async (_request: Request, response: Response) => {
    response.send(200, { status: 'alive' });
  });
  server.get('/readyz', async (_request: Request, response: Response) => {
    const ready = await services.mongo.ping().then(() => true, () => false);
    response.send(ready ? 200 : 503, { status: ready ? 'ready' : 'the database does not answer' });
  });

  async function receive(request: Request, response: Response): Promise<void> {
    try {
      await answer(response, await adapter.receive(request.header('authorization', ''), request.body as Activity, turn));
    } catch (error) {
      const stranger = error instanceof NotTheConnector;
      if (stranger) log.warn('request refused', { status: 401, reason: 'token' });
      else log.error('request failed', describeError(error));
      response.send(stranger ? 401 : 500, { error: stranger ? 'This token is not the Connector’s.' : 'This request could not be checked.' });
    }
  }

  /** Answers, and tells whoever wants to know whether the answer has left us, or the connection ended before. */
  async function answer(response: Response, { status, body, answered }: InvokeResponse = { status: 200 }): Promise<void> {
    const left = leaving(response);
    response.send(status, body);
    if (answered) await answered(await left).catch((error: unknown) => log.error('fate of an answer not noted', describeError(error)));
  }

  return {
    /** Starts listening. @throws SetupError when the port is taken */
    listen: (port: number, host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) =>
          reject(error.code === 'EADDRINUSE' ? new SetupError(`Port ${port} is in use. Stop what uses it, or set PORT to another one.`) : error),
        );
        server.listen(port, host, () => resolve(server.address().port));
      }),
    /** Stops listening, lets what is under way end, and cuts off after `patience` milliseconds what does not. */
    async close(patience = 2_000): Promise<void> {
      const impatient = setTimeout(() => server.server.closeAllConnections(), patience);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(impatient);
      // What was cut off may still be making a change, and then notes that nobody saw its answer.
      await Promise.all(underWay);
    },
  };
}

/**
 * Whether an answer that is now sent is handed over to the network, before the connection ends. What becomes of it
 * there nobody can tell. By its events, because Node throws away what is sent on a connection that has ended
 * already, and then calls it `writableFinished`.
 */
const leaving = (response: Response): Promise<boolean> =>
  new Promise((resolve) => {
    if (response.destroyed) resolve(false);
    response.once('finish', () => resolve(true));
    response.once('close', () => resolve(false));
  });

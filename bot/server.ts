import { type Activity, type TurnContext } from 'botbuilder';
import { createServer as createRestify, plugins, type Request, type Response } from 'restify';
import type { Services } from '../services';
import { describeError, type Log } from '../services/log';
import { SetupError } from '../services/problem';
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

  server.post('/api/messages', headers, ...plugins.jsonBodyParser(bodyOptions), body, async (request: Request, response: Response) => {
    try {
      const answer = await adapter.receive(request.header('authorization', ''), request.body as Activity, turn);
      response.send(answer?.status ?? 200, answer?.body as object | undefined);
    } catch (error) {
      const stranger = error instanceof NotTheConnector;
      if (stranger) log.warn('request refused', { status: 401, reason: 'token' });
      else log.error('request failed', describeError(error));
      response.send(stranger ? 401 : 500, { error: stranger ? 'This token is not the Connector’s.' : 'This request could not be checked.' });
    }
  });
  server.get('/healthz', async (_request: Request, response: Response) => {
    response.send(200, { status: 'alive' });
  });
  server.get('/readyz', async (_request: Request, response: Response) => {
    const ready = await services.mongo.ping().then(() => true, () => false);
    response.send(ready ? 200 : 503, { status: ready ? 'ready' : 'the database does not answer' });
  });

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
    },
  };
}

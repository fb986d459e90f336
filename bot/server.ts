import { type CloudAdapter, type TurnContext } from 'botbuilder';
import { createServer as createRestify, plugins } from 'restify';
import type { Services } from '../services';
import { describeError, type Log } from '../services/log';
import { SetupError } from '../services/problem';
import { createGate, type GateOptions } from './gate';

/** Teams sends at most some kilobytes. */
const largestBody = 256 * 1024;

/** The HTTP side: messages from the Connector, and whether we are well. */
export function createServer(options: {
  adapter: CloudAdapter;
  turn: (context: TurnContext) => Promise<void>;
  services: Services;
  gate: Omit<GateOptions, 'log'>;
  log: Log;
}) {
  const { adapter, turn, services, gate, log } = options;
  const server = createRestify({ name: 'dial-in-desk', handleUncaughtExceptions: false });

  server.post('/api/messages', plugins.bodyParser({ maxBodySize: largestBody, mapParams: false }), createGate({ ...gate, log }), async (request, response) => {
    try {
      await adapter.process(request, response, turn);
    } catch (error) {
      log.error('request failed', describeError(error));
      if (!response.headersSent) response.send(500);
    }
  });
  server.get('/healthz', async (_request, response) => {
    response.send(200, { status: 'alive' });
  });
  server.get('/readyz', async (_request, response) => {
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

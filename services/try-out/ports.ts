import { createServer } from 'node:net';
import { SetupError } from '../base/problem';

/** Another process has the data open. */
export class DataInUse extends SetupError {}

/** The address of a local database. */
export const addressAt = (port: number): string => `mongodb://127.0.0.1:${port}/?directConnection=true`;

/** A loopback port that is free at this moment. */
export function freePort(): Promise<number> {
  return listen(0);
}

/** Whether a loopback port can be listened on. */
export function isPortFree(port: number): Promise<boolean> {
  return listen(port).then(
    () => true,
    () => false,
  );
}

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address() as { port: number };
      server.close(() => resolve(got));
    });
  });
}

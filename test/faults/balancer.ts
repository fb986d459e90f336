import { connect, createServer, type Socket } from 'node:net';

/**
 * One address for what comes and goes behind it: replicas that are restarted, or a database that comes back on another
 * port. Each connection goes to the next of the ports, and past those that refuse it.
 * @param ports those that there are at the moment
 */
export async function startBalancer(ports: () => readonly number[]) {
  const open = new Set<Socket>();
  let turn = 0;

  /** The first of these ports, in turn, that takes a connection. */
  function dial(left: number, client: Socket): void {
    const all = ports();
    if (left === 0 || all.length === 0) return void client.destroy();
    turn += 1;
    const upstream = connect({ host: '127.0.0.1', port: all[turn % all.length]!, noDelay: true });
    upstream.once('error', () => dial(left - 1, client));
    upstream.once('connect', () => {
      upstream.removeAllListeners('error');
      keep(upstream);
      upstream.once('close', () => client.destroySoon());
      client.once('close', () => upstream.destroySoon());
      client.pipe(upstream).pipe(client);
    });
  }

  function keep(socket: Socket): void {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  }

  const server = createServer({ noDelay: true }, (client) => {
    keep(client);
    dial(ports().length, client);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise<void>((done) => {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      }),
  };
}

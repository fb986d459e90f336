import { connect, createServer, type Socket } from 'node:net';

/** What to do with a message that goes to the database: let it pass, or an interference. */
export type Interference =
  | 'pass'
  /** The connection is reset before the message arrives. */
  | 'reset-before'
  /** The message arrives, the answer never does, and the connection is reset. */
  | 'reset-after'
  /** The message arrives after two seconds. */
  | 'delay'
  /** The message arrives, and from then on nothing comes back on this connection, which stays open. */
  | 'silence';

/**
 * Stands between a replica and its database and interferes with chosen messages. The driver writes one wire
 * message at a time on a connection, so a chunk that holds a command's name is that command.
 */
export async function startProxy(target: { host: string; port: number }) {
  const state: { interfere: (text: string) => Interference } = { interfere: () => 'pass' };
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(target);
    const both = [client, upstream];
    for (const socket of both) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    let answering = true;
    let silent = false;
    upstream.on('data', (chunk: Buffer) => {
      if (answering) client.write(chunk);
      else if (!silent) client.resetAndDestroy();
    });
    client.on('data', (chunk: Buffer) => {
      switch (state.interfere(chunk.toString('latin1'))) {
        case 'pass':
          return void upstream.write(chunk);
        case 'reset-before':
          return void client.resetAndDestroy();
        case 'reset-after':
          answering = false;
          return void upstream.write(chunk);
        case 'silence':
          answering = false;
          silent = true;
          return void upstream.write(chunk);
        case 'delay':
          return void setTimeout(() => upstream.write(chunk), 2_000);
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };

  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    /** Decides about each message to the database by its bytes as latin1 text. */
    interfere(decide: (text: string) => Interference) {
      state.interfere = decide;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** A command for a collection, as the wire has it: a name, four bytes of a length, a name. */
export const message = (command: string, collection: string): RegExp =>
  new RegExp(`${command}\\0.{4}${collection}\\0`, 's');

/**
 * Applies an interference to the first message that holds the words, and lets all others pass. It then calls
 * `happened`.
 */
export function once(
  words: string | RegExp,
  interference: Interference,
  happened: () => void = () => undefined,
): (text: string) => Interference {
  let met = false;
  return (text) => {
    if (met || text.search(words) < 0) return 'pass';
    met = true;
    happened();
    return interference;
  };
}

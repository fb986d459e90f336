import { createServer } from 'node:http';

/** One request for a piece of a file. */
export interface Put {
  path: string;
  range: string;
  authorization?: string;
  body: Buffer;
}

/** A stand-in for the place in somebody's OneDrive that Teams opens: it takes the pieces of files. */
export async function startDrive() {
  const puts: Put[] = [];
  const state: { disturb?: (put: Put) => number | undefined } = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const put = {
        path: request.url ?? '',
        range: request.headers['content-range'] ?? '',
        authorization: request.headers.authorization,
        body: Buffer.concat(chunks),
      };
      puts.push(put);
      const [, to, size] = /-(\d+)\/(\d+)$/.exec(put.range) ?? [];
      const status =
        request.method === 'PUT' ? (state.disturb?.(put) ?? (Number(to) + 1 === Number(size) ? 201 : 202)) : 405;
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(status === 302 ? { location: 'http://127.0.0.1:1/' } : {}),
      });
      response.end('{}');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  return {
    puts,
    address: (name: string) => `http://127.0.0.1:${port}/${name}`,
    /** The file that was put together from its pieces. */
    file: (name: string): string =>
      Buffer.concat(puts.filter(({ path }) => path === `/${name}`).map(({ body }) => body)).toString(),
    /** Changes how pieces are answered. Without an argument, all are accepted again. */
    disturb(disturbance?: (put: Put) => number | undefined) {
      state.disturb = disturbance;
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

export type Drive = Awaited<ReturnType<typeof startDrive>>;

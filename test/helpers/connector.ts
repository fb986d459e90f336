import { createServer, type IncomingMessage } from 'node:http';
import { type Card } from '../../cards/card';
import { samplePeople } from '../../services/try-out/sample-people';

/** One call that the bot made to the Connector. */
export interface OutboundCall {
  method: string;
  path: string;
  /** When it came. Milliseconds. */
  at: number;
  /** The id of the message that it made. */
  made?: string;
  body: { type?: string; text?: string; summary?: string; attachments?: { content: Card }[] } & Record<string, unknown>;
}

/** What the stand-in does instead of accepting: return a status to answer with it, or undefined to accept. */
export type Disturbance = (call: OutboundCall) => number | undefined;

/** A stand-in for the Bot Connector: it takes messages, edits and look-ups, and records every call. */
export async function startConnector() {
  const calls: OutboundCall[] = [];
  const state: { disturb?: Disturbance } = {};
  let count = 0;
  const server = createServer(async (request, response) => {
    const call: OutboundCall = {
      at: Date.now(),
      method: request.method ?? '',
      path: decodeURIComponent(request.url ?? ''),
      body: await bodyOf(request),
    };
    calls.push(call);
    const send = (status: number, body: object) => {
      // Not chained: restify replaces the writeHead of every server in the process with one that returns nothing.
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const disturbed = state.disturb?.(call);
    if (disturbed) return void send(disturbed, { error: { code: 'Disturbed', message: 'as the test asked' } });
    const member = /\/members\/29:(.+)$/.exec(call.path)?.[1];
    if (member !== undefined) {
      const found = samplePeople.find(({ id }) => id === member);
      return void (found
        ? send(200, { id: `29:${found.id}`, name: found.name, aadObjectId: found.id, userPrincipalName: found.upn })
        : send(404, { error: { code: 'MemberNotFoundInConversation', message: 'no such member' } }));
    }
    if (call.path === '/v3/conversations') {
      const [user] = call.body.members as { id: string }[];
      return void send(201, { id: `personal:${user?.id.slice(3)}` });
    }
    count += 1;
    if (call.method !== 'PUT') call.made = `message-${count}`;
    send(call.method === 'PUT' ? 200 : 201, { id: `message-${count}` });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    /** Changes how calls are answered. Without an argument, all are accepted again. */
    disturb(disturbance?: Disturbance) {
      state.disturb = disturbance;
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

export type Connector = Awaited<ReturnType<typeof startConnector>>;

async function bodyOf(request: IncomingMessage): Promise<OutboundCall['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

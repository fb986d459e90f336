import { connect, createServer, type Socket } from 'node:net';
import { BSON, MongoClient } from 'mongodb';

const opMsg = 2013;

/**
 * Stands in front of a real database and refuses transactions, with the words and the code of a mongod that is not in a
 * replica set. SecantusDB accepts them even with `--standalone`.
 */
export async function databaseWithoutTransactions(
  uri: string,
): Promise<{ uri: string; refused(): number; close(): Promise<void> }> {
  const client = new MongoClient(uri);
  const { host, port } = client.options.hosts[0]!;
  await client.close();
  let refused = 0;
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(port!, host);
    let rest = Buffer.alloc(0);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket.on('error', () => undefined));
      socket.on('close', () => [incoming, outgoing].forEach((one) => one.destroy()));
    }
    outgoing.pipe(incoming);
    incoming.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let length = lengthOf(rest); length <= rest.length; length = lengthOf(rest)) {
        const message = rest.subarray(0, length);
        rest = rest.subarray(length);
        if (!startsTransaction(message)) {
          outgoing.write(message);
        } else {
          refused += 1;
          incoming.write(refusal(message));
        }
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port: own } = server.address() as { port: number };
  return {
    uri: `mongodb://127.0.0.1:${own}/?directConnection=true`,
    refused: () => refused,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}

const lengthOf = (bytes: Buffer): number => (bytes.length < 4 ? Infinity : bytes.readInt32LE(0));

/** A message is a header of 16 bytes, 4 of flags and then sections: kind 0 holds the command. */
function startsTransaction(message: Buffer): boolean {
  if (message.readInt32LE(12) !== opMsg || message[20] !== 0) return false;
  return BSON.deserialize(message.subarray(21, 21 + message.readInt32LE(21))).startTransaction === true;
}

function refusal(message: Buffer): Buffer {
  const answer = BSON.serialize({
    ok: 0,
    code: 20,
    codeName: 'IllegalOperation',
    errmsg: 'Transaction numbers are only allowed on a replica set member or mongos',
  });
  const header = Buffer.alloc(21);
  header.writeInt32LE(21 + answer.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(opMsg, 12);
  return Buffer.concat([header, answer]);
}

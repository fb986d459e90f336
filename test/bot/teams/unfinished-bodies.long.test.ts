import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startReplica, type Replica } from '../../faults/processes';
import { freshDatabase } from '../../helpers/services';
import { until } from '../../helpers/until';

const many = 1_500;

/** What a process takes of the memory, in bytes. */
const memoryOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) * 1_024;

// The replica takes no tokens, as in the try-out: to whoever cannot sign, not even this much is open.
describe('bodies that do not arrive in full', () => {
  let replica: Replica;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    const { uri, database } = freshDatabase();
    replica = await startReplica({ uri, database });
    // Where memory is measured, it must have been used before.
    for (let count = 0; count < 50; count += 1) await ask();
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => replica.stop());

  const ask = async () => (await fetch(`http://127.0.0.1:${replica.port}/healthz`)).text();
  const head = (length: number) =>
    `POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  async function open(text: string): Promise<{ ended: () => boolean }> {
    const socket = connect(replica.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    sockets.push(socket);
    let ended = false;
    socket.on('close', () => (ended = true));
    await once(socket, 'connect');
    socket.write(text);
    return { ended: () => ended };
  }

  test.each([
    ['hardly begun', 100],
    ['half way', 100_000],
    ['almost there', 250_000],
  ])('cost less than 100 MB, 1,500 of them at once, %s', async (_, sent) => {
    const before = memoryOf(replica.child.pid!);
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, memoryOf(replica.child.pid!))), 200);
    for (let count = 0; count < many; count += 1) await open(head(255_000) + 'x'.repeat(sent));
    expect(await ask()).toContain('alive');
    await new Promise((done) => setTimeout(done, 3_000));
    clearInterval(watching);
    expect(most - before).toBeLessThan(100_000_000);
  });

  test('are waited for 15 seconds, and so are headers', async () => {
    const started = Date.now();
    const [body, headers, nothing] = [
      await open(head(255_000) + '{'),
      await open('POST /api/messages HT'),
      await open(''),
    ];
    await until('the end of all', () => body.ended() && headers.ended() && nothing.ended());
    expect(Date.now() - started).toBeGreaterThan(14_000);
    expect(Date.now() - started).toBeLessThan(18_000);
  });

  test('are not helped by sending slowly', async () => {
    const started = Date.now();
    const slow = await open(head(255_000));
    const dripping = setInterval(() => sockets.at(-1)!.write('x'), 200);
    await until('the end', slow.ended);
    clearInterval(dripping);
    expect(Date.now() - started).toBeLessThan(18_000);
  });
});

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type BrowserContext } from 'playwright-core';
import { playgroundCli, startPlaygrounds } from '../../bot/try-out/playground';
import { samplePeople } from '../../services/try-out/sample-people';
import { person } from '../helpers/services';
import { freePorts, freshFolder, killAll, removeFolders, type Started, startTryOut } from '../try-out/try-out';
import { openChat, openChromium } from './playground-page';

/** Stands between Teams and the bot. Once it is told to, the next click arrives, and its connection is gone. */
async function startCutting(port: number): Promise<{ server: Server; port: number; cutNext(): void }> {
  let cut = false;
  const server = createServer((client) => {
    const bot = connect({ host: '127.0.0.1', port });
    const both: Socket[] = [client, bot];
    for (const socket of both) {
      socket.on('error', () => undefined);
      socket.on('close', () => both.forEach((one) => one.destroy()));
    }
    bot.on('data', (chunk: Buffer) => client.write(chunk));
    client.on('data', (chunk: Buffer) => {
      bot.write(chunk);
      if (!cut || !chunk.includes('"confirm"')) return;
      cut = false;
      // The bot has the click, and is still making the PIN.
      setTimeout(() => bot.destroy(), 5);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, port: (server.address() as AddressInfo).port, cutNext: () => (cut = true) };
}

describe('an answer that is lost on its way', () => {
  let browser: { context: BrowserContext; close(): Promise<void> };
  let tryOut: Started;
  let between: Awaited<ReturnType<typeof startCutting>>;
  let playground: { stop(): Promise<void> };
  let port: number;

  beforeAll(async () => {
    browser = await openChromium();
    const ports = await freePorts();
    const dataFolder = freshFolder();
    tryOut = await startTryOut({ ports, dataFolder, arguments: ['--no-playground'] });
    between = await startCutting(ports.PORT);
    port = ports.PLAYGROUND_PORT;
    playground = await startPlaygrounds({
      windows: [{ port, person: person('Alice') }],
      people: samplePeople,
      endpoint: `http://127.0.0.1:${between.port}/api/messages`,
      dataFolder,
      cli: playgroundCli(),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await playground?.stop();
    between?.server.close();
    tryOut?.child.kill('SIGINT');
    await tryOut?.ended;
    killAll();
    removeFolders();
  });

  test('leads to a card that says so, and to a PIN that is seen', async () => {
    const alice = await openChat(browser.context, { person: 'Alice Smith', port });
    const offer = await alice.say('reset my pin', 'Reset your PIN?');
    between.cutNext();
    await alice.press(offer, 'Reset PIN');
    // Teams shows that something went wrong; whoever presses again learns what.
    await alice.page.waitForTimeout(1_500);
    expect(await alice.card('Note it now').count()).toBe(0);
    await alice.press(offer, 'Reset PIN');
    const lost = alice.card('You may not have seen it');
    await lost.waitFor();
    await alice.keepLook('pin-lost', lost);

    await alice.press(lost, 'Reset PIN');
    await alice.press(alice.card('Reset your PIN?'), 'Reset PIN');
    const shown = alice.card('Note it now');
    await shown.waitFor();
    expect(await shown.innerText()).toMatch(/^\d{4,12}$/m);
    await alice.page.close();
  });
});

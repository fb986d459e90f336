import { createServer } from 'node:net';
import { DeskAdapter } from '../../../bot/teams/adapter';
import { createOutbound, whyUndelivered } from '../../../bot/teams/outbound';
import { cards } from '../../../cards';
import { createButtonIds } from '../../../services/pins/button-ids';
import { testKey } from '../../helpers/services';
import { createLog } from '../../../services/base/log';

test('a Connector that takes a message and never answers is given up after 10 s, and asked once', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.resume();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const serviceUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const { send } = createOutbound({
    adapter: new DeskAdapter({}, createLog({ level: 'silent' })),
    appId: '',
    ids: createButtonIds([testKey]),
  });
  const started = Date.now();
  const error = await send(
    { conversation: 'a:1', serviceUrl, bot: '28:desk', user: '29:alice' },
    cards.notice({ title: 'Hello', paragraphs: [], buttons: [] }),
  ).catch((thrown: unknown) => thrown);
  const took = Date.now() - started;
  expect(error).toMatchObject({ name: 'AbortError' });
  expect(whyUndelivered(error)).toBe('unknown');
  expect(took).toBeGreaterThanOrEqual(9_900);
  expect(took).toBeLessThan(20_000);
  expect(connections).toBe(1);
  await new Promise<void>((done) => server.close(() => done()));
});

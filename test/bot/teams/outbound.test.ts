import { createServer } from 'node:net';
import nock from 'nock';
import { DeskAdapter } from '../../../bot/teams/adapter';
import { createOutbound, whyUndelivered } from '../../../bot/teams/outbound';
import { cards } from '../../../cards';
import { type PrivateChat } from '../../../services/people/chats';
import { createButtonIds } from '../../../services/pins/button-ids';
import { testKey } from '../../helpers/services';
import { createLog } from '../../../services/base/log';

afterAll(() => nock.restore());

/** What we send to the Connector, over HTTP that nock simulates. */
describe('the Connector', () => {
  const host = 'https://smba.trafficmanager.net';
  const chat: PrivateChat = { conversation: 'a:1', serviceUrl: `${host}/emea/`, bot: '28:desk', user: '29:alice' };
  const card = cards.notice({ title: 'Hello', paragraphs: [], buttons: [] });
  const { send, update, remove, openChat } = createOutbound({
    adapter: new DeskAdapter({}, createLog({ level: 'silent' })),
    appId: '',
    ids: createButtonIds([testKey]),
  });
  const messages = () => nock(host).post('/emea/v3/conversations/a%3A1/activities');

  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    expect(nock.pendingMocks()).toEqual([]);
    nock.cleanAll();
  });
  afterAll(() => nock.enableNetConnect());

  test('takes a card, with a summary that says nothing', async () => {
    let body: Record<string, unknown> = {};
    nock(host)
      .post('/emea/v3/conversations/a%3A1/activities', (sent: Record<string, unknown>) => Boolean((body = sent)))
      .reply(201, { id: 'm1' });
    expect(await send(chat, card)).toBe('m1');
    expect(body).toMatchObject({
      type: 'message',
      summary: 'Dial-in Desk',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    expect(body.text).toBeUndefined();
    expect(body.speak).toBeUndefined();
  });

  test('is asked again after 429, as late as it says', async () => {
    messages().reply(429, {}, { 'retry-after': '1' });
    messages().reply(201, { id: 'm2' });
    const started = Date.now();
    expect(await send(chat, card)).toBe('m2');
    expect(Date.now() - started).toBeGreaterThanOrEqual(950);
  });

  test('is not asked for ever', async () => {
    nock(host).post('/emea/v3/conversations/a%3A1/activities').times(4).reply(429, {}, { 'retry-after': '0.01' });
    await expect(send(chat, card)).rejects.toMatchObject({ statusCode: 429 });
  });

  test('is asked again after 412, by which it says that something else was under way', async () => {
    messages().reply(412, {});
    messages().reply(201, { id: 'm3' });
    expect(await send(chat, card)).toBe('m3');
  });

  test.each([500, 502, 503, 504])('is not asked again to send after %i, which may hide a delivery', async (status) => {
    messages().reply(status, {});
    await expect(send(chat, card)).rejects.toMatchObject({ statusCode: status });
  });

  test.each([412, 429, 500, 502, 503, 504])('is asked again after %i for what is safe to repeat', async (status) => {
    const edits = () => nock(host).put('/emea/v3/conversations/a%3A1/activities/m1');
    edits().reply(status, {}, { 'retry-after': '0.01' });
    edits().reply(200, { id: 'm1' });
    await update(chat, 'm1', card);
    const removals = () => nock(host).delete('/emea/v3/conversations/a%3A1/activities/m1');
    removals().reply(status, {}, { 'retry-after': '0.01' });
    removals().reply(200, {});
    await remove(chat, 'm1');
    const openings = () => nock(host).post('/emea/v3/conversations');
    openings().reply(status, {}, { 'retry-after': '0.01' });
    openings().reply(201, { id: 'a:new' });
    const { serviceUrl, bot, user } = chat;
    expect(await openChat({ serviceUrl, bot, user }, 'tenant')).toMatchObject({ conversation: 'a:new' });
  });

  test('is not asked for ever for what is safe, either, nor after a refusal', async () => {
    nock(host).put('/emea/v3/conversations/a%3A1/activities/m1').times(4).reply(503, {}, { 'retry-after': '0.01' });
    await expect(update(chat, 'm1', card)).rejects.toMatchObject({ statusCode: 503 });
    nock(host).put('/emea/v3/conversations/a%3A1/activities/m1').reply(400, {});
    await expect(update(chat, 'm1', card)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('is not asked again after a connection that broke', async () => {
    let requests = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        requests += 1;
        socket.destroy();
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    nock.enableNetConnect('127.0.0.1');
    const serviceUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    await expect(send({ ...chat, serviceUrl }, card)).rejects.toBeDefined();
    expect(requests).toBe(1);
    nock.disableNetConnect();
    await new Promise<void>((done) => server.close(() => done()));
  });

  test.each([
    [403, 'not-installed'],
    [404, 'not-installed'],
  ] as const)('says by %i that the chat is %s', async (status, why) => {
    nock(host).put('/emea/v3/conversations/a%3A1/activities/m1').reply(status, {});
    const error = await update(chat, 'm1', card).catch((thrown: unknown) => thrown);
    expect(whyUndelivered(error)).toBe(why);
  });

  test('opens a chat with somebody', async () => {
    let body: Record<string, unknown> = {};
    nock(host)
      .post('/emea/v3/conversations', (sent: Record<string, unknown>) => Boolean((body = sent)))
      .reply(201, { id: 'a:new' });
    expect(await openChat({ serviceUrl: chat.serviceUrl, bot: chat.bot, user: chat.user }, 'tenant')).toMatchObject({
      conversation: 'a:new',
    });
    expect(body).toMatchObject({
      isGroup: false,
      members: [{ id: '29:alice' }],
      channelData: { tenant: { id: 'tenant' } },
    });
  });

  test('opens none where the app is not installed', async () => {
    nock(host)
      .post('/emea/v3/conversations')
      .reply(403, { error: { code: 'Forbidden' } });
    const error = await openChat({ serviceUrl: chat.serviceUrl, bot: chat.bot, user: chat.user }, 'tenant').catch(
      (thrown: unknown) => thrown,
    );
    expect(whyUndelivered(error)).toBe('not-installed');
  });
});

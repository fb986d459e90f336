import nock from 'nock';
import { type Desk, startDesk } from '../../bot/desk';
import { type Card } from '../../cards/card';
import { createLog } from '../../services/log';
import { seedSamplePeople } from '../../services/sample-people';
import { serveMicrosoft, signToken, strangersKey } from '../helpers/microsoft';
import { titleOf } from '../helpers/read-card';
import { freshDatabase, leaveDatabase, testKey } from '../helpers/services';

const tenant = '00000000-0000-4000-8000-000000000001';
const appId = '00000000-0000-4000-8000-0000000000aa';
const connector = 'https://smba.trafficmanager.net';
const serviceUrl = `${connector}/emea/`;
const soon = () => Math.floor(Date.now() / 1000);
const claims = (own: object = {}) => ({
  ...{ iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl, nbf: soon() - 60, exp: soon() + 3600 },
  ...own,
});

/** Production's own door: the SDK's token check behind our gate, against a key server that nock plays. */
describe('production', () => {
  let desk: Desk;
  beforeAll(async () => {
    nock.disableNetConnect();
    nock.enableNetConnect(/127\.0\.0\.1/);
    serveMicrosoft();
    // The SDK writes what it refuses to the console.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    desk = await startDesk({
      services: { ...freshDatabase(), pinKeys: [testKey] },
      identity: { MicrosoftAppId: appId, MicrosoftAppPassword: 'not-a-secret', MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: tenant },
      gate: { tenant, connectorHosts: ['smba.trafficmanager.net', '*.botframework.com'], tokens: true },
      listen: { port: 0, host: '127.0.0.1' },
      log: createLog({ level: 'silent' }),
    });
    await seedSamplePeople(desk.services);
  });
  afterAll(async () => {
    await leaveDatabase(desk.services);
    await desk.stop();
    nock.cleanAll();
    nock.enableNetConnect();
    jest.restoreAllMocks();
  });

  const post = (authorization: string | undefined, own: object = {}) =>
    fetch(`http://127.0.0.1:${desk.port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify({
        ...{ type: 'message', id: '1', text: 'help', channelId: 'msteams', serviceUrl },
        from: { id: '29:x', aadObjectId: '00000000-0000-4000-8000-000000000021' },
        recipient: { id: `28:${appId}` },
        conversation: { id: 'chat', conversationType: 'personal', tenantId: tenant },
        ...own,
      }),
    });
  const bearer = (own: object = {}, options = {}) => `Bearer ${signToken(claims(own), options)}`;
  /** Takes one message at Microsoft's side, and says which card it was. */
  const accepting = () => {
    const cards: Card[] = [];
    const scope = nock(connector)
      .post('/emea/v3/conversations/chat/activities/1', (body: { attachments: { content: Card }[] }) => {
        cards.push(body.attachments[0]!.content);
        return true;
      })
      .reply(201, { id: 'message-1' });
    return { cards, scope };
  };

  test('answers what the Connector signed for us, with a token of its own', async () => {
    const { cards, scope } = accepting();
    expect((await post(bearer())).status).toBe(200);
    expect(scope.isDone()).toBe(true);
    expect(titleOf(cards[0]!)).toBe('What you can do');
  });

  test.each([
    ['no token', () => undefined],
    ['another scheme', () => 'Basic abc'],
    ['no scheme', () => signToken(claims())],
    ['an empty token', () => 'Bearer '],
    ['rubbish', () => 'Bearer a.b.c'],
    ['alg none', () => bearer({}, { alg: 'none' })],
    ['HS256', () => bearer({}, { alg: 'HS256' })],
    ['an unknown key', () => bearer({}, { kid: 'unknown' })],
    ['a stranger’s key under our key’s id', () => bearer({}, { key: strangersKey() })],
    ['a token for another bot', () => bearer({ aud: '00000000-0000-4000-8000-0000000000bb' })],
    ['an expired token', () => bearer({ exp: soon() - 3600 })],
    ['a token for another service URL', () => bearer({ serviceurl: 'https://smba.trafficmanager.net/amer/' })],
    ['a token without a service URL', () => bearer({ serviceurl: undefined })],
    ['a token of Entra, home tenant', () => bearer({ iss: `https://sts.windows.net/${tenant}/`, tid: tenant })],
    ['a token of Entra v2, for the app’s API', () => bearer({ iss: `https://login.microsoftonline.com/${tenant}/v2.0`, aud: `api://botid-${appId}` })],
  ])('refuses %s', async (_, authorization) => {
    const { cards } = accepting();
    expect([401, 403]).toContain((await post(authorization())).status);
    expect(cards).toEqual([]);
    nock.removeInterceptor({ hostname: 'smba.trafficmanager.net', method: 'POST', path: '/emea/v3/conversations/chat/activities/1', proto: 'https' });
  });

  test.each([
    ['no service URL', { serviceUrl: undefined }, 400],
    ['a service URL that is not Microsoft’s', { serviceUrl: 'https://smba.trafficmanager.net.evil.example/' }, 403],
    ['a service URL on loopback', { serviceUrl: 'http://127.0.0.1:1/' }, 403],
    ['a service URL with a mere suffix', { serviceUrl: 'https://evilbotframework.com/' }, 403],
    ['another tenant', { conversation: { id: 'chat', conversationType: 'personal', tenantId: appId } }, 403],
  ])('refuses %s, also with a good token', async (_, own, status) => {
    expect((await post(bearer(), own)).status).toBe(status);
  });
});

import nock from 'nock';
import { type Desk, startDesk } from '../../../bot/desk';
import { type Card } from '../../../cards/card';
import { createLog } from '../../../services/base/log';
import { seedSamplePeople } from '../../../services/try-out/sample-people';
import { type KeyServer, serveMicrosoft, signToken, strangersKey } from '../../helpers/microsoft';
import { titleOf } from '../../helpers/read-card';
import { freshDatabase, leaveDatabase, testKey } from '../../helpers/services';

const tenant = '00000000-0000-4000-8000-000000000001';
const appId = '00000000-0000-4000-8000-0000000000aa';
const connector = 'https://smba.trafficmanager.net';
const serviceUrl = `${connector}/emea/`;
/** One of the tenants from which the SDK takes tokens of the Emulator. */
const emulatorIssuer = 'https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/';
const soon = () => Math.floor(Date.now() / 1000);
const claims = (own: object = {}) => ({
  ...{ iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl, nbf: soon() - 60, exp: soon() + 3600 },
  ...own,
});

/** The door as production has it: our gate, then the SDK's token check, against a key server that nock simulates. */
describe('production', () => {
  let desk: Desk;
  let keyServer: KeyServer;
  beforeAll(async () => {
    nock.disableNetConnect();
    nock.enableNetConnect(/127\.0\.0\.1/);
    keyServer = serveMicrosoft();
    // The SDK writes its refusals to the console.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    desk = await startDesk({
      services: { ...freshDatabase(), pinKeys: [testKey] },
      identity: {
        MicrosoftAppId: appId,
        MicrosoftAppPassword: 'not-a-secret',
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppTenantId: tenant,
      },
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

  const send = (authorization: string | undefined, body: string) =>
    fetch(`http://127.0.0.1:${desk.port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body,
    });
  const post = (authorization: string | undefined, own: object = {}) =>
    send(
      authorization,
      JSON.stringify({
        ...{ type: 'message', id: '1', text: 'help', channelId: 'msteams', serviceUrl },
        from: { id: '29:x', aadObjectId: '00000000-0000-4000-8000-000000000021' },
        recipient: { id: `28:${appId}` },
        conversation: { id: 'chat', conversationType: 'personal', tenantId: tenant },
        ...own,
      }),
    );
  const bearer = (own: object = {}, options = {}) => `Bearer ${signToken(claims(own), options)}`;
  /** An activity that we accept and do not answer, for tests that only ask whether the token was good. */
  const typing = { type: 'typing' };
  /** Accepts one message in place of Microsoft, and says which card it was. */
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
    expect(titleOf(cards[0]!)).toBe('How can I help?');
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
    ['a token that expired 6 minutes ago', () => bearer({ exp: soon() - 360 })],
    ['a token without an end', () => bearer({ exp: undefined })],
    ['a token whose end is a text', () => bearer({ exp: String(soon() + 3600) })],
    ['a key without endorsements', () => bearer({}, { kid: 'for-all' })],
    ['a key with an empty list of endorsements', () => bearer({}, { kid: 'for-none' })],
    ['a key that is endorsed for web chat only', () => bearer({}, { kid: 'for-web-chat' })],
    [
      'a token of Entra for the Emulator, of our own account',
      () => bearer({ iss: emulatorIssuer, ver: '1.0', appid: appId }),
    ],
    ['a token for another service URL', () => bearer({ serviceurl: 'https://smba.trafficmanager.net/amer/' })],
    ['a token without a service URL', () => bearer({ serviceurl: undefined })],
    ['a token of Entra, home tenant', () => bearer({ iss: `https://sts.windows.net/${tenant}/`, tid: tenant })],
    [
      'a token of Entra v2, for the app’s API',
      () => bearer({ iss: `https://login.microsoftonline.com/${tenant}/v2.0`, aud: `api://botid-${appId}` }),
    ],
  ])('refuses %s', async (_, authorization) => {
    const { cards } = accepting();
    expect((await post(authorization())).status).toBe(401);
    expect(cards).toEqual([]);
    nock.removeInterceptor({
      hostname: 'smba.trafficmanager.net',
      method: 'POST',
      path: '/emea/v3/conversations/chat/activities/1',
      proto: 'https',
    });
  });

  test.each([
    ['no service URL', { serviceUrl: undefined }, 400],
    ['a service URL that is not Microsoft’s', { serviceUrl: 'https://smba.trafficmanager.net.evil.example/' }, 403],
    ['a service URL on loopback', { serviceUrl: 'http://127.0.0.1:1/' }, 403],
    ['a service URL with a mere suffix', { serviceUrl: 'https://evilbotframework.com/' }, 403],
    ['a service URL in the clear', { serviceUrl: 'http://smba.trafficmanager.net/emea/' }, 403],
    ['a service URL at another port', { serviceUrl: 'https://smba.trafficmanager.net:8443/emea/' }, 403],
    ['a service URL with a user', { serviceUrl: 'https://somebody@smba.trafficmanager.net/emea/' }, 403],
    ['a service URL with a password', { serviceUrl: 'https://a:b@smba.trafficmanager.net/emea/' }, 403],
    ['a service URL of another scheme', { serviceUrl: 'wss://smba.trafficmanager.net/emea/' }, 403],
    ['another tenant', { conversation: { id: 'chat', conversationType: 'personal', tenantId: appId } }, 403],
  ])('refuses %s, also with a good token', async (_, own, status) => {
    expect((await post(bearer(), own)).status).toBe(status);
  });

  test.each([
    ['endorsed for Teams among others', () => bearer({}, { kid: 'for-many' })],
    ['expired no longer ago than clocks may differ', () => bearer({ exp: soon() - 240 })],
  ])('takes a token %s', async (_, authorization) => {
    expect((await post(authorization(), typing)).status).toBe(200);
  });

  test('reads no body before there is a token', async () => {
    expect((await send(undefined, '{"type":')).status).toBe(401);
    // With a token the body is read, and found to be broken.
    expect((await send(bearer(), '{"type":')).status).toBe(400);
  });

  describe('when its keys are a day old', () => {
    let ahead = 0;
    beforeAll(() => {
      const [date, sinceStart] = [Date.now.bind(Date), performance.now.bind(performance)];
      jest.spyOn(Date, 'now').mockImplementation(() => date() + ahead);
      jest.spyOn(performance, 'now').mockImplementation(() => sinceStart() + ahead);
    });
    beforeEach(() => {
      ahead += 25 * 3_600_000;
      keyServer.asked = 0;
    });
    afterEach(() => void (keyServer.state = 'is well'));
    afterAll(() => void (ahead = 0));

    /** Many requests at once and one after another, with keys that we know and keys that nobody knows. */
    const postMany = async () => {
      const together = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          post(bearer({}, index % 2 ? {} : { kid: `unknown-${index}` }), typing),
        ),
      );
      return [...together, await post(bearer({}, { kid: 'unknown' }), typing), await post(bearer(), typing)];
    };

    test.each(['cannot be reached', 'answers 503', 'answers rubbish', 'is silent'] as const)(
      'asks the key server once a minute while it %s, and takes nobody’s word',
      async (state) => {
        keyServer.state = state;
        for (const answer of await postMany()) {
          expect(answer.status).toBe(500);
          expect(await answer.json()).toEqual({ error: 'This request could not be checked.' });
        }
        expect(keyServer.asked).toBe(1);
        ahead += 50_000;
        expect((await post(bearer(), typing)).status).toBe(500);
        expect(keyServer.asked).toBe(1);
        keyServer.state = 'is well';
        ahead += 10_000;
        expect((await post(bearer(), typing)).status).toBe(200);
        expect(keyServer.asked).toBe(2);
      },
      20_000,
    );

    test('asks the key server once for many tokens with keys that nobody knows', async () => {
      const statuses = (await postMany()).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200, 401]));
      expect(statuses.filter((status) => status === 200)).toHaveLength(11);
      expect(keyServer.asked).toBe(1);
    });
  });
});

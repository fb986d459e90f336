import nock from 'nock';
import { type Desk, startDesk } from '../../../bot/desk';
import { type Card } from '../../../cards/card';
import { createLog } from '../../../services/base/log';
import { seedSamplePeople } from '../../../services/try-out/sample-people';
import { type KeyServer, serveMicrosoft, signToken, strangersKey } from '../../helpers/microsoft';
import { titleOf } from '../../helpers/read-card';
import { freshDatabase, leaveDatabase, testKey } from '../../helpers/services';

afterAll(() => nock.restore());

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

/** The door as production has it, against a key server that nock simulates. */
describe('production', () => {
  let desk: Desk;
  let keyServer: KeyServer;
  beforeAll(async () => {
    nock.disableNetConnect();
    nock.enableNetConnect(/127\.0\.0\.1/);
    keyServer = serveMicrosoft();
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
      floods: false,
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

  const send = (authorization: string | undefined, body: string, more: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${desk.port}/api/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
        ...more,
      },
      body,
    });
  const activity = (own: object = {}) => ({
    ...{ type: 'message', id: '1', text: 'help', channelId: 'msteams', serviceUrl },
    from: { id: '29:x', aadObjectId: '00000000-0000-4000-8000-000000000021' },
    recipient: { id: `28:${appId}` },
    conversation: { id: 'chat', conversationType: 'personal', tenantId: tenant },
    ...own,
  });
  const post = (authorization: string | undefined, own: object = {}) =>
    send(authorization, JSON.stringify(activity(own)));
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

  describe('tells nobody who cannot sign', () => {
    const strange = { conversation: { id: 'chat', conversationType: 'personal', tenantId: appId } };
    const whatever: [string, string, Record<string, string>][] = [
      ['a good body', JSON.stringify(activity(typing)), {}],
      ['no JSON', '{"type":', {}],
      ['no activity', '[]', {}],
      ['no body', '', {}],
      ['another tenant', JSON.stringify(activity(strange)), {}],
      ['another host', JSON.stringify(activity({ serviceUrl: 'https://evil.example/' })), {}],
      ['another channel', JSON.stringify(activity({ channelId: 'emulator' })), {}],
      ['another type of content', 'x', { 'content-type': 'text/plain' }],
      ['another encoding', 'x', { 'content-encoding': 'gzip' }],
      ['a large body', 'x'.repeat(300_000), {}],
      ['another host name', '{}', { host: 'evil.example' }],
    ];

    test.each([
      ['no token', () => undefined],
      ['rubbish', () => 'Bearer a.b.c'],
      ['a token of nobody', () => bearer({}, { key: strangersKey() })],
      ['a token for another bot', () => bearer({ aud: '00000000-0000-4000-8000-0000000000bb' })],
    ])('%s: what is wrong with the rest', async (_, authorization) => {
      const answers = new Set<string>();
      for (const [, body, headers] of whatever) {
        const answer = await send(authorization(), body, headers);
        const own = [...answer.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
        answers.add(JSON.stringify([answer.status, own, await answer.text()]));
      }
      expect([...answers]).toHaveLength(1);
      expect(JSON.parse([...answers][0]!)).toEqual([401, expect.anything(), expect.anything()]);
    });

    test.each([
      [200, 'a good body'],
      [400, 'no JSON'],
      [400, 'no activity'],
      [400, 'no body'],
      [403, 'another tenant'],
      [403, 'another host'],
      [400, 'another channel'],
      [415, 'another type of content'],
      [415, 'another encoding'],
      [413, 'a large body'],
    ])('but answers %i to whoever can, for %s', async (status, which) => {
      const [, body, headers] = whatever.find(([name]) => name === which)!;
      expect((await send(bearer(), body, headers)).status).toBe(status);
    });
  });

  describe('when its keys are more than a day old', () => {
    let ahead = 0;
    beforeAll(() => {
      const date = Date.now.bind(Date);
      jest.spyOn(Date, 'now').mockImplementation(() => date() + ahead);
      ahead = 25 * 3_600_000;
    });
    afterAll(() => {
      ahead = 0;
      keyServer.state = 'is well';
    });

    test('takes nobody’s word while the key server is down, and everybody’s own soon after', async () => {
      keyServer.state = 'cannot be reached';
      for (const answer of await Promise.all([post(bearer(), typing), post(bearer({}, { kid: 'unknown' }), typing)])) {
        expect(answer.status).toBe(503);
        expect(await answer.json()).toEqual({ error: 'Nobody’s signature can be checked at the moment.' });
      }
      keyServer.state = 'is well';
      ahead += 6_000;
      expect((await post(bearer(), typing)).status).toBe(200);
      expect((await post(bearer({}, { kid: 'unknown' }), typing)).status).toBe(401);
    });
  });
});

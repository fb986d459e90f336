import nock from 'nock';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createConnectorKeys, NoKeys } from '../../../bot/teams/connector-keys';
import { createTokenCheck } from '../../../bot/teams/token-check';
import { createLog } from '../../../services/base/log';
import { connectorKeys, signToken } from '../../helpers/microsoft';
import { until } from '../../helpers/until';

afterAll(() => nock.restore());

const hour = 3_600_000;
const day = 24 * hour;
const kid = 'test-key';

/** Answers in place of the key server. Not chained: restify replaces the writeHead of every server in the process. */
type Answer = (response: ServerResponse) => void;
const saying =
  (body: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

describe('the keys of the Connector', () => {
  let metadata: Answer;
  let keysAnswer: Answer;
  let asked = 0;
  let clock = 0;
  const server = createServer((request, response) => {
    if (request.url === '/keys') return keysAnswer(response);
    asked += 1;
    metadata(response);
  });
  beforeAll(() => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const well = () => {
    metadata = saying({ issuer: 'https://api.botframework.com', jwks_uri: `${address()}/keys` });
    keysAnswer = saying({ keys: connectorKeys });
  };
  beforeEach(() => {
    asked = 0;
    clock = Date.now();
    well();
  });

  const create = () =>
    createConnectorKeys({ log: createLog({ level: 'silent' }), url: `${address()}/metadata`, now: () => clock });
  const isKnown = (keys: ReturnType<typeof create>, id = kid) =>
    keys.find(id).then(
      (key) => key !== undefined,
      (error: unknown) => {
        if (error instanceof NoKeys) return 'down' as const;
        throw error;
      },
    );

  test('are fetched once, for whoever asks at the same time and for an hour', async () => {
    const keys = create();
    expect(keys.ageInSeconds()).toBeUndefined();
    expect(await Promise.all([isKnown(keys), isKnown(keys), isKnown(keys)])).toEqual([true, true, true]);
    clock += hour - 1;
    expect(await isKnown(keys)).toBe(true);
    expect(asked).toBe(1);
    expect(keys.ageInSeconds()).toBe(3_600);
  });

  test.each<[string, () => void]>([
    ['HTML', () => (keysAnswer = saying('<html>Welcome to our proxy</html>'))],
    ['HTML for the metadata', () => (metadata = saying('<html>Welcome to our proxy</html>'))],
    ['{}', () => (keysAnswer = saying({}))],
    ['{} for the metadata', () => (metadata = saying({}))],
    ['no keys', () => (keysAnswer = saying({ keys: [] }))],
    ['keys that are none', () => (keysAnswer = saying({ keys: [{}, null, 7, { kty: 'RSA', kid, n: '!', e: '' }] }))],
    [
      'keys for web chat only',
      () => (keysAnswer = saying({ keys: connectorKeys.map((key) => ({ ...key, endorsements: ['webchat'] })) })),
    ],
    ['a list', () => (keysAnswer = saying(connectorKeys))],
    ['null', () => (keysAnswer = saying('null'))],
    ['nothing', () => (keysAnswer = saying(''))],
    ['more than anybody has', () => (keysAnswer = saying(' '.repeat(2_000_000)))],
    ['503', () => (keysAnswer = saying({ keys: connectorKeys }, 503))],
    ['204', () => (keysAnswer = saying('', 204))],
    [
      'another address',
      () =>
        (keysAnswer = (response) => {
          response.writeHead(302, { location: `${address()}/metadata` });
          response.end();
        }),
    ],
    ['keys at an address of another scheme', () => (metadata = saying({ jwks_uri: 'https://keys.example/' }))],
    ['an address that is none', () => (metadata = saying({ jwks_uri: 'nonsense' }))],
    ['half an answer', () => (keysAnswer = (response) => void (response.write('{"keys":['), response.destroy()))],
    ['no connection', () => (metadata = (response) => void response.destroy())],
  ])('are not there when the server gives %s: that is down, and costs seconds', async (_, spoil) => {
    const keys = create();
    spoil();
    expect(await isKnown(keys)).toBe('down');
    expect(await isKnown(keys)).toBe('down');
    expect(asked).toBe(1);
    well();
    clock += 5_000;
    expect(await isKnown(keys)).toBe(true);
    // Once they are there, the same answer takes nothing away for a day.
    spoil();
    clock += day - 5_000;
    expect(await isKnown(keys)).toBe(true);
    expect(await isKnown(keys, 'unknown')).toBe(false);
    clock += 5_000;
    expect(await isKnown(keys)).toBe('down');
  });

  test('are not waited for without end', async () => {
    const keys = create();
    metadata = () => undefined;
    const started = Date.now();
    expect(await isKnown(keys)).toBe('down');
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test('that nobody knows are looked for once a minute', async () => {
    const keys = create();
    for (let count = 0; count < 50; count += 1) expect(await isKnown(keys, `made-up-${count}`)).toBe(false);
    expect(asked).toBe(1);
    clock += 60_000;
    expect(await Promise.all([isKnown(keys, 'one'), isKnown(keys, 'two')])).toEqual([false, false]);
    expect(asked).toBe(2);
  });

  test('that are new are known as soon as they are needed', async () => {
    const keys = create();
    expect(await isKnown(keys)).toBe(true);
    keysAnswer = saying({ keys: [{ ...connectorKeys[0], kid: 'new' }] });
    clock += 60_000;
    expect(await isKnown(keys, 'new')).toBe(true);
    // One that was taken back is good for nothing any more.
    expect(await isKnown(keys)).toBe(false);
  });

  test('are fetched in the background well before they age, and again soon after a failure', async () => {
    const keys = create();
    jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'performance', 'setImmediate', 'setTimeout'] });
    const stop = keys.keepFresh();
    try {
      const after = async (time: number, expected: number) => {
        clock += time;
        jest.advanceTimersByTime(1_000);
        if (expected > asked) await until('the key server was asked', () => asked === expected);
        await new Promise((done) => setTimeout(done, 50));
        expect(asked).toBe(expected);
      };
      await after(0, 1);
      await after(hour - 1, 1);
      keysAnswer = saying('{}');
      await after(1, 2);
      await after(59_000, 2);
      await after(1_000, 3);
      well();
      await after(60_000, 4);
      expect(keys.ageInSeconds()).toBe(0);
      await after(hour, 5);
      // Nobody had to wait for any of this.
      expect(await isKnown(keys)).toBe(true);
      expect(asked).toBe(5);
    } finally {
      stop();
      jest.useRealTimers();
    }
  });

  test('check tokens by a clock that may be five minutes off', async () => {
    const appId = '00000000-0000-4000-8000-0000000000aa';
    const check = createTokenCheck({ keys: create(), appId, now: () => clock });
    const seconds = Math.floor(clock / 1_000);
    const verdict = (own: object, id = kid) =>
      check(
        `Bearer ${signToken(
          {
            ...{ iss: 'https://api.botframework.com', aud: appId, serviceurl: 'https://smba.example/' },
            ...{ nbf: seconds, exp: seconds + 3_600, ...own },
          },
          { kid: id },
        )}`,
      );
    expect(await verdict({})).toEqual({ serviceUrl: 'https://smba.example/' });
    expect(await verdict({ aud: appId.toUpperCase() })).toBeDefined();
    expect(await verdict({ exp: seconds - 290 })).toBeDefined();
    expect(await verdict({ nbf: seconds + 290 })).toBeDefined();
    for (const own of [
      { exp: seconds - 310 },
      { nbf: seconds + 310 },
      { exp: undefined },
      { aud: [appId] },
      { aud: undefined },
      { iss: undefined },
      { iss: 'https://api.botframework.com/' },
      { serviceurl: undefined },
      { serviceurl: ['https://smba.example/'] },
      { serviceUrl: 'https://smba.example/', serviceurl: undefined },
    ])
      expect(await verdict(own)).toBeUndefined();
    expect(await verdict({}, 'for-web-chat')).toBeUndefined();
    expect(await verdict({}, 'for-all')).toBeUndefined();
  });
});

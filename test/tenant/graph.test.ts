import nock from 'nock';
import { z } from 'zod';
import { createLog } from '../../services/base/log';
import { Secret } from '../../services/base/secret';
import { createGraph } from '../../tenant/graph';
import { GraphFault } from '../../tenant/graph-fault';

afterAll(() => nock.restore());

const address = 'https://graph.microsoft.com';
const row = z.object({ id: z.string() });
const low = { priority: 'low' } as const;

let pauses: number[];
let lines: string[];
const open = () =>
  createGraph({
    address,
    scope: `${address}/.default`,
    tokenFor: (scope) => Promise.resolve(new Secret(`token for ${scope}`)),
    log: createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } }),
    pause: (milliseconds) => (pauses.push(milliseconds), Promise.resolve()),
  });
const page = (body: object) => JSON.stringify(body);
const faultOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const everything = async () => {
  const rows: string[] = [];
  for await (const { id } of open().rows('/v1.0/users', row, low)) rows.push(id);
  return rows;
};

beforeAll(() => nock.disableNetConnect());
beforeEach(() => {
  pauses = [];
  lines = [];
});
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(() => nock.enableNetConnect());

test('asks with the token for Graph and a priority, and reads every page, an empty one included', async () => {
  const headers = { 'authorization': `Bearer token for ${address}/.default`, 'x-ms-throttle-priority': 'low' };
  nock(address, { reqheaders: headers })
    .get('/v1.0/users')
    .reply(200, { 'value': [{ id: '1' }], '@odata.nextLink': `${address}/v1.0/users?$skiptoken=a` })
    .get('/v1.0/users?$skiptoken=a')
    .reply(200, { 'value': [], '@odata.nextLink': `${address}/v1.0/users?$skiptoken=b` })
    .get('/v1.0/users?$skiptoken=b')
    .reply(200, { value: [{ id: '2' }] });
  expect(await everything()).toEqual(['1', '2']);
});

test('a query of the index says so', async () => {
  nock(address, { reqheaders: { 'ConsistencyLevel': 'eventual', 'x-ms-throttle-priority': 'high' } })
    .get('/v1.0/users')
    .reply(200, { value: [] });
  await open().page('/v1.0/users', row, { priority: 'high', eventual: true });
});

test('waits as long as Graph asks, by seconds or by a date, and then reads on', async () => {
  nock(address)
    .get('/v1.0/users')
    .reply(429, {}, { 'Retry-After': '17' })
    .get('/v1.0/users')
    .reply(503, {}, { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() })
    .get('/v1.0/users')
    .reply(200, { value: [{ id: '1' }] });
  expect(await everything()).toEqual(['1']);
  expect(pauses[0]).toBe(17_000);
  expect(pauses[1]).toBeGreaterThan(55_000);
  expect(pauses[1]).toBeLessThanOrEqual(60_000);
});

test('waits longer from try to try, never the same, where Graph does not say, and gives up after five', async () => {
  nock(address)
    .get('/v1.0/users')
    .times(6)
    .reply(429, { error: { code: 'TooManyRequests' } });
  expect(await faultOf(everything())).toMatchObject({ name: 'GraphFault', status: 429, code: 'TooManyRequests' });
  expect(pauses).toHaveLength(5);
  for (const [tries, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(500 * 2 ** tries);
    expect(pause).toBeLessThanOrEqual(1_000 * 2 ** tries);
  }
});

test('leaves the work to the next round when Graph asks for a rest of more than five minutes', async () => {
  nock(address).get('/v1.0/users').reply(429, {}, { 'Retry-After': '301' });
  expect(await faultOf(everything())).toMatchObject({ status: 429, retryAfter: 301_000 });
  expect(pauses).toEqual([]);
});

test.each([
  ['a broken connection', (at: nock.Interceptor) => at.replyWithError({ code: 'ECONNRESET' })],
  ['504', (at: nock.Interceptor) => at.reply(504, '<html>')],
  ['broken JSON', (at: nock.Interceptor) => at.reply(200, '{"value": nonsense')],
  ['a page that is cut off', (at: nock.Interceptor) => at.reply(200, page({ value: [{ id: '1' }] }).slice(0, -4))],
])('tries again after %s', async (_name, fails) => {
  fails(nock(address).get('/v1.0/users'));
  nock(address)
    .get('/v1.0/users')
    .reply(200, { value: [{ id: '1' }] });
  expect(await everything()).toEqual(['1']);
  expect(pauses).toHaveLength(1);
});

test.each([
  ['the app has no permission', 403, { error: { code: 'Authorization_RequestDenied', message: 'Alice Smith' } }],
  ['the query is wrong', 400, { error: { code: 'Request_BadRequest' } }],
  ['Graph leads elsewhere', 302, {}],
])('does not try again when %s', async (_name, status, body) => {
  nock(address).get('/v1.0/users').reply(status, body);
  const fault = await faultOf(everything());
  expect(fault).toBeInstanceOf(GraphFault);
  expect(fault).toMatchObject({ status, stateLost: false });
  expect(String(fault)).not.toContain('Alice');
  expect(pauses).toEqual([]);
});

test.each([
  [410, {}],
  [410, { error: { code: 'resyncRequired' } }],
  [400, { error: { code: 'syncStateNotFound' } }],
  [404, { error: { code: 'SyncStateInvalid' } }],
])('knows that its round is gone from %i %j', async (status, body) => {
  nock(address).get('/v1.0/users').reply(status, body);
  expect(await faultOf(everything())).toMatchObject({ status, stateLost: true });
});

test('an answer of another shape is a fault that does not quote it', async () => {
  nock(address)
    .get('/v1.0/users')
    .reply(200, { value: [{ id: 7, name: 'Alice Smith' }] });
  const fault = await faultOf(everything());
  expect(fault).toMatchObject({ code: 'unexpected' });
  expect(String(fault)).not.toContain('Alice');
});

test('a token goes nowhere else, whatever a link says', async () => {
  nock(address)
    .get('/v1.0/users')
    .reply(200, {
      'value': [{ id: '1' }],
      '@odata.nextLink': 'https://graph.microsoft.com.attacker.example/v1.0/users',
    });
  expect(await faultOf(everything())).toMatchObject({ code: 'foreignLink' });
});

test('stops waiting when it is told to', async () => {
  nock(address).get('/v1.0/users').reply(429, {}, { 'Retry-After': '60' });
  const stopping = new AbortController();
  const graph = createGraph({
    address,
    scope: 'any',
    tokenFor: () => Promise.resolve(new Secret('token')),
    log: createLog({ level: 'silent' }),
  });
  const asked = faultOf(graph.page('/v1.0/users', row, { ...low, signal: stopping.signal }));
  setTimeout(() => stopping.abort(), 50);
  expect(await asked).toMatchObject({ name: 'AbortError' });
});

test('the log tells who asked for a rest: the ids of the app and the tenant, and nobody', async () => {
  nock(address)
    .get('/v1.0/users')
    .reply(429, {}, { 'Retry-After': '1', 'x-ms-throttle-scope': 'Tenant_Application/ReadWrite/app/tenant' })
    .get('/v1.0/users')
    .reply(200, { value: [{ id: 'alice' }] });
  await everything();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    msg: 'Microsoft Graph asks us to wait',
    status: 429,
    reason: 'Tenant_Application/ReadWrite/app/tenant',
    milliseconds: 1_000,
  });
  expect(lines[0]).not.toMatch(/token|alice/);
});

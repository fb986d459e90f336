import { mongoOf } from '../../helpers/database';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, titleOf } from '../../helpers/read-card';
import { until } from '../../helpers/until';

describe('POST /api/messages', () => {
  let desk: OpenDesk;
  let port: number;
  beforeAll(async () => {
    desk = await openDesk();
    port = (await desk.addReplica()).port;
  });
  afterAll(() => desk.close());

  const tenant = '00000000-0000-4000-8000-000000000001';
  const activity = (own: object = {}) => ({
    ...{ type: 'message', id: '1', text: 'help', channelId: 'msteams', serviceUrl: desk.connector.url },
    from: { id: '29:x', name: 'Alice', aadObjectId: '00000000-0000-4000-8000-000000000030' },
    recipient: { id: '28:desk', name: 'Desk' },
    conversation: { id: 'personal:x', conversationType: 'personal', tenantId: tenant },
    channelData: { tenant: { id: tenant } },
    ...own,
  });

  /** Posts by hand, since fetch sets the Host header itself. */
  const post = (body: string | Buffer, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          port,
          host: '127.0.0.1',
          path: '/api/messages',
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          // A refusal may come before all of the body has left. Node then gives up the rest of it, with an error.
          response.resume();
          resolve(response.statusCode!);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const outboundDuring = async (work: () => Promise<unknown>) => {
    const before = desk.connector.calls.length;
    await work();
    return desk.connector.calls.length - before;
  };

  test('answers an activity of our tenant', async () => {
    expect(await outboundDuring(async () => expect(await post(JSON.stringify(activity()))).toBe(200))).toBe(1);
  });

  test.each([
    ['another channel', { channelId: 'emulator' }, 400],
    ['no channel', { channelId: undefined }, 400],
    ['no service URL', { serviceUrl: undefined }, 400],
    ['a service URL elsewhere', { serviceUrl: 'https://evil.example' }, 403],
    ['a service URL that only looks like ours', { serviceUrl: 'http://127.0.0.1.evil.example' }, 403],
    ['a service URL with ours as its user', { serviceUrl: 'http://127.0.0.1@evil.example' }, 403],
    [
      'another tenant',
      { conversation: { id: 'x', conversationType: 'personal', tenantId: '00000000-0000-4000-8000-000000000002' } },
      403,
    ],
    [
      'another tenant in its channel data',
      { channelData: { tenant: { id: '00000000-0000-4000-8000-000000000002' } } },
      403,
    ],
    ['no tenant at all', { channelData: undefined, conversation: { id: 'x', conversationType: 'personal' } }, 403],
    ['an object for a person', { from: { id: 'x', aadObjectId: { $ne: null } } }, 400],
    ['an object id that is none', { from: { id: 'x', aadObjectId: 'alice' } }, 400],
    [
      'an object for a conversation',
      { conversation: { id: { $gt: '' }, conversationType: 'personal', tenantId: tenant } },
      400,
    ],
    ['an object for a text', { text: { $gt: '' } }, 400],
    ['replies asked for in the answer', { deliveryMode: 'expectReplies' }, 400],
    [
      'a kind of conversation that Teams has not',
      { conversation: { id: 'x', conversationType: 'public', tenantId: tenant } },
      400,
    ],
  ])('refuses %s, and calls nobody', async (_, own, status) => {
    expect(await outboundDuring(async () => expect(await post(JSON.stringify(activity(own)))).toBe(status))).toBe(0);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
  ])('refuses what a web page elsewhere can send: %s', async (type, status) => {
    expect(await post(JSON.stringify(activity()), { 'content-type': type })).toBe(status);
  });

  test('refuses a good activity that is compressed, and unpacks nothing', async () => {
    const packed = gzipSync(JSON.stringify(activity()));
    expect(await outboundDuring(async () => expect(await post(packed, { 'content-encoding': 'gzip' })).toBe(415))).toBe(
      0,
    );
    // If we unpacked this, we would find it broken, and answer 400.
    expect(await post(gzipSync('{"type":'), { 'content-encoding': 'gzip' })).toBe(415);
  });

  test('refuses another host name, as after a changed DNS entry', async () => {
    expect(await post(JSON.stringify(activity()), { host: `evil.example:${port}` })).toBe(403);
  });

  test.each([
    ['no JSON', '{"type":', 400],
    ['an empty body', '', 400],
    ['a list', '[]', 400],
    ['a number', '7', 400],
    ['JSON that is 10,000 deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 400],
  ])('refuses %s', async (_, body, status) => {
    expect(await post(body)).toBe(status);
  });

  test('counts refusals, says why at most once a second, and never what was sent', async () => {
    const said = () =>
      desk.logged
        .map((line) => JSON.parse(line) as { msg: string; reason?: string; status?: number; count?: number })
        .filter(({ msg, reason }) => msg === 'request refused' && reason === 'service-url');
    await pause(2_100);
    const before = said().length;
    const canary = { text: 'canary-in-a-text', serviceUrl: 'https://canary-in-a-url.example' };
    for (let count = 0; count < 20; count += 1) await post(JSON.stringify(activity(canary)));
    expect(said().length - before).toBeLessThanOrEqual(2);
    await until(
      'the rest is in the log',
      () =>
        said()
          .slice(before)
          .reduce((sum, { count }) => sum + count!, 0) === 20,
    );
    expect(said().at(-1)).toMatchObject({ reason: 'service-url', status: 403 });
    expect(desk.logged.join('')).not.toContain('canary');
  });

  /** A connection of one's own, on which it is said when something comes and when it ends. */
  const connection = async () => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    let ended = false;
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (ended = true));
    await once(socket, 'connect');
    return { socket, heard: () => heard, ended: () => ended };
  };
  const head = (length: number, more = '') =>
    `POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;

  test('refuses a large body when it is announced, and lets go of whoever sends it all the same', async () => {
    const { socket, heard, ended } = await connection();
    socket.write(head(5_000_000));
    await until('an answer', () => heard().startsWith('HTTP/1.1 413'));
    const sending = setInterval(() => socket.write('x'.repeat(1_000)), 50);
    await until('the end', ended);
    clearInterval(sending);
  });

  test('invites a body only when it would be read', async () => {
    const refused = await connection();
    refused.socket.write(head(5_000_000, 'expect: 100-continue\r\n'));
    await until('an answer', () => refused.heard() !== '');
    expect(refused.heard()).toMatch(/^HTTP\/1\.1 413/);
    refused.socket.destroy();
    const body = JSON.stringify(activity({ type: 'typing' }));
    const invited = await connection();
    invited.socket.write(head(body.length, 'expect: 100-continue\r\n'));
    await until('the invitation', () => invited.heard().startsWith('HTTP/1.1 100 Continue'));
    invited.socket.write(body);
    await until('the answer', () => invited.heard().includes('HTTP/1.1 200'));
    invited.socket.destroy();
  });

  test('refuses a 1:1 chat that is known as somebody else’s, whatever is sent there', async () => {
    const alice = desk.as('Alice');
    await alice.ask('help');
    const inIt = (name: string, own: object = {}) => ({
      ...activity({ conversation: { id: alice.conversation, conversationType: 'personal', tenantId: tenant } }),
      from: { id: '29:x', name, aadObjectId: desk.as(name).person.id },
      ...own,
    });
    const value = { action: { type: 'Action.Execute', verb: 'help', data: {} }, trigger: 'manual' };
    expect(
      await outboundDuring(async () => {
        for (const own of [{}, { type: 'invoke', name: 'adaptiveCard/action', value }, { type: 'installationUpdate' }])
          expect(await post(JSON.stringify(inIt('Alex', own)))).toBe(403);
      }),
    ).toBe(0);
    const { db } = mongoOf(desk.services);
    expect(await db.collection('conversations').countDocuments({ conversation: alice.conversation })).toBe(1);
    expect(await post(JSON.stringify(inIt('Alice')))).toBe(200);
  });

  test('ignores activities that are none of our business', async () => {
    for (const type of ['typing', 'messageReaction', 'event', 'endOfConversation', 'whatever']) {
      expect(await outboundDuring(async () => expect(await post(JSON.stringify(activity({ type })))).toBe(200))).toBe(
        0,
      );
    }
  });

  test('is well, and says so', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()).toEqual({ status: 'alive' });
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await ready.json()).toEqual({ status: 'ready', checks: { database: 'ok', loops: 'ok' } });
    expect((await fetch(`http://127.0.0.1:${port}/nowhere`)).status).toBe(404);
  });
});

describe('when something breaks', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  test('a bug gets one neutral sentence with a reference that the log has, and nothing of its cause', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    await mongoOf(desk.services)
      .db.collection('conferencing')
      .updateOne({ person: alice.person.id }, { $set: { pin: { broken: 'canary' } } });
    const answer = await alice.invoke(button(offer, 'Reset PIN'));
    expect(answer.status).toBe(200);
    const text = JSON.stringify(answer.body);
    expect(text).toContain('Something went wrong');
    const reference = /administrator: (\w{10})/.exec(text)?.[1];
    expect(reference).toBeDefined();
    expect(desk.logged.filter((line) => line.includes(reference!))).toHaveLength(1);
    expect(desk.logged.join('')).not.toContain('canary');
    expect(text).not.toMatch(/Error|mongo|canary/i);
  });

  test('a message is answered by the same sentence', async () => {
    await mongoOf(desk.services)
      .db.collection('settings')
      .updateOne({}, { $set: { tollFreeNumber: 7 } }, { upsert: true });
    expect(titleOf(await desk.as('Alex').ask('conference info'))).toBe('Something went wrong');
    await mongoOf(desk.services)
      .db.collection('settings')
      .updateOne({}, { $set: { tollFreeNumber: '+18005550100' } });
  });
});

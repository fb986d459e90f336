import { mongoOf } from '../../../helpers/database';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { createServices, type Services } from '../../../../services';
import { type MailRoute } from '../../../../services/mail/route';
import { createCarrier } from '../../../../services/mail/sending/carrier';
import { createHolds, NotOurs } from '../../../../services/mail/sending/holds';
import { createMailQueue, delayAfterTries, givenUpAfter } from '../../../../services/mail/sending/queue';
import { type OutboxDocument } from '../../../../services/mail/outbox-document';
import { sampleTenant, seedSamplePeople } from '../../../../services/try-out/sample-people';
import { resetPin } from '../../../helpers/clicks';
import { type MailServer, startMailServer } from '../../../helpers/mail-server';
import { disposeServices, freshDatabase, noLimits, person, testKey } from '../../../helpers/services';
import { until } from '../../../helpers/until';

const from = { name: 'Contoso Conferencing', address: 'conferencing@contoso.example' };

describe('sending what the outbox holds', () => {
  const database = freshDatabase();
  let server: MailServer;
  let services: Services;
  const others: Services[] = [];
  const open = async (mail: MailRoute, more: { mailPatience?: number } = {}) => {
    const opened = await createServices({ ...database, pinKeys: [testKey], mail, ...more });
    others.push(opened);
    return opened;
  };
  beforeAll(async () => {
    server = await startMailServer();
    services = await createServices({ ...database, pinKeys: [testKey], mail: { smtp: server.url, from } });
    await seedSamplePeople(services);
    await services.settings.save(sampleTenant, noLimits);
  });
  beforeEach(async () => {
    await outbox().deleteMany({});
    server.received.length = 0;
    server.treat(() => ({}));
  });
  afterAll(async () => {
    for (const one of others) {
      one.mailSending!.close();
      await one.close();
    }
    services.mailSending!.close();
    await disposeServices(services);
    await server.close();
  });

  const outbox = () => mongoOf(services).db.collection<OutboxDocument>('outbox');
  const rows = () => outbox().find().sort({ to: 1 }).toArray();
  /** Lets time pass: mails that wait for their next try become due, and were queued that much earlier. */
  const later = (milliseconds = 0) =>
    outbox().updateMany({ state: 'queued' }, [
      { $set: { dueAt: new Date(0), queuedAt: { $subtract: ['$queuedAt', milliseconds] } } },
    ]);
  /** Queues conference info for an address, as a change would. */
  async function queue(to: string, changed: Partial<OutboxDocument> = {}): Promise<void> {
    const { id, tenant } = person('Alice');
    const mail = { kind: 'queued', address: to } as const;
    const info = { conferenceId: '1234567', tollNumber: '+15550100100' };
    const letter = services.outbox.compose({
      kind: 'conference-info',
      actor: person('Adele'),
      target: { ...person('Alice'), id, tenant },
      mail,
      info,
    })!;
    const at = await mongoOf(services).now();
    await mongoOf(services).transact((session) =>
      services.outbox.add({ ...letter, ...changed }, { _id: 'offer' }, { at, session, id: String }),
    );
  }
  const reset = (name: string) => resetPin(services, 'Megan', name);

  test('sends each mail once and remembers that', async () => {
    for (const name of ['a', 'b', 'c']) await queue(`${name}@contoso.example`);
    expect(await services.mailSending!.sendDue()).toMatchObject({ taken: 3, sent: 3, failed: [] });
    expect(await services.mailSending!.sendDue()).toMatchObject({ taken: 0 });
    expect(server.received.map(({ to }) => to).sort()).toEqual([
      'a@contoso.example',
      'b@contoso.example',
      'c@contoso.example',
    ]);
    for (const row of await rows()) {
      expect(row).toMatchObject({ state: 'sent', tries: 1, endedAt: expect.any(Date) });
      expect(row).not.toHaveProperty('lease');
    }
  });

  test('two replicas share the work', async () => {
    const second = await open({ smtp: server.url, from });
    for (let index = 0; index < 40; index += 1) await queue(`u${index}@contoso.example`);
    server.treat(() => ({ delay: 5 }));
    const runs = await Promise.all([services, second].map((one) => one.mailSending!.sendDue()));
    expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(40);
    expect(server.received).toHaveLength(40);
    expect(new Set(server.received.map(({ to }) => to)).size).toBe(40);
  });

  test('one bad address holds up nobody', async () => {
    server.treat((to) => (to.startsWith('bad') ? { recipient: '450 4.2.1 try later' } : {}));
    await queue('bad@contoso.example');
    for (let index = 0; index < 60; index += 1) await queue(`good${index}@contoso.example`);
    while ((await services.mailSending!.sendDue()).taken > 0);
    expect(server.received).toHaveLength(60);
    expect(await outbox().findOne({ to: 'bad@contoso.example' })).toMatchObject({
      state: 'queued',
      tries: 1,
      failure: { reason: 'deferred', status: 450 },
    });
  });

  test('waits longer from try to try, and gives up after a day', async () => {
    expect([1, 2, 3, 7, 8, 99].map(delayAfterTries)).toEqual([
      30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
    server.treat(() => ({ data: '452 4.3.1 no space' }));
    await queue('a@contoso.example');
    for (const tries of [1, 2, 3]) {
      await services.mailSending!.sendDue();
      const [row] = await rows();
      expect(row).toMatchObject({ state: 'queued', tries });
      expect(row!.dueAt.getTime() - row!.failure!.at.getTime()).toBe(delayAfterTries(tries));
      await later();
    }
    await later(givenUpAfter);
    await services.mailSending!.sendDue();
    expect((await rows())[0]).toMatchObject({ state: 'dead', failure: { reason: 'deferred', status: 452 } });
  });

  test('a server that is down stops the run, costs no mail its tries, and gets everything when it is back', async () => {
    const gone = await open({ smtp: 'smtp://127.0.0.1:9', from });
    for (let index = 0; index < 10; index += 1) await queue(`u${index}@contoso.example`);
    const run = await gone.mailSending!.sendDue();
    expect(run).toMatchObject({ taken: 10, sent: 0, serverFault: true });
    const waiting = await rows();
    expect(waiting.map(({ state }) => state)).toEqual(Array(10).fill('queued'));
    expect(waiting.filter(({ tries }) => tries === 0).length).toBeGreaterThanOrEqual(5);
    for (const row of waiting) expect(row).toMatchObject({ failure: { reason: 'connection-refused' } });
    await later();
    expect(await services.mailSending!.sendDue()).toMatchObject({ sent: 10 });
  });

  test.each([
    ['before-250', 2],
    ['after-250', 1],
  ] as const)('a connection that is cut %s: the mail arrives, recognizable as one', async (hangUp, times) => {
    let first = true;
    server.treat(() => (first ? { hangUp } : {}));
    await queue('a@contoso.example');
    await services.mailSending!.sendDue();
    first = false;
    await later();
    await services.mailSending!.sendDue();
    expect(server.received).toHaveLength(times);
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    expect((await rows())[0]).toMatchObject({ state: 'sent' });
  });

  test('what a replica took and never sent is sent by another one, after a minute', async () => {
    await queue('a@contoso.example');
    await outbox().updateMany({}, { $set: { lease: 'of somebody who died', dueAt: new Date(Date.now() + 60_000) } });
    expect(await services.mailSending!.sendDue()).toMatchObject({ taken: 0 });
    await later();
    expect(await services.mailSending!.sendDue()).toMatchObject({ sent: 1 });
  });

  describe('a server that is slow to answer', () => {
    /** Answers at once, but for one address. */
    const slowFor = (address: string, delay: number) => server.treat((to) => (to === address ? { delay } : {}));

    test('holds up nobody behind it, and gets the mail once', async () => {
      const patient = await open({ smtp: server.url, from }, { mailPatience: 500 });
      slowFor('slow@contoso.example', 3_000);
      await queue('slow@contoso.example');
      expect(await patient.mailSending!.sendDue()).toMatchObject({ taken: 1, sent: 0, slow: 1, serverFault: false });
      await queue('a@contoso.example');
      expect(await patient.mailSending!.sendDue()).toMatchObject({ taken: 1, sent: 1, slow: 1 });
      expect(server.received.map(({ to }) => to)).toEqual(['a@contoso.example']);
      await patient.mailSending!.settled();
      // What came of it is told by the next run.
      expect(await patient.mailSending!.sendDue()).toMatchObject({ taken: 0, sent: 1, slow: 0 });
      expect(server.to('slow@contoso.example')).toHaveLength(1);
      expect(await rows()).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
    });

    test('gets no second copy while it may still deliver the first, even if the first sender dies', async () => {
      const dying = await open({ smtp: server.url, from }, { mailPatience: 500 });
      slowFor('slow@contoso.example', 3_000);
      await queue('slow@contoso.example');
      await dying.mailSending!.sendDue();
      const [held] = await rows();
      const left = held!.dueAt.getTime() - held!.at.getTime();
      expect(left).toBeGreaterThan(14 * 60_000);
      // As if it had been killed: its connection breaks, and nothing is noted.
      dying.mailSending!.close();
      await until('the mail to arrive', () => server.to('slow@contoso.example').length === 1);
      expect(await services.mailSending!.sendDue()).toMatchObject({ taken: 0 });
      await services.mailSending!.hurry(sampleTenant);
      expect(await services.mailSending!.sendDue()).toMatchObject({ taken: 0 });
      expect(server.to('slow@contoso.example')).toHaveLength(1);
      await later();
      await services.mailSending!.sendDue();
      expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    });

    test('that has all connections busy gets no more mails, and takes them afterwards', async () => {
      const patient = await open({ smtp: server.url, from }, { mailPatience: 500 });
      server.treat(() => ({ delay: 3_000 }));
      for (let index = 0; index < 7; index += 1) await queue(`u${index}@contoso.example`);
      expect(await patient.mailSending!.sendDue()).toMatchObject({ sent: 0, slow: 5, serverFault: false });
      expect(await patient.mailSending!.sendDue()).toMatchObject({ taken: 0, slow: 5, serverFault: true });
      expect(await outbox().countDocuments({ state: 'queued', lease: { $exists: false } })).toBe(2);
      await patient.mailSending!.settled();
      server.treat(() => ({}));
      expect(await patient.mailSending!.sendDue()).toMatchObject({ taken: 2, sent: 7, slow: 0 });
    });

    test('and then breaks the connection is left alone for ten minutes, for it may have taken the mail', async () => {
      server.treat(() => ({ hangUp: 'before-250' }));
      await queue('a@contoso.example');
      await services.mailSending!.sendDue();
      const [row] = await rows();
      expect(row).toMatchObject({ state: 'queued', failure: { reason: 'unconfirmed' } });
      expect(row!.dueAt.getTime() - row!.failure!.at.getTime()).toBeGreaterThanOrEqual(10 * 60_000);
    });

    test('a refusal before the text was sent is tried again soon', async () => {
      server.treat(() => ({ recipient: '451 4.7.1 later' }));
      await queue('a@contoso.example');
      await services.mailSending!.sendDue();
      const [row] = await rows();
      expect(row!.dueAt.getTime() - row!.failure!.at.getTime()).toBeLessThan(60_000);
    });
  });

  test('a mail that somebody else has taken over in the meantime is not given to the server', async () => {
    await queue('a@contoso.example');
    const taking = createMailQueue(mongoOf(services));
    const [mail] = await taking.take('ours', 1);
    const holds = createHolds(taking, 'ours');
    await holds.hold(mail!._id);
    await outbox().updateMany({}, { $set: { lease: 'of another' } });
    const carrier = createCarrier({ smtp: server.url, from });
    const parcel = {
      ...{ id: mail!._id, from: {}, to: { name: 'Alice', address: mail!.to }, date: mail!.at },
      ...{ subject: 'x', html: 'x', text: 'x', language: 'en' },
    };
    await expect(carrier.carry(parcel, () => holds.hold(mail!._id))).rejects.toThrow(NotOurs);
    expect(await carrier.carry(parcel, () => Promise.resolve())).toMatchObject({ outcome: { kind: 'sent' } });
    carrier.close();
    expect(server.received).toHaveLength(1);
  });

  test('a stop lets go of what is not on its way', async () => {
    for (let index = 0; index < 12; index += 1) await queue(`u${index}@contoso.example`);
    const { sent } = await services.mailSending!.sendDue(() => server.received.length === 0);
    expect(sent).toBeGreaterThan(0);
    // Five are on their way at a time.
    expect(sent).toBeLessThanOrEqual(6);
    expect(await outbox().countDocuments({ state: 'queued', tries: 0, lease: { $exists: false } })).toBe(12 - sent);
    expect(await services.mailSending!.sendDue()).toMatchObject({ sent: 12 - sent });
    expect(server.received).toHaveLength(12);
  });

  test('the PIN waits encrypted and is wiped when its mail is sent', async () => {
    await reset('Alice');
    const [row] = await rows();
    expect(row!.pin).toEqual({ key: testKey.id, nonce: expect.any(String), sealed: expect.any(String) });
    await services.mailSending!.sendDue();
    expect((await rows())[0]).not.toHaveProperty('pin');
  });

  test('a PIN that was reset again before its mail left is not in that mail', async () => {
    await reset('Alice');
    const [first] = await rows();
    await reset('Alice');
    await services.mailSending!.sendDue();
    const [older, newer] = [
      server.received.find(({ raw }) => raw.includes(first!._id))!,
      server.received.find(({ raw }) => !raw.includes(first!._id))!,
    ];
    expect(older.parsed.html).not.toContain('id="pin"');
    expect(newer.parsed.html).toContain('id="pin"');
  });

  test('a PIN whose key is gone is given up, and its neighbours arrive', async () => {
    await reset('Alice');
    await outbox().updateMany({}, { $set: { 'pin.key': 'lost' } });
    await queue('a@contoso.example');
    expect(await services.mailSending!.sendDue()).toMatchObject({
      sent: 1,
      failed: [{ outcome: { reason: 'pin-unreadable' } }],
    });
  });

  test('a mail that cannot be written holds up nobody', async () => {
    await queue('a@contoso.example', { kind: 'nonsense' as OutboxDocument['kind'] });
    await queue('b@contoso.example');
    const { sent, failed } = await services.mailSending!.sendDue();
    expect(sent).toBe(1);
    expect(failed).toMatchObject([{ outcome: { kind: 'later', reason: 'unwritable' }, bug: expect.any(Error) }]);
  });

  test('a sender that the server refuses is our fault: nothing is given up', async () => {
    server.treat(() => ({ sender: '550 5.7.60 not allowed to send as this sender' }));
    await queue('a@contoso.example');
    expect(await services.mailSending!.sendDue()).toMatchObject({ sent: 0, serverFault: true });
    expect((await rows())[0]).toMatchObject({ state: 'queued', failure: { reason: 'sender-refused' } });
  });

  test('names with line ends, quotes and marks that turn text around make one recipient and no header', async () => {
    const name = 'Eve\r\nBcc: all@contoso.example\r\n\r\n"x" <y@evil.example>, \u202Etxt';
    await services.directory.save({ ...person('Alice'), name });
    await queue('a@contoso.example', { by: { id: 'x', name } });
    await services.mailSending!.sendDue();
    const [{ parsed, raw }] = server.received as [(typeof server.received)[0]];
    expect(parsed.to).toMatchObject({ value: [{ address: 'a@contoso.example' }] });
    expect(parsed.bcc).toBeUndefined();
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
    await services.directory.save(person('Alice'));
  });

  test('without a server mails are files that only their owner may read', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'mail-')), 'mail');
    const local = await open({ folder, from });
    await reset('Alice');
    await local.mailSending!.sendDue();
    const [file, ...more] = readdirSync(folder);
    expect(more).toEqual([]);
    expect(file).toMatch(/^\d{4}-\d\d-\d\dT[\d-]+Z-[0-9a-f]{8}\.eml$/);
    expect(statSync(join(folder, file!)).mode & 0o777).toBe(0o600);
    const mail = await simpleParser(readFileSync(join(folder, file!)));
    expect(mail.to).toMatchObject({ value: [{ address: 'alice.smith@contoso.example' }] });
    expect(mail.html).toContain('id="pin"');
  });

  test('the mails of a lease are kept as long as they are in hand', async () => {
    server.treat(() => ({ delay: 150 }));
    await queue('a@contoso.example');
    const sending = services.mailSending!.sendDue();
    await until('the mail to be taken', async () => (await rows())[0]?.lease !== undefined);
    expect((await rows())[0]!.dueAt.getTime()).toBeGreaterThan(Date.now() + 30_000);
    await sending;
  });
});

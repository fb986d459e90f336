import { mongoOf } from '../helpers/database';
import { createServices, type Services } from '../../services';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { sampleTenant, seedSamplePeople } from '../../services/try-out/sample-people';
import { resetPin } from '../helpers/clicks';
import { type MailServer, startMailServer } from '../helpers/mail-server';
import { disposeServices, freshDatabase, noLimits, testKey } from '../helpers/services';
import { runWorker, runWorkers } from './processes';

const mails = 120;
/** How many processes die at each point. */
const deaths = 12;

describe('mailers that are killed', () => {
  const database = freshDatabase();
  const where = { ...database, keys: [[testKey.id, testKey.bytes.toString('base64')] as [string, string]] };
  let services: Services;
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
    services = await createServices({ ...database, pinKeys: [testKey] });
    await seedSamplePeople(services);
    await services.settings.save(sampleTenant, noLimits);
  });
  afterAll(async () => {
    await disposeServices(services);
    await server.close();
  });
  beforeEach(async () => {
    server.received.length = 0;
    await outbox().deleteMany({});
    // Real changes: each resets a PIN, which waits encrypted in its mail.
    const names = ['Alice', 'Alex', 'Johanna', 'Adele'];
    for (let index = 0; index < mails; index += names.length) {
      await Promise.all(names.map((name) => resetPin(services, 'Megan', name)));
    }
  });

  const outbox = () => mongoOf(services).db.collection<OutboxDocument>('outbox');
  const job = () => ({ name: 'send-mails' as const, smtp: server.url });
  /** As if a minute had passed: a process that died no longer holds any mail. */
  const aMinutePasses = () => outbox().updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0) } });

  /** INV4: each commit has at least one mail, and one Message-ID. */
  async function checkMails(count = mails): Promise<void> {
    const rows = await outbox().find().toArray();
    expect(rows).toHaveLength(count);
    for (const row of rows) {
      expect(row).toMatchObject({ state: 'sent' });
      expect(row).not.toHaveProperty('pin');
      expect(row).not.toHaveProperty('lease');
    }
    const ids = server.received.map(({ parsed }) => parsed.messageId!);
    expect(new Set(ids)).toEqual(new Set(rows.map(({ _id }) => `<${_id}@contoso.example>`)));
  }

  test('C7: before the server is asked: every mail arrives exactly once', async () => {
    for (let death = 0; death < deaths; death += 1) {
      expect(await runWorker({ ...where, dieAt: 'mailing', job: job() })).toBeUndefined();
      await aMinutePasses();
    }
    expect(server.received).toEqual([]);
    expect(await runWorker({ ...where, job: job() })).toBe(mails);
    await checkMails();
    expect(server.received).toHaveLength(mails);
  });

  test('C8: after the server’s 250, before that is noted: every mail arrives, the few that come twice as one Message-ID', async () => {
    for (let death = 0; death < deaths; death += 1) {
      expect(await runWorker({ ...where, dieAt: 'mailed', job: job() })).toBeUndefined();
      await aMinutePasses();
    }
    await runWorker({ ...where, job: job() });
    await checkMails();
    // Each death can lose the notes on what its five connections were doing, but no more.
    expect(server.received.length).toBeGreaterThan(mails);
    expect(server.received.length).toBeLessThanOrEqual(mails + deaths * 5);
  });

  test('three mailers share the work, one of them dies, and nothing is lost', async () => {
    // Enough mails for each to take some: they take 200 at once.
    const [row] = await outbox().find().limit(1).toArray();
    const { pin: _pin, pinVersion: _version, ...sample } = row!;
    const more = Array.from({ length: 600 }, (_, index) => ({
      ...sample,
      _id: `${index}`.padStart(32, '0'),
      kind: 'conference-info' as const,
    }));
    await outbox().insertMany(more);
    // So slow that none is finished before the others have begun.
    server.treat(() => ({ delay: 50 }));
    const shares = await runWorkers<number>([
      { ...where, job: job() },
      { ...where, dieAt: 'mailed', job: job() },
      { ...where, job: job() },
    ]);
    expect(shares[1]).toBeUndefined();
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares[2]).toBeGreaterThan(0);
    await aMinutePasses();
    await runWorker({ ...where, job: job() });
    await checkMails(mails + more.length);
    expect(server.received.length).toBeLessThanOrEqual(mails + more.length + 5);
  });
});

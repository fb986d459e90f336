import { createServices } from '../../services';
import { smtpRoute } from '../../services/mail/route';
import type { OutboxDocument } from '../../services/mail/outbox-document';
import { mongoOf } from '../helpers/database';
import { type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person, testKey } from '../helpers/services';

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());
beforeEach(async () => {
  await outbox().deleteMany({});
  line.server.received.length = 0;
  line.server.treat(() => ({}));
});

const outbox = () => mongoOf(line.services).db.collection<OutboxDocument>('outbox');
const alice = person('Alice').upn;
const withoutServer = { SMTP_URL: '', MAIL_FROM: '' };
const reset = (...more: string[]) => line.here(['user', 'set', alice, '--reset-leader-pin', '--send-email', ...more]);
interface Mails {
  mails: { state: string; reason: string | null; wayOut: string | null; text: string }[];
}

describe('a reset whose email does not arrive is no success', () => {
  test.each([
    ['550 5.1.1 no such user', 'mailbox-unknown', 'mailbox unknown'],
    ['552 5.2.2 mailbox full', 'mailbox-full', 'mailbox full'],
    ['554 5.7.1 not wanted', 'refused', 'the mail server refused it'],
  ])('given up: %s', async (answer, reason, words) => {
    line.server.treat(() => ({ recipient: answer }));
    const ended = await reset();
    expect(ended.code).toBe(6);
    const { mails } = json<Mails>(ended);
    expect(mails).toMatchObject([{ to: alice, state: 'failed', reason, carriesPin: true }]);
    expect(mails[0]!.wayOut).toContain('--reset-leader-pin --send-email-to-address <address>');
    expect(ended.errors).toMatch(
      new RegExp(`^error mail-not-delivered: the email to ${alice} was not delivered: ${words}\\. .*reset my pin`, 'm'),
    );
  });

  test('put off by the server: with the time of the next try', async () => {
    line.server.treat(() => ({ recipient: '450 4.2.0 later' }));
    const ended = await reset();
    expect([ended.code, json<Mails>(ended).mails]).toMatchObject([6, [{ state: 'queued', reason: 'deferred' }]]);
    expect(ended.errors).toMatch(
      /^error mail-waits: .* is not sent yet: the mail server asked to wait\. The next try is at /m,
    );
  });

  test('a server that is not there, and none at all', async () => {
    const gone = await line.here(['user', 'set', alice, '--send-email'], { SMTP_URL: 'smtp://127.0.0.1:9' });
    expect([gone.code, json<Mails>(gone).mails]).toMatchObject([
      6,
      [{ state: 'queued', reason: 'connection-refused' }],
    ]);
    const none = await line.here(['user', 'set', alice, '--send-email'], withoutServer);
    expect([none.code, json<Mails>(none).mails]).toMatchObject([6, [{ state: 'queued', reason: null }]]);
    for (const ended of [gone, none])
      expect(json<Mails>(ended).mails[0]!.text).toContain('Nothing sends emails at the moment');
    expect(none.errors).toContain('is not sent yet: nothing sends emails at the moment. A bot that runs sends it');
  });

  test('enabling somebody says the same', async () => {
    await line.here(['user', 'disable', alice]);
    line.server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
    const ended = await line.here(['user', 'enable', alice]);
    expect([ended.code, json<Mails>(ended).mails]).toMatchObject([6, [{ kind: 'enabled', state: 'failed' }]]);
  });

  test('two emails of one change: one that arrives does not hide the other', async () => {
    line.server.treat((to) => (to === alice ? {} : { recipient: '550 5.1.1 no such user' }));
    const ended = await reset('--send-email-to-address', 'alice@hotmail.example');
    expect(ended.code).toBe(6);
    expect(
      json<Mails>(ended)
        .mails.map(({ state }) => state)
        .sort(),
    ).toEqual(['failed', 'sent']);
  });

  test('an email that arrives is one', async () => {
    const ended = await reset();
    expect([ended.code, json<Mails>(ended).mails]).toMatchObject([0, [{ state: 'sent', wayOut: null }]]);
    expect(ended.errors).toMatch(/^Email: New PIN, .*\. To .*\. Sent /m);
  });
});

describe('a bot that runs sends what the command line cannot', () => {
  test('and the command waits for it', async () => {
    const bot = await createServices({
      ...{ uri: process.env.TEST_MONGODB_URI!, database: mongoOf(line.services).db.databaseName, pinKeys: [testKey] },
      mail: smtpRoute(line.server.url, 'desk@contoso.example'),
    });
    const leave = bot.mailPresence.begin();
    const sending = setInterval(() => void bot.mailSending!.sendDue(), 100);
    const ended = await line.here(['user', 'set', alice, '--send-email'], withoutServer);
    clearInterval(sending);
    await leave();
    await bot.mailSending!.sendDue();
    bot.mailSending!.close();
    await bot.close();
    expect([ended.code, json<Mails>(ended).mails]).toMatchObject([0, [{ state: 'sent' }]]);
  });
});

describe('mail send', () => {
  const queue = () => line.here(['user', 'set', alice, '--send-email'], withoutServer);

  test('empties the queue, also of what waits for its next try, and says so before with --what-if', async () => {
    await queue();
    await queue();
    await outbox().updateOne(
      {},
      {
        $set: {
          dueAt: new Date(Date.now() + 3_600_000),
          failure: { reason: 'deferred', at: new Date() },
          tries: 3,
        },
      },
    );
    const would = await line.here(['mail', 'send', '--what-if']);
    expect(json(would)).toMatchObject({ whatIf: true, would: ['Send 2 emails now.'], sent: 0 });
    expect(line.server.received).toEqual([]);
    const ended = await line.here(['mail', 'send']);
    expect([ended.code, json(ended)]).toMatchObject([0, { sent: 2, failed: 0, waiting: 0, mails: [] }]);
    expect(line.server.received).toHaveLength(2);
    expect((await line.records())[0]).toMatchObject({ action: 'send-mails', from: 'commandLine' });
    expect(json(await line.here(['mail', 'send']))).toMatchObject({ sent: 0, waiting: 0 });
  });

  test('names what did not leave, and why', async () => {
    await queue();
    line.server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
    const failed = await line.here(['mail', 'send']);
    expect([failed.code, json(failed)]).toMatchObject([
      6,
      { sent: 0, failed: 1, waiting: 0, mails: [{ state: 'failed', reason: 'mailbox-unknown' }] },
    ]);
    await queue();
    const gone = await line.here(['mail', 'send'], { SMTP_URL: 'smtp://127.0.0.1:9' });
    expect([gone.code, json(gone)]).toMatchObject([6, { sent: 0, failed: 0, waiting: 1 }]);
    expect(gone.errors).toMatch(/^error mail-server: nothing listens at that port of the mail server/m);
  });

  test('a table says once when the next try is, and none is promised while the server may have the email', async () => {
    await queue();
    line.server.treat(() => ({ recipient: '450 4.2.0 later' }));
    const table = await line.here(['mail', 'send'], { terminal: true });
    expect(table.output).toMatch(
      /Not delivered +\S+: the mail server asked to wait\. The next try is at \S+, by a bot/,
    );
    expect(table.output.match(/next try/g)).toHaveLength(1);
    const dueAt = new Date(Date.now() + 600_000);
    await outbox().updateOne({}, { $set: { dueAt, failure: { reason: 'unconfirmed', at: new Date() } } });
    const [mail] = json<Mails['mails']>(await line.here(['mail', 'list']));
    expect(mail!.wayOut).toBe(
      `Nobody tries before ${dueAt.toISOString()}; then a bot that runs does, or, with SMTP_URL, mail send.`,
    );
  });

  test('takes a mail server, and an administrator', async () => {
    expect(await line.here(['mail', 'send'], withoutServer)).toMatchObject({
      code: 5,
      errors: expect.stringMatching(/^error mail-server-missing: .*SMTP_URL/) as string,
    });
    expect(await line.here(['mail', 'send'], { DESK_ACT_AS: alice })).toMatchObject({ code: 3 });
  });

  test('a list says that nothing sends emails', async () => {
    await queue();
    const [row] = json<{ text: string; nextTryAt: string }[]>(await line.here(['mail', 'list']));
    expect(row!.text).toContain('Nothing sends emails at the moment');
  });
});

test('resets whose emails nobody got do not use up the limits: another address is still free to try', async () => {
  await line.services.settings.save(person('Alice').tenant, { limitPerTarget: 1 });
  line.server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
  for (let tries = 0; tries < 2; tries += 1) expect((await reset()).code).toBe(6);
  line.server.treat(() => ({}));
  expect(await reset('--send-email-to-address', 'alice@hotmail.example')).toMatchObject({ code: 0 });
  // That one arrived, so the next one counts.
  expect(await reset()).toMatchObject({ code: 5, errors: expect.stringMatching(/^error limit-reached/) as string });
  await line.services.settings.save(person('Alice').tenant, { limitPerTarget: 0 });
});

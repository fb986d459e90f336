import { mongoOf } from '../helpers/database';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

const alice = person('Alice').upn;
const set = (...args: string[]): string[] => ['user', 'set', alice, ...args];
const sender = [
  '--send-email-from-address',
  'servicedesk@contoso.example',
  '--send-email-from-display-name',
  'Łódź "Service" Desk, EMEA',
];

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());
beforeEach(() => void (line.server.received.length = 0));

const settle = (changed: Parameters<CommandLine['services']['settings']['save']>[1]) =>
  line.services.settings.save(sampleTenant, changed);
const outbox = () => mongoOf(line.services).db.collection('outbox').countDocuments();
const last = () => line.server.received.at(-1)!;
const fromOf = ({ parsed }: ReturnType<typeof last>) =>
  parsed.from!.value.map(({ name, address }) => ({ name, address }));
const senderOf = ({ raw }: ReturnType<typeof last>): string | undefined => /^Sender: (.*)$/m.exec(raw)?.[1]?.trim();

describe('--no-send-email', () => {
  test('sends nothing about any change, whatever the switches say', async () => {
    const before = await outbox();
    const ended = await line.here(
      set(
        '--reset-leader-pin',
        '--reset-conference-id',
        '--service-number',
        '+493055550100',
        '--no-send-email',
        '--show-pin',
      ),
    );
    expect(ended.code).toBe(0);
    const { pin, noMails, done } = json<{ pin: string; noMails: string[]; done: string[] }>(ended);
    expect(pin).toMatch(/^\d{5}$/);
    expect(done).toEqual(['change-person', 'reset-conference-id', 'reset-pin']);
    expect(new Set(noMails)).toEqual(new Set(['No email: none was wanted']));
    expect(noMails).toHaveLength(3);
    for (const command of ['disable', 'enable']) {
      expect(json<{ noMails: string[] }>(await line.here(['user', command, alice, '--no-send-email'])).noMails).toEqual(
        ['No email: none was wanted'],
      );
    }
    expect(await outbox()).toBe(before);
    expect(line.server.received).toEqual([]);
  });

  test('together with an email that is asked for it is refused, in either order', async () => {
    const before = await line.dump();
    const wrong = [
      ['--send-email', '--no-send-email'],
      ['--no-send-email', '--send-email'],
      ['--no-send-email', '--send-email-to-address', alice],
      ['--no-send-email', '--send-email', '--what-if'],
    ];
    for (const args of wrong) {
      const ended = await line.here(set('--reset-leader-pin', '--show-pin', ...args));
      expect([args, ended.code, ended.output]).toEqual([args, 2, '']);
      expect(ended.errors).toMatch(/^error usage: .*contradict each other/);
    }
    expect((await line.here(set('--no-send-email'))).code).toBe(2);
    expect(await line.dump()).toBe(before);
  });

  test('a PIN that then reaches nobody is not made, also where only its owner sees it', async () => {
    const before = await line.dump();
    expect(await line.here(set('--reset-leader-pin', '--no-send-email'))).toMatchObject({
      code: 5,
      output: '',
      errors: expect.stringMatching(/^error pin-reaches-nobody: /) as string,
    });
    expect(await line.dump()).toBe(before);

    await settle({ whoSeesPin: 'owner' });
    const mails = await outbox();
    expect((await line.here(set('--reset-leader-pin', '--no-send-email', '--show-pin'), { terminal: true })).code).toBe(
      5,
    );
    const { tenant, id } = person('Alice');
    await line.services.chats.remember(tenant, id, {
      serviceUrl: 'https://smba.example/',
      conversation: 'a:alice',
      channel: 'msteams',
      bot: 'bot',
      user: '29:alice',
    } as never);
    const waiting = await line.here(set('--reset-leader-pin', '--no-send-email'));
    expect([waiting.code, json(waiting)]).toEqual([
      0,
      expect.objectContaining({
        pin: '*****',
        note: expect.stringContaining('waits in the chat') as string,
        noMails: ['No email: none was wanted'],
      }),
    ]);
    expect(await outbox()).toBe(mails);
    // The chat was removed between the check and the change.
    const ids = { tenant, actor: person('Megan').id, conversation: 'command line' };
    const { _id } = await line.services.offers.make(
      { kind: 'reset-pin', ...ids, target: id, input: { old: 'works', noMail: true } },
      60_000,
    );
    await line.services.chats.remove(tenant, id);
    await expect(
      line.services.conferencing.resetPin({ ...ids, offer: _id, from: 'commandLine' }),
    ).rejects.toMatchObject({ code: 'bulk-unreachable' });
    await settle({ whoSeesPin: 'operator' });
  });
});

describe('--send-email-from-address and --send-email-from-display-name', () => {
  test('the emails come from there, and say who really sends them', async () => {
    const ended = await line.here(
      set('--reset-conference-id', '--reset-leader-pin', '--send-email-to-address', 'alice@hotmail.example', ...sender),
    );
    expect(ended.code).toBe(0);
    const from = 'Łódź "Service" Desk, EMEA <servicedesk@contoso.example>';
    const { mails } = json<{ mails: { to: string }[] }>(ended);
    expect(mails.filter(({ to }) => to === 'alice@hotmail.example')).toMatchObject([{ carriesPin: true, from }]);
    expect(mails.filter(({ to }) => to === alice)).toMatchObject([{ from }, { carriesPin: false, from }]);
    expect(line.server.received.map(({ to }) => to).sort()).toEqual([alice, alice, 'alice@hotmail.example'].sort());
    for (const mail of line.server.received) {
      expect(fromOf(mail)).toEqual([{ name: 'Łódź "Service" Desk, EMEA', address: 'servicedesk@contoso.example' }]);
      expect(senderOf(mail)).toBe('"Dial-in Desk" <desk@contoso.example>');
      expect(mail.parsed.messageId).toMatch(/@contoso\.example>$/);
    }
    expect(line.server.senders).toEqual(new Set(['desk@contoso.example']));
    // The next mails come from the usual sender again.
    await line.here(set('--send-email'));
    expect(fromOf(last())).toEqual([{ name: 'Dial-in Desk', address: 'desk@contoso.example' }]);
    expect(senderOf(last())).toBeUndefined();
  });

  test('--what-if says so, and sends nothing', async () => {
    const before = await line.dump();
    const ended = await line.here(set('--send-email', ...sender, '--what-if'));
    expect(json<{ would: string[] }>(ended).would).toEqual([
      `Email the conferencing info of Alice Smith (${alice}) to ${alice}, from Łódź "Service" Desk, EMEA <servicedesk@contoso.example>.`,
    ]);
    expect(await line.dump()).toBe(before);
  });

  test.each([
    ['without the name', ['--send-email', ...sender.slice(0, 2)]],
    ['without the address', ['--send-email', ...sender.slice(2)]],
    ['without an email', ['--reset-conference-id', ...sender]],
    ['with no email', ['--reset-conference-id', '--no-send-email', ...sender]],
  ])('%s they are wrong arguments', async (_which, args) => {
    expect(await line.here(set(...args))).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^error usage: --send-email-from-address .*need/) as string,
    });
  });

  const named = (address: string, name = 'Desk') => [
    '--send-email',
    '--send-email-from-address',
    address,
    '--send-email-from-display-name',
    name,
  ];
  test.each([
    ['sender-not-allowed', 5, named('ceo@fabrikam.example')],
    ['sender-not-allowed', 5, named('ceo@contoso.example.evil.example')],
    ['sender-not-allowed', 5, named('ceo@sub.contoso.example')],
    ['address-malformed', 5, named('ceo')],
    ['address-malformed', 5, named('ceo@contoso.example\r\nBcc: x')],
    ['address-several', 5, named('a@contoso.example, b@contoso.example')],
    ['setting-invalid', 5, named('a@contoso.example', 'Desk\r\nBcc: x@evil.example')],
    ['setting-invalid', 5, named('a@contoso.example', 'Desk \u202eksed')],
    ['setting-invalid', 5, named('a@contoso.example', ' ')],
    ['setting-invalid', 5, named('a@contoso.example', 'x'.repeat(101))],
  ])('%s: nothing is changed', async (code, exit, args) => {
    const before = await outbox();
    const ended = await line.here(set('--reset-conference-id', ...args));
    expect([ended.code, ended.output, /^error ([\w-]+): /.exec(ended.errors)?.[1]]).toEqual([exit, '', code]);
    if (code === 'sender-not-allowed') expect(ended.errors).toContain('Allowed are those at contoso.example');
    expect(await outbox()).toBe(before);
  });

  test('other domains of the organization do as well; others than administrators may not', async () => {
    await settle({ mailDomains: ['fabrikam.example'] });
    expect((await line.here(set(...named('desk@fabrikam.example')))).code).toBe(0);
    expect(fromOf(last())[0]!.address).toBe('desk@fabrikam.example');
    await settle({ mailDomains: [] });
    for (const name of ['Adele', 'Alice'])
      expect(await line.here(set(...sender, '--send-email'), acting(name))).toMatchObject({ code: 3, output: '' });
  });

  test('when the change is made, it is checked again', async () => {
    const { tenant, id } = person('Alice');
    const ids = { tenant, actor: person('Megan').id, conversation: 'command line' };
    const { _id } = await line.services.offers.make(
      { kind: 'reset-conference-id', ...ids, target: id, input: { from: { name: 'x', address: 'x@evil.example' } } },
      60_000,
    );
    await expect(
      line.services.conferencing.resetConferenceId({ ...ids, offer: _id, from: 'commandLine' }),
    ).rejects.toMatchObject({ code: 'sender-not-allowed' });
  });
});

describe("the tenant's sender", () => {
  const tenantSet = (name: string, value: string) => line.here(['tenant', 'set', name, value]);

  test('all emails come from it, but for those with a sender of their own; without a name it has the name of the organization', async () => {
    expect(json(await tenantSet('senderAddress', 'conferencing@contoso.example'))).toMatchObject({
      changes: [{ name: 'senderAddress', before: null, after: 'conferencing@contoso.example' }],
    });
    await line.here(set('--send-email'));
    expect(fromOf(last())).toEqual([{ name: 'Contoso', address: 'conferencing@contoso.example' }]);
    expect(senderOf(last())).toBe('"Dial-in Desk" <desk@contoso.example>');
    expect((await tenantSet('senderName', 'Conferencing, Contoso')).code).toBe(0);
    await line.here(set('--reset-conference-id'));
    expect(fromOf(last())).toEqual([{ name: 'Conferencing, Contoso', address: 'conferencing@contoso.example' }]);
    await line.here(set('--send-email', ...sender));
    expect(fromOf(last())[0]!.address).toBe('servicedesk@contoso.example');
    expect((await tenantSet('senderAddress', '')).code).toBe(0);
    await line.here(set('--send-email'));
    expect(fromOf(last())).toEqual([{ name: 'Conferencing, Contoso', address: 'desk@contoso.example' }]);
    expect(senderOf(last())).toBeUndefined();
    expect((await tenantSet('senderName', '')).code).toBe(0);
  });

  test("only an address at the organization's own domains, which stay own ones while it is set", async () => {
    expect(await tenantSet('senderAddress', 'desk@fabrikam.example')).toMatchObject({
      code: 5,
      errors: expect.stringMatching(/^error sender-not-allowed: .*contoso\.example/) as string,
    });
    await line.services.settings.save(sampleTenant, { mailDomains: ['fabrikam.example'] });
    expect((await tenantSet('senderAddress', 'desk@fabrikam.example')).code).toBe(0);
    expect(await tenantSet('mailDomains', '')).toMatchObject({
      code: 5,
      errors: expect.stringMatching(/^error sender-not-allowed: /) as string,
    });
    await line.services.settings.save(sampleTenant, { mailDomains: ['fabrikam.example', 'tailspin.example'] });
    expect((await line.here(['tenant', 'remove'])).code).toBe(0);
    expect(await line.services.settings.of(sampleTenant)).toMatchObject({
      senderAddress: '',
      mailDomains: ['fabrikam.example', 'tailspin.example'],
    });
  });

  test.each([
    ['senderAddress', 'conferencing'],
    ['senderAddress', 'a@contoso.example, b@contoso.example'],
    ['senderName', 'a\nb'],
    ['senderName', 'x'.repeat(101)],
  ])('%s %j is refused', async (name, value) => {
    expect(await tenantSet(name, value)).toMatchObject({
      code: 5,
      errors: expect.stringMatching(/^error setting-invalid: /) as string,
    });
  });
});

describe('--toll-free-service-number', () => {
  const tollFree = (number: string, ...more: string[]) => line.here(set('--toll-free-service-number', number, ...more));

  test('takes a toll-free number of the bridge, emails it, and leaves it to nobody else', async () => {
    await settle({ tollFreeNumbers: ['+18005550200', '+18005550300'] });
    expect(
      json<{ number: string }[]>(await line.here(['number', 'list'])).filter(
        (one) => 'kind' in one && one.kind === 'toll-free',
      ),
    ).toEqual([
      { number: '+18005550100', kind: 'toll-free', default: true },
      { number: '+18005550200', kind: 'toll-free', default: false },
      { number: '+18005550300', kind: 'toll-free', default: false },
    ]);
    expect(json(await tollFree('tel:+18005550200'))).toMatchObject({
      changes: [{ name: 'tollFreeServiceNumber', before: 'default', after: '+18005550200' }],
      mails: [{ to: alice, state: 'sent' }],
    });
    expect(last().parsed.text!).toContain('+1 800 555 0200');
    expect(json(await tollFree('18005550200'))).toMatchObject({ unchanged: true });
    expect(json(await line.here(['user', 'get', alice]))).toMatchObject({ tollFreeServiceNumber: '+18005550200' });
    expect(json(await line.here(['user', 'get', person('Patti').upn]))).toMatchObject({
      tollFreeServiceNumber: '+18005550100',
    });
    const [record] = (await line.records()).filter(
      ({ action, outcome }) => action === 'change-person' && outcome === 'done',
    );
    expect(record).toMatchObject({
      change: { before: 'tollFreeNumber default', after: 'tollFreeNumber +18005550200' },
    });
  });

  test.each(['+15550100200', '+18005550999', 'freephone'])(
    '"%s" is none, and those that are one are said',
    async (number) => {
      const ended = await tollFree(number);
      expect([ended.code, ended.output, ended.errors]).toEqual([
        5,
        '',
        expect.stringMatching(
          /^error number-not-on-bridge: that is not a toll-free number of the bridge\. .*: \+1 800 555 0100, \+1 800 555 0200, \+1 800 555 0300\. Nothing/,
        ) as string,
      ]);
      expect((await line.here(set('--service-number', '+18005550100'))).code).toBe(5);
    },
  );

  test('an email about a number that was changed again is not sent; one goes also where there is no toll number', async () => {
    line.server.treat(() => ({ recipient: '451 4.2.1 try later' }));
    await tollFree('+18005550300');
    line.server.treat(() => ({}));
    await settle({ tollNumber: '' });
    await mongoOf(line.services)
      .db.collection('conferencing')
      .updateOne({ person: person('Alice').id }, { $unset: { tollNumber: '' } });
    await tollFree('+18005550100');
    await mongoOf(line.services)
      .db.collection('outbox')
      .updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0) } });
    await line.here(set('--send-email'));
    const states = (await line.services.outbox.latest(sampleTenant, person('Alice').id, 3)).map(({ kind, state }) => [
      kind,
      state,
    ]);
    expect(states).toEqual([
      ['conference-info', 'sent'],
      ['number-changed', 'sent'],
      ['number-changed', 'dropped'],
    ]);
  });
});

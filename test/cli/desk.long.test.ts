import { mongoOf } from '../helpers/database';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { makeChanges } from '../../cli/session/changes';
import { textOf } from '../../cli/terminal/output';
import { createProgram } from '../../cli/program';
import { runSession } from '../../cli/session/session';
import { Problem } from '../../services/base/problem';
import { sampleTenant } from '../../services/try-out/sample-people';
import { Secret } from '../../services/base/secret';
import { type BulkJob, noCounts } from '../../services/bulk/job';
import { type RequestDocument } from '../../services/offers/requests';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

const alice = person('Alice').upn;

let line: CommandLine;
let services: CommandLine['services'];
let server: CommandLine['server'];

beforeAll(async () => {
  line = await openCommandLine();
  ({ services, server } = line);
});
afterAll(() => line.close());

const desk: CommandLine['desk'] = (...given) => line.desk(...given);
const here: CommandLine['here'] = (...given) => line.here(...given);
const within: CommandLine['within'] = (...given) => line.within(...given);
const records = () => line.records();
const dump = () => line.dump();

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

test('an administrator resets a PIN from a script: printed once, emailed, told, and in the trail', async () => {
  const ended = await desk(['user', 'set', alice, '--reset-leader-pin', '--show-pin']);
  expect(ended.code).toBe(0);
  const { pin, mails, done } = json<{ pin: string; mails: object[]; done: string[] }>(ended);
  expect(pin).toMatch(/^\d{5}$/);
  expect(done).toEqual(['reset-pin']);
  expect(mails).toMatchObject([{ kind: 'pin-reset', to: alice, state: 'sent', carriesPin: true, wayOut: null }]);
  expect(ended.output.split(pin)).toHaveLength(2);
  expect(ended.errors).toMatch(/^Email: New PIN, .*\. To alice\.smith@contoso\.example\. Sent /);
  expect(ended.errors).not.toContain(pin);
  expect(await services.conferencing.verifyPin(person('Alice'), new Secret(pin))).toBeTruthy();
  expect(server.received.at(-1)).toMatchObject({ to: alice, parsed: { text: expect.stringContaining(pin) as string } });
  const [shown, record] = await records();
  expect(shown).toMatchObject({
    action: 'reset-pin',
    outcome: 'shown',
    target: { id: person('Alice').id },
    operation: record!.operation,
  });
  expect(record).toMatchObject({
    action: 'reset-pin',
    outcome: 'done',
    actor: { id: person('Megan').id, role: 'admin' },
    target: { id: person('Alice').id },
  });
  expect(JSON.stringify(await mongoOf(services).db.collection('audit').find().toArray())).not.toContain(pin);
});

test('a PIN that would reach nobody is not made; a terminal, an email or --show-pin lets it through', async () => {
  const patti = person('Patti').upn;
  const before = await dump();
  const refused = await here(['user', 'set', patti, '--reset-leader-pin']);
  expect(refused).toMatchObject({
    code: 5,
    output: '',
    errors: expect.stringMatching(
      /^error pin-reaches-nobody: nobody would get the new PIN\. .*--show-pin.*\n$/,
    ) as string,
  });
  expect((await here(['user', 'set', patti, '--reset-leader-pin', '--show-pin', '--output', 'none'])).code).toBe(5);
  expect(await dump()).toBe(before);
  expect((await here(['user', 'set', patti, '--reset-leader-pin'], { terminal: true })).output).toMatch(
    /^PIN +\d{5}$/m,
  );
  const mailed = await here([
    'user',
    'set',
    patti,
    '--reset-leader-pin',
    '--send-email-to-address',
    'patti@hotmail.example',
  ]);
  expect(json<{ pin: string }>(mailed).pin).toBe('*****');
  expect(server.received.at(-1)).toMatchObject({
    to: 'patti@hotmail.example',
    parsed: { text: expect.stringMatching(/\b\d{5}\b/) as string },
  });
});

test.each([
  ['another case', ['--query', 'Pin']],
  ['another field', ['--query', '[upn, conferenceId]', '--output', 'csv']],
  ['an expression that does not fit', ['--query', 'length(pin, pin)']],
  ['a constant', ['--query', "'*****'", '--output', 'yaml']],
])('a PIN is not lost to an option: %s', async (_, options) => {
  const before = await line.dump();
  const reset = ['user', 'set', alice, '--reset-leader-pin', '--no-send-email', '--show-pin'];
  const refused = await here([...reset, ...options]);
  expect([refused.code, refused.output]).toEqual([expect.any(Number), '']);
  expect(refused.code).toBeGreaterThan(1);
  expect(refused.errors).toMatch(/^error (pin-left-out|usage): /);
  // Nothing was changed, and nothing was offered.
  expect(await line.dump()).toBe(before);
  for (const query of ['pin', '{pin: pin, id: conferenceId}', '[pin]'])
    expect((await here([...reset, '--query', query])).output).toMatch(/\b\d{5}\b/);
});

test('only a PIN that was printed is in the trail as shown; one that was emailed alone counts all the same', async () => {
  const outcomes = async () => (await records()).slice(0, 2).map(({ action, outcome }) => `${action} ${outcome}`);
  const mailed = ['user', 'set', alice, '--reset-leader-pin', '--send-email'];
  expect((await here(mailed)).code).toBe(0);
  expect((await outcomes())[0]).toBe('reset-pin done');
  expect((await here([...mailed, '--show-pin', '--query', 'upn'])).output).not.toMatch(/\d{5}/);
  expect(await outcomes()).toEqual(['reset-pin done', 'reset-pin done']);
  expect((await here([...mailed, '--show-pin', '--query', 'pin'])).output).toMatch(/\d{5}/);
  expect(await outcomes()).toEqual(['reset-pin shown', 'reset-pin done']);
  await services.settings.save(sampleTenant, { limitPerTarget: 1 });
  await mongoOf(services).db.collection('limits').deleteMany({});
  expect((await here(mailed)).code).toBe(0);
  // As if a minute had passed, so that nobody waits for an answer any longer.
  await mongoOf(services)
    .db.collection('operations')
    .updateMany({ kind: 'reset-pin' }, [{ $set: { endedAt: { $subtract: ['$endedAt', 60_000] } } }]);
  expect(await here(mailed)).toMatchObject({
    code: 5,
    errors: expect.stringMatching(/^error limit-reached: /) as string,
  });
  await services.settings.save(sampleTenant, { limitPerTarget: 0 });
  await mongoOf(services).db.collection('limits').deleteMany({});
});

test('--send-email sends also where the switch is off; without it the switch holds', async () => {
  await services.settings.save(sampleTenant, { automaticMails: false });
  const without = await here(['user', 'set', alice, '--reset-leader-pin', '--show-pin']);
  expect(json(without)).toMatchObject({ mails: [], noMails: ['No email: automatic emails are off for everybody'] });
  const withMail = await here(['user', 'set', alice, '--reset-leader-pin', '--reset-conference-id', '--send-email']);
  const { conferenceId, mails, noMails, done } = json<
    Record<'mails' | 'noMails' | 'done', unknown[]> & { conferenceId: string }
  >(withMail);
  expect(done).toEqual(['reset-conference-id', 'reset-pin']);
  expect(noMails).toEqual(['No email: automatic emails are off for everybody']);
  expect(mails).toMatchObject([{ to: alice, state: 'sent' }]);
  expect(server.received.at(-1)!.parsed.text!.replace(/\D/g, '')).toContain(conferenceId);
  expect(json(await here(['user', 'set', alice, '--reset-conference-id', '--send-email']))).toMatchObject({
    mails: [{ kind: 'conference-info', to: alice, state: 'sent' }],
  });
  await services.settings.save(sampleTenant, { automaticMails: true });
});

test('numbers, switches and settings: before and after, and nothing the second time', async () => {
  const set = ['user', 'set', alice, '--service-number', 'tel:+15550100200', '--allow-pstn-only-meetings', 'True'];
  expect(json(await here(set))).toMatchObject({
    changes: [
      { name: 'serviceNumber', before: 'default', after: '+15550100200' },
      { name: 'allowPstnOnlyMeetings', before: false, after: true },
    ],
  });
  expect(json(await here(set))).toMatchObject({ unchanged: true });
  expect(json(await here(['tenant', 'set', 'pinLength', '6']))).toEqual({
    ...{ whatIf: false, would: [], unchanged: false, done: ['change-settings'] },
    changes: [{ name: 'pinLength', before: 5, after: 6 }],
    ...{ asked: [], request: null, until: null },
  });
  expect((await here(['tenant', 'set', 'nameRecording', 'false'])).code).toBe(0);
  expect(
    json<{ name: string; value: unknown }[]>(await here(['tenant', 'get']))
      .filter(({ name }) => ['pinLength', 'nameRecording'].includes(name))
      .map(({ value }) => value),
  ).toEqual([6, false]);
  expect(json(await here(['user', 'get', alice], acting('Adele')))).toMatchObject({
    upn: alice,
    serviceNumber: '+15550100200',
    serviceNumberFrom: 'person',
    pinSet: true,
    allowPstnOnlyMeetings: true,
  });
  expect(await here(['user', 'set', alice, '--service-number', '+15550109999'])).toMatchObject({
    code: 5,
    errors: expect.stringContaining('error number-not-on-bridge: ') as string,
  });
  expect(await here(['tenant', 'set', 'pinLength', '3'])).toMatchObject({
    code: 5,
    errors: expect.stringContaining('PIN length must be 4 to 12. Nothing was changed.') as string,
  });
  expect((await here(['user', 'disable', alice])).code).toBe(0);
  const enabled = json<{ conferenceId: string; pin: string }>(await here(['user', 'enable', alice]));
  expect(enabled).toMatchObject({ conferenceId: expect.stringMatching(/^\d{5,}$/) as string, pin: '*****' });
});

test('who acts is known, permitted, and asked for before anybody else is looked up', async () => {
  const reset = ['user', 'set', 'nobody-at-all', '--reset-leader-pin', '--show-pin'];
  const refused = [
    await here(reset, acting()),
    await here(reset, acting('Alice')),
    await here(reset, acting('Adele')),
    await here(reset, acting('Joni')),
    await here(reset, acting('Diego')),
    await here(reset, { DESK_ACT_AS: 'Megan Bowen' }),
  ];
  expect(refused.map(({ code, output, errors }) => [code, output, /^error ([\w-]+): /.exec(errors)?.[1]])).toEqual([
    [3, '', 'actor-unknown'],
    [3, '', 'not-for-others'],
    [3, '', 'not-for-others'],
    [3, '', 'actor-disabled'],
    [3, '', 'actor-guest'],
    [3, '', 'actor-unknown'],
  ]);
  expect((await records())[0]).toMatchObject({
    action: 'reset-pin',
    outcome: 'refused',
    reason: 'not-for-others',
    actor: { id: person('Adele').id },
  });
  for (const args of [
    ['tenant', 'get'],
    ['tenant', 'set', 'pinLength', '7'],
    ['audit', 'list'],
    ['mail', 'list'],
    ['user', 'enable', alice],
  ])
    expect((await here(args, acting('Adele'))).code).toBe(3);
  expect((await here(['audit', 'list'], acting('Johanna'))).code).toBe(0);
  expect(
    (
      await here(
        ['user', 'set', person('Isaiah Langer').upn, '--reset-leader-pin', '--show-pin'],
        acting('Isaiah Langer'),
      )
    ).code,
  ).toBe(0);
});

test("the operating system's user acts where the name is an alias, and never where it is only a name", async () => {
  const { username } = userInfo();
  const adele = person('Adele');
  await services.directory.save({ ...adele, givenName: username, name: username });
  expect((await here(['number', 'list'], acting())).code).toBe(3);
  await services.directory.save({ ...adele, aliases: [...adele.aliases, username] });
  const ended = await here(['number', 'list', '--verbose'], acting());
  expect([ended.code, ended.errors]).toEqual([0, expect.stringMatching(/^Acting as Adele Vance /) as string]);
  expect(json<{ number: string }[]>(ended).map(({ number }) => number)).toEqual([
    '+15550100100',
    '+15550100200',
    '+493055550100',
    '+18005550100',
  ]);
  await services.directory.save(adele);
});

test('a PIN that is only for its owner to see is printed nowhere', async () => {
  await services.settings.save(sampleTenant, { whoSeesPin: 'owner' });
  const ended = await here(['user', 'set', alice, '--reset-leader-pin', '--show-pin'], { terminal: true });
  expect([ended.code, ended.output]).toEqual([0, expect.stringMatching(/^PIN +\*{5}$/m) as string]);
  const unreached = await here(['user', 'set', person('Patti').upn, '--reset-leader-pin', '--show-pin'], {
    terminal: true,
  });
  expect([unreached.code, unreached.output, unreached.errors]).toEqual([
    5,
    '',
    expect.stringContaining('error pin-reaches-nobody: ') as string,
  ]);
  await services.settings.save(sampleTenant, { whoSeesPin: 'operator' });
});

test('what was done before a refusal stays done and is shown; a fault is a line without data', async () => {
  const halfway = await within((streams) =>
    runSession(streams, {}, { action: 'change-settings' }, (session) => {
      const input = { settings: { limitOwn: { before: '0', after: '9' } } };
      const step = { kind: 'change-settings' as const, target: session.actor, will: '', input };
      return makeChanges(session, [
        {
          ...step,
          run: async (click) => {
            const [made] = await session.services.settingsChanges.changeSettings(click);
            return { changes: [{ name: 'limitOwn', before: 0, after: Number(made!.after) }] };
          },
        },
        { ...step, run: () => Promise.reject(new Problem('busy', {})) },
      ]);
    }),
  );
  expect([halfway.code, json(halfway), halfway.errors]).toEqual([
    5,
    expect.objectContaining({
      changes: [{ name: 'limitOwn', before: 0, after: 9 }],
      done: ['change-settings'],
    }),
    expect.stringMatching(/^error busy: /) as string,
  ]);
  expect((await records()).slice(0, 2).map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['refused', 'busy'],
    ['done', undefined],
  ]);
  await services.settings.save(sampleTenant, { limitOwn: 0 });

  const bug = await within((streams) =>
    runSession(streams, {}, { action: 'change-settings' }, () => Promise.reject(new TypeError('PIN 48213'))),
  );
  expect(bug).toMatchObject({ code: 1, output: '', errors: expect.stringMatching(/^error bug: [^\d]*\n$/) as string });
  expect(await here(['user', 'list'], { MONGODB_URI: 'mongodb://127.0.0.1:1' })).toMatchObject({
    code: 1,
    output: '',
    errors: expect.stringMatching(/^error setup: The database does not answer\..*\n$/) as string,
  });
});

test('what is printed acts on no terminal, and JSON holds the very same data', () => {
  const row = { name: 'Zoë \u001b[31m\u202e\u009b\n=1+1', done: ['a\u0007'] };
  expect(textOf(row, 'table')).toBe('Name  Zoë ?[31m???=1+1\nDone  a?\n');
  expect(textOf([row], 'table').split('\n')).toHaveLength(3);
  expect(JSON.parse(textOf(row, 'json'))).toEqual(row);
  expect(textOf(row, 'json').replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  expect(textOf(row, 'none')).toBe('');
});

test('unknown and ambiguous names, protected people and limits are told with the way out', async () => {
  expect(await here(['user', 'get', 'Alise Smith'])).toMatchObject({
    code: 4,
    errors: `error person-unknown: nobody is called "Alise Smith". Did you mean: Alice Smith (${alice})?\n`,
  });
  expect(await here(['user', 'get', 'Isaiah'])).toMatchObject({
    code: 4,
    errors: expect.stringContaining('isaiah.langer@contoso.example') as string,
  });
  await services.directory.save({ ...person('Nestor'), protected: true });
  await services.settings.save(sampleTenant, { limitPerTarget: 1 });
  expect(await here(['user', 'set', person('Nestor').upn, '--reset-leader-pin', '--show-pin'])).toMatchObject({
    code: 5,
    output: '',
    errors: expect.stringMatching(
      /^error no-second-admin: .* Make a third one: role set <identity> admin, which Nestor Wilke/,
    ) as string,
  });
  const reset = ['user', 'set', alice, '--reset-leader-pin', '--show-pin'];
  expect([(await here(reset)).code, await here(reset)]).toEqual([
    0,
    { code: 5, output: '', errors: expect.stringMatching(/^error limit-reached: 1 reset in 24 hours /) as string },
  ]);
  await services.settings.save(sampleTenant, { limitPerTarget: 0 });
  await services.directory.save(person('Nestor'));
});

test('--what-if says what would happen and changes not a byte', async () => {
  const before = await dump();
  const sent = server.received.length;
  const all = [
    '--reset-leader-pin',
    '--reset-conference-id',
    '--send-email',
    '--service-number',
    '+493055550100',
    '--what-if',
    '--show-pin',
  ];
  const ended = await here(['user', 'set', alice, ...all]);
  expect([ended.code, ended.errors]).toEqual([0, '']);
  expect(json<{ whatIf: boolean; would: string[] }>(ended)).toMatchObject({
    whatIf: true,
    would: [/^Change Alice Smith/, /^Reset the conference ID of Alice Smith/, /^Reset the PIN of Alice Smith/].map(
      (start) => expect.stringMatching(start) as string,
    ),
  });
  const others: [number, string[]][] = [
    [0, ['user', 'disable', alice]],
    [0, ['user', 'set', alice, '--send-email']],
    [0, ['tenant', 'set', 'pinLength', '12']],
    [5, ['user', 'set', person('Joni').upn, '--reset-conference-id']],
    [5, ['user', 'enable', alice]],
  ];
  for (const [code, args] of others) expect([args, (await here([...args, '--what-if'])).code]).toEqual([args, code]);
  expect((await here(['user', 'set', alice, '--reset-leader-pin', '--what-if'], acting('Adele'))).code).toBe(3);
  expect(await dump()).toBe(before);
  expect(server.received).toHaveLength(sent);
});

test('values are data, whatever they look like', async () => {
  const hostile = '-rf "; $(touch pwned) `id` \' || true\n--reset-leader-pin \u001b[31m{"$ne":1}';
  const [spawned, ...others] = [
    await desk(['user', 'get', '--', hostile]),
    await here(['user', 'get', '--output', 'json', '--', '--what-if']),
    await here(['user', 'get', '{"$gt":""}']),
    await here(['audit', 'list', '--person', '--verbose']),
  ];
  for (const { code, output } of [spawned!, ...others]) expect([code, output]).toEqual([4, '']);
  expect(spawned!.errors).toMatch(/^error person-unknown: nobody is called "-rf ";[^\p{C}]*\n$/u);
  const name = '-Contoso "; $(id) \u202e\u009b';
  const saved = await here(['tenant', 'set', '--output', 'json', '--', 'tenantName', name]);
  expect(json(saved)).toMatchObject({ changes: [{ name: 'tenantName', after: name }] });
  expect((await services.settings.of(sampleTenant)).tenantName).toBe(name);
  expect((await here(['user', 'set', alice, '--service-number', '--what-if'])).code).toBe(5);
  const usage = [
    ['user', 'set', alice, '--no-such-12345'],
    ['user', 'set', alice],
    ['user', 'get'],
    ['user', 'get', 'a', 'b'],
    ['nothing'],
    ['user'],
    ['user', 'list', '--role', 'king'],
    ['audit', 'list', '--since', '2026-13-45'],
    ['tenant', 'set', '__proto__', 'x'],
    ['user', 'set', alice, '--allow-pstn-only-meetings', '$true;'],
  ];
  for (const args of usage) {
    const { code, output, errors } = await here(args);
    expect([args, code, output]).toEqual([args, 2, '']);
    expect(errors).not.toContain('12345');
  }
});

test('a list of emails tells as data what became of each', async () => {
  server.treat(() => ({ recipient: '451 4.2.1 try later' }));
  await here(['user', 'set', alice, '--send-email']);
  server.treat(() => ({}));
  await here(['user', 'set', alice, '--send-email'], { SMTP_URL: '' });
  expect(
    json<{ state: string; reason: string | null }[]>(
      await here(['mail', 'list', '--person', alice, '--most', '2']),
    ).map(({ state, reason }) => [state, reason]),
  ).toEqual([
    ['queued', null],
    ['queued', 'deferred'],
  ]);
});

test('every command has examples in its help, and each of them works', async () => {
  const all = leaves(
    createProgram({ streams: { out: () => undefined, err: () => undefined, terminal: false }, end: () => undefined }),
  );
  expect(all.map((command) => pathOf(command).join(' ')).sort()).toEqual(everyCommand);
  writeFileSync(
    join(line.folder, 'people.csv'),
    `id,upn,name\n00000000-0000-4000-8000-0000000000aa,grady.archie@contoso.example,Grady Archie\n`,
  );
  // A mail that was given up, by the id that the example has.
  await mongoOf(services)
    .db.collection<OutboxDocument>('outbox')
    .insertOne({
      ...{
        _id: '0123456789abcdef0123456789abcdef',
        tenant: sampleTenant,
        kind: 'conference-info',
        person: person('Alice').id,
        to: alice,
        facts: { conferenceId: '1234567' },
      },
      ...{ state: 'dead', at: new Date(), queuedAt: new Date(), dueAt: new Date(), endedAt: new Date(), tries: 1 },
    });
  // A bulk change that is under way, and two requests, by the ids that the examples have.
  const [one, other] = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];
  const [at, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)];
  await mongoOf(services)
    .db.collection<BulkJob>('bulkJobs')
    .insertOne({
      ...{ _id: one, tenant: sampleTenant, actor: person('Megan').id, conversation: '', from: 'commandLine' },
      ...{ action: 'enable', state: 'running', total: 0, next: 0, counts: noCounts, createdAt: at, expiresAt },
    });
  for (const _id of [one, other])
    await mongoOf(services)
      .db.collection<RequestDocument>('requests')
      .insertOne({
        ...{ _id, tenant: sampleTenant, kind: 'switch-mails', input: { position: 'on' }, state: 'open' },
        ...{ asker: person('Nestor').id, target: person(_id === one ? 'Alex' : 'Zoë').id, askedAt: at, expiresAt },
      });
  // Once there is an administrator, nobody else can be the first.
  // People come from elsewhere only where that is set: test/cli/sync.test.ts.
  const refused: Partial<Record<string, string>> = {
    'bootstrap-admin': 'admin-exists',
    'sync': 'directory-own',
    'restore': 'wrong-database',
  };
  // Only a person who was disabled can be enabled.
  // The bot itself runs until it is stopped: test/package.long.test.ts and test/try-out start it. "tenant try" takes
  // Teams, which test/cli/teams.test.ts has.
  const ending = all.filter((command) => !['serve', 'start', 'try'].includes(command.name()));
  for (const command of ending.sort(
    (one, other) => Number(one.name() === 'enable') - Number(other.name() === 'enable'),
  )) {
    const path = pathOf(command);
    // As a bot would: on a busy computer the first records have waited too long by now.
    await services.auditChain.chainWaiting();
    const { code, output } = await here([...path, '--help']);
    const examples = [...output.matchAll(/^ {2}npx dialin-desk (.+)$/gm)].map(([, example]) => example!);
    expect([path, code, examples.length > 0]).toEqual([path, 0, true]);
    for (const example of examples) {
      const args = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
      // Examples that read or write files do so in a folder of their own. Microsoft's library for manifests does not
      // load within Jest, so its examples run in a process of their own.
      const ended = example.includes('manifest')
        ? await desk(args, { MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa' })
        : await line.inFolder(args);
      const refusal = refused[command.name()];
      const expected = refusal
        ? [5, expect.stringMatching(new RegExp(`^error ${refusal}: `))]
        : [0, expect.not.stringMatching(/^error/)];
      expect([example, ended.code, ended.errors]).toEqual([example, ...expected]);
    }
  }
  expect((await here(['--help'])).output).toContain('Exit codes:');
  expect((await here(['user', 'list'], { terminal: true })).output).toMatch(
    /^Name +UPN +Role .*\nAdele Vance +adele\.vance@contoso\.example +helpdesk /,
  );
  expect((await here(['audit', 'list'], { terminal: true })).output).toContain('on the command line');
});

const everyCommand = [
  'approve',
  'audit export',
  'audit head',
  'audit list',
  'audit verify',
  'backup',
  'bootstrap-admin',
  'bridge get',
  'bridge set',
  'bulk list',
  'bulk pause',
  'bulk run',
  'bulk status',
  'bulk stop',
  'cmdlets',
  'decline',
  'doctor',
  'forget',
  'keys list',
  'keys new',
  'keys rotate',
  'mail list',
  'mail resend',
  'mail send',
  'manifest build',
  'number list',
  'people export',
  'people import',
  'people list',
  'protect',
  'report',
  'requests list',
  'requests show',
  'restore',
  'role set',
  'schema',
  'serve',
  'start',
  'sync',
  'tenant get',
  'tenant remove',
  'tenant set',
  'tenant try',
  'unprotect',
  'user disable',
  'user enable',
  'user get',
  'user list',
  'user set',
  'user unlock',
];
/** The words that run a command. */
const pathOf = (command: Command): string[] =>
  [command.parent, command].flatMap((one) => (one?.parent ? [one.name()] : []));

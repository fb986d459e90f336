import { mongoOf } from '../helpers/database';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodeVersion } from '../../cli/commands/doctor-checks';
import { createServices } from '../../services';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { freshDatabase, leaveDatabase, person, testKey } from '../helpers/services';

jest.setTimeout(90_000);

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());

type Found = { check: string; state: string; what: string }[];
const finding = (found: Found, check: string) => found.find((one) => one.check === check);

describe('doctor', () => {
  test('finds nothing wrong where nothing is, without a role, and changes nothing', async () => {
    const before = await line.dump();
    const ended = await line.here(['doctor'], acting('Alice'));
    const found = json<Found>(ended);
    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(found.filter(({ state }) => state === 'fault')).toEqual([]);
    expect(found.map(({ check }) => check)).toEqual([
      'Node',
      'settings',
      'serve',
      'PIN keys',
      'mail server',
      'directory',
      'database',
      'clock',
      'tenant',
      'administrators',
      'who acts',
      'number to dial',
      'numbers of people',
      'mails',
      'trail',
    ]);
    expect(finding(found, 'mail server')).toEqual({ check: 'mail server', state: 'ok', what: 'it lets us in' });
    expect(finding(found, 'who acts')!.what).toContain('Alice Smith');
    expect(await line.dump()).toBe(before);
    expect(line.server.received).toEqual([]);
  });

  test.each([
    ['PIN keys', { PIN_KEYS: '' }, /^PIN_KEYS is not set/],
    ['database', { MONGODB_URI: 'mongodb://127.0.0.1:1' }, /^The database does not answer/],
    [
      'database',
      { PIN_KEYS: `${testKey.id}:${Buffer.alloc(32, 9).toString('base64')}` },
      /is not the one this database was sealed with/,
    ],
    ['settings', { MicrosoftAppTenantId: 'contoso' }, /^MicrosoftAppTenantId must be a GUID/],
    ['mail server', { SMTP_URL: 'smtp://127.0.0.1:1' }, /SMTP_URL/],
    ['mail server', { SMTP_URL: 'contoso' }, /^SMTP_URL is not the address/],
    ['mail server', { MAIL_FROM: '' }, /^MAIL_FROM is missing/],
    ['administrators', { MicrosoftAppTenantId: '00000000-0000-4000-8000-0000000000ff' }, /bootstrap-admin/],
  ])('says what is wrong with the %s: %j', async (check, variables, expected) => {
    const ended = await line.here(['doctor'], variables);
    expect(ended.code).toBe(1);
    const wrong = json<Found>(ended).filter(({ state }) => state === 'fault');
    expect(wrong).toEqual([{ check, state: 'fault', what: expect.stringMatching(expected) as string }]);
  });

  test('a mail server needs no sender beside the data of a try-out, whose bot has one', async () => {
    const ended = await line.here(['doctor'], { MONGODB_URI: '', DATA_DIR: '/nowhere/at-all', MAIL_FROM: '' });
    expect(finding(json<Found>(ended), 'mail server')).toMatchObject({ state: 'ok' });
  });

  test('warns of one administrator alone, of a missing number, and of emails that were given up', async () => {
    const { services } = line;
    const before = await services.settings.of(sampleTenant);
    await services.directory.save({ ...person('Nestor'), accountEnabled: false });
    await services.settings.save(sampleTenant, { tollNumber: '' });
    await line.here(['user', 'set', person('Alice').upn, '--send-email'], { SMTP_URL: '' });
    await mongoOf(services)
      .db.collection<OutboxDocument>('outbox')
      .updateMany({}, { $set: { state: 'dead', endedAt: new Date() } });
    const ended = await line.here(['doctor', '--query', "[?state=='warning'].check"], {
      DESK_ACT_AS: 'nobody@contoso.example',
    });
    expect([ended.code, json<string[]>(ended)]).toEqual([
      0,
      ['serve', 'administrators', 'who acts', 'number to dial', 'mails'],
    ]);
    await services.directory.save(person('Nestor'));
    await services.settings.save(sampleTenant, { tollNumber: before.tollNumber });
  });

  test.each([
    ['20.19.0', 'ok'],
    ['20.18.3', 'fault'],
    ['21.7.0', 'fault'],
    ['22.12.0', 'ok'],
    ['22.11.0', 'fault'],
    ['24.0.0', 'ok'],
    ['25.1.0', 'ok'],
  ])('Node %s is %s', (version, state) => {
    expect(nodeVersion(version).state).toBe(state);
  });
});

describe('bootstrap-admin', () => {
  const id = '00000000-0000-4000-8000-0000000000AA';
  const who = ['--upn', 'megan.bowen@contoso.example', '--name', 'Megan Bowen'];

  test('makes the first administrator of an empty directory, once, with a record', async () => {
    const fresh = freshDatabase();
    const services = await createServices({ ...fresh, pinKeys: [testKey] });
    const where = { DATABASE: fresh.database!, MicrosoftAppTenantId: sampleTenant, DESK_ACT_AS: id };
    const unknown = await line.here(['user', 'list'], where);
    expect([unknown.code, /^error ([\w-]+)/.exec(unknown.errors)?.[1]]).toEqual([3, 'actor-unknown']);
    expect((await line.here(['user', 'list'], { ...where, MicrosoftAppTenantId: '' })).errors).toContain(
      'bootstrap-admin',
    );
    const nameless = await line.here(['bootstrap-admin', id], where);
    expect([nameless.code, nameless.errors]).toEqual([
      5,
      expect.stringMatching(/^error name-missing: .*--upn and --name/) as string,
    ]);
    expect((await line.here(['bootstrap-admin', id, ...who, '--what-if'], where)).output).toContain(
      'the first administrator',
    );
    expect(json(await line.here(['bootstrap-admin', id, ...who, '--what-if', '--query', 'would[0]'], where))).toMatch(
      /^Make .* the first administrator\.$/,
    );
    expect((await line.here(['bootstrap-admin', id, ...who, '--query', '[?'], where)).code).toBe(2);
    expect(await services.directory.everyAdmin(sampleTenant)).toEqual([]);

    const [one, other] = await Promise.all([
      line.here(['bootstrap-admin', id, ...who], where),
      services.bootstrap.make({
        tenant: sampleTenant,
        id: id.replace('AA', 'bb'),
        upn: 'nestor.wilke@contoso.example',
        name: 'Nestor Wilke',
      }),
    ]);
    expect([one.code === 0, typeof other !== 'string'].filter(Boolean)).toHaveLength(1);
    const admins = await services.directory.everyAdmin(sampleTenant);
    expect(admins).toHaveLength(1);
    expect(await services.audit.latest(sampleTenant, 5)).toMatchObject([
      {
        action: 'bootstrap-admin',
        outcome: 'done',
        from: 'commandLine',
        actor: { id: admins[0]!.id },
        target: { id: admins[0]!.id },
        change: { before: 'user', after: 'admin' },
      },
    ]);
    expect((await line.here(['user', 'list'], { ...where, DESK_ACT_AS: admins[0]!.id })).code).toBe(0);
    await leaveDatabase(services);
    await services.close();
  });

  test('refuses where there is one, where nobody could sign in, and what is no object id', async () => {
    const exists = await line.here(['bootstrap-admin', person('Alice').id]);
    expect([exists.code, exists.output, exists.errors]).toEqual([
      5,
      '',
      expect.stringMatching(/^error admin-exists: there is an administrator already\./) as string,
    ]);
    for (const args of [
      ['alice'],
      [id, '--upn', 'no address', '--name', 'x'],
      [id, '--upn', 'a@b.example', '--name', 'x\ny'],
    ])
      expect((await line.here(['bootstrap-admin', ...args])).code).toBe(2);
    const { directory } = line.services;
    const admins = await directory.everyAdmin(sampleTenant);
    for (const admin of admins) await directory.save({ ...admin, accountEnabled: false });
    const refused = [
      await line.here(['bootstrap-admin', admins[0]!.id]),
      await line.here(['bootstrap-admin', person('Diego').id]),
      await line.here(['bootstrap-admin', id, '--upn', person('Alice').upn, '--name', 'Alice Smith']),
    ];
    expect(refused.map(({ code, errors }) => [code, /^error ([\w-]+)/.exec(errors)?.[1]])).toEqual([
      [5, 'disabled'],
      [5, 'not-a-member'],
      [5, 'upn-taken'],
    ]);
    // An administrator who is locked out gets in again.
    expect(json(await line.here(['bootstrap-admin', person('Alice').id]))).toMatchObject({
      upn: person('Alice').upn,
      role: 'admin',
    });
    await directory.save(person('Alice'));
    for (const admin of admins) await directory.save(admin);
  });
});

describe('the trail', () => {
  test('is verified against a saved head, and a change is found with its own exit code', async () => {
    await line.here(['number', 'list']);
    await line.services.auditChain.chainWaiting();
    const { head } = json<{ head: string }>(await line.here(['audit', 'head'], acting('Johanna')));
    const fine = await line.here(['audit', 'verify', '--head', head], acting('Johanna'));
    expect([fine.code, json(fine)]).toEqual([0, expect.objectContaining({ verdict: 'fine', savedHead: true })]);
    await line.services.auditChain.chainWaiting();
    const audit = mongoOf(line.services).db.collection('audit');
    const first = (await audit.findOne({ tenant: sampleTenant, seq: 1 }))!;
    await audit.updateOne({ _id: first._id }, { $set: { action: 'nothing' } });
    const edited = await line.here(['audit', 'verify']);
    expect([edited.code, json(edited)]).toEqual([20, expect.objectContaining({ verdict: 'edited', firstBad: 1 })]);
    await audit.updateOne({ _id: first._id }, { $set: { action: first.action as string } });
    expect((await line.here(['audit', 'verify'], acting('Adele'))).code).toBe(3);
    for (const wrong of ['nonsense', `other:${head.split(':').slice(1).join(':')}`])
      expect((await line.here(['audit', 'verify', '--head', wrong])).code).toBe(2);
    expect((await line.here(['audit', 'verify', '--tenant', sampleTenant])).code).toBe(0);
    expect(await line.here(['audit', 'head', '--tenant', 'other'])).toEqual({
      code: 2,
      output: '',
      errors: `error usage: --tenant is not the tenant of DESK_ACT_AS, ${sampleTenant}. Leave DESK_ACT_AS out to look at others.\n`,
    });
  });

  test('is exported to standard output, or to a new file that only its owner reads', async () => {
    const lines = (await line.here(['audit', 'export', '--format', 'json'])).output.trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ action: 'export-audit', from: 'commandLine' });
    const file = join(line.folder, 'trail.csv');
    expect(await line.here(['audit', 'export', '--file', file, '--person', person('Megan').upn])).toEqual({
      code: 0,
      output: '',
      errors: '',
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^\uFEFF"Time \(UTC\)","Action"/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const twice = await line.here(['audit', 'export', '--file', file]);
    expect([twice.code, twice.errors]).toEqual([
      5,
      expect.stringMatching(/^error file: there is a file of that name already\. .*--force/) as string,
    ]);
    expect((await line.here(['audit', 'export', '--file', file, '--force'])).code).toBe(0);
    expect((await line.here(['audit', 'export', '--file', join(line.folder, 'none', 'trail.csv')])).errors).toMatch(
      /^error file: the file cannot be written \(ENOENT\)/,
    );
  });
});

describe('emails that were given up', () => {
  test('are sent again by their id, once', async () => {
    const outbox = mongoOf(line.services).db.collection<OutboxDocument>('outbox');
    await outbox.deleteMany({});
    line.server.treat(() => ({ recipient: '550 5.1.1 no such mailbox' }));
    await line.here(['user', 'set', person('Alice').upn, '--send-email']);
    line.server.treat(() => ({}));
    const [{ id }] = json<[{ id: string }]>(await line.here(['mail', 'list', '--failed']));
    const before = await line.dump();
    expect((await line.here(['mail', 'resend', id, '--what-if'])).output).toContain(
      `Send the email again to ${person('Alice').upn}.`,
    );
    expect(await line.dump()).toBe(before);
    expect((await line.here(['mail', 'resend', id], acting('Adele'))).code).toBe(3);
    const received = line.server.received.length;
    const again = await line.here(['mail', 'resend', id]);
    expect([again.code, json(again)]).toEqual([
      0,
      expect.objectContaining({
        upn: person('Alice').upn,
        mails: [expect.objectContaining({ id, to: person('Alice').upn, state: 'sent' })],
      }),
    ]);
    expect(line.server.received).toHaveLength(received + 1);
    expect(
      [await line.here(['mail', 'resend', id]), await line.here(['mail', 'resend', 'f'.repeat(32)])].map(
        ({ code, errors }) => [code, /^error ([\w-]+)/.exec(errors)?.[1]],
      ),
    ).toEqual([
      [5, 'mail-not-failed'],
      [4, 'mail-unknown'],
    ]);
  });
});

describe('settings, bridge and keys', () => {
  test('tenant remove restores the defaults, and leaves what has none', async () => {
    await line.services.settings.save(sampleTenant, { pinLength: 8, tenantName: 'Contoso', announcements: false });
    const would = await line.here(['tenant', 'remove', '--what-if']);
    expect(json<{ would: string[] }>(would).would[0]).toMatch(
      /Set pinLength from "8" to "5"\. .*Set announcements from "off" to "on"/,
    );
    expect((await line.here(['tenant', 'remove'], acting('Adele'))).code).toBe(3);
    expect(json(await line.here(['tenant', 'remove']))).toMatchObject({ done: ['restore-defaults'] });
    expect(await line.services.settings.of(sampleTenant)).toMatchObject({
      pinLength: 5,
      announcements: true,
      tenantName: 'Contoso',
      tollNumber: '+15550100100',
    });
    expect(json(await line.here(['tenant', 'remove']))).toMatchObject({ unchanged: true, done: [] });
    await line.services.settings.save(sampleTenant, {
      limitOwn: 0,
      limitPerActor: 0,
      limitPerTarget: 0,
      limitPerTenant: 0,
    });
  });

  test('the bridge is changed as one, and helpdesk may look', async () => {
    const set = [
      'bridge',
      'set',
      '--default-service-number',
      '+15550100200',
      '--service-numbers',
      '+15550100100, +493055550100',
      '--toll-free-number',
      '',
    ];
    expect(json(await line.here(set))).toMatchObject({
      done: ['change-settings'],
      changes: expect.arrayContaining([
        { name: 'tollNumber', before: '+15550100100', after: '+15550100200' },
        { name: 'tollFreeNumber', before: '+18005550100', after: null },
        { name: 'serviceNumbers', before: ['+15550100200', '+493055550100'], after: ['+15550100100', '+493055550100'] },
      ]) as object[],
    });
    expect(json(await line.here(['bridge', 'get'], acting('Adele')))).toMatchObject({
      name: 'main',
      defaultServiceNumber: '+15550100200',
      tollFreeNumber: null,
    });
    expect((await line.here(set, acting('Adele'))).code).toBe(3);
    expect([
      (await line.here(['bridge', 'set'])).code,
      (await line.here(['bridge', 'set', '--default-service-number', '112'])).code,
    ]).toEqual([2, 5]);
    await line.here([
      'bridge',
      'set',
      '--default-service-number',
      '+15550100100',
      '--service-numbers',
      '+15550100200, +493055550100',
      '--toll-free-number',
      '+18005550100',
    ]);
  });

  test('keys are rotated, and no PIN changes', async () => {
    const newer = {
      PIN_KEYS: `test-2:${Buffer.alloc(32, 8).toString('base64')},${testKey.id}:${testKey.bytes.toString('base64')}`,
    };
    const would = json<{ would: string[] }>(await line.here(['keys', 'rotate', '--what-if'], newer));
    expect(would.would[0]).toMatch(/^Seal \d+ PINs anew with the key test-2\.$/);
    const rotated = await line.here(['keys', 'rotate'], newer);
    expect([rotated.code, json(rotated)]).toEqual([
      0,
      expect.objectContaining({ unopened: 0, unusedNow: [testKey.id], stillInUse: [] }),
    ]);
    expect(json<{ key: string; inPinKeys: string }[]>(await line.here(['keys', 'list'], newer))).toContainEqual(
      expect.objectContaining({ key: 'test-2', inPinKeys: 'first' }),
    );
    expect((await line.here(['keys', 'rotate'], { ...newer, ...acting('Adele') })).code).toBe(3);
    expect((await line.records()).map(({ action }) => action)).toContain('rotate-keys');
  });
});

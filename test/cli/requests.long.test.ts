import { mongoOf } from '../helpers/database';
import { type AuditDocument } from '../../services/audit/trail';
import { type Offer } from '../../services/offers/offers';
import { type RequestDocument } from '../../services/offers/requests';
import { type Settings } from '../../services/settings/settings';
import { sampleTenant } from '../../services/try-out/sample-people';
import { decided } from '../../cli/terminal/results/requests';
import { acting, type CommandLine, type Ended, json, openCommandLine } from '../helpers/command-line';
import { noLimits, person } from '../helpers/services';

const [megan, nestor, alice] = [person('Megan'), person('Nestor'), person('Alice')];

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());
const usual: Partial<Settings> = { ...noLimits, bulkApproval: true, pinsByMail: true, whoSeesPin: 'operator' };
beforeEach(async () => {
  for (const one of [megan, nestor, alice, person('Adele')]) await line.services.directory.save(one);
  await line.services.settings.save(sampleTenant, usual);
  for (const name of ['requests', 'limits', 'notices']) await collection(name).deleteMany({});
  await line.services.chats.remove(sampleTenant, nestor.id);
});

const collection = <T extends object>(name: string) => mongoOf(line.services).db.collection<T>(name);
const request = async (id: string) =>
  (await collection<{ _id: string } & RequestDocument>('requests').findOne({ _id: id }))!;
const setRequest = (id: string, set: Partial<RequestDocument>) =>
  collection<{ _id: string } & RequestDocument>('requests').updateOne({ _id: id }, { $set: set });
const trail = async (action: string): Promise<AuditDocument | undefined> =>
  (await line.records()).find((one) => one.action === action);
const as = (name: string, ...args: string[]): Promise<Ended> => line.here(args, acting(name));

const changed = (name: string, before: unknown, after: unknown) => ({ changes: [{ name, before, after }] });

interface Asked {
  asked: string[];
  request: string;
  until: string;
  done: string[];
}
/** Megan asks for something that takes two. @returns the id of the request */
async function ask(...args: string[]): Promise<string> {
  const ended = await as('Megan', ...args);
  expect([args, ended.code]).toEqual([args, 6]);
  const { asked, request: id, until, done } = json<Asked>(ended);
  expect([asked, done]).toEqual([['Nestor Wilke'], []]);
  expect(new Date(until).getTime()).toBeGreaterThan(Date.now() + 6 * 24 * 3_600_000);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(ended.errors).toContain(`approve ${id}`);
  return id;
}

test('a change that takes two is asked for, even if nobody has a chat, seen, approved once, and in the trail', async () => {
  const before = await line.dump();
  const whatIf = await as('Megan', 'user', 'disable', nestor.upn, '--what-if');
  expect([whatIf.code, json<{ would: string[] }>(whatIf).would[0]]).toEqual([
    0,
    expect.stringMatching(/^Ask Nestor Wilke \(.*\) to approve this: Disable Audio Conferencing of Nestor Wilke/),
  ]);
  expect(await line.dump()).toBe(before);

  const id = await ask('user', 'disable', nestor.upn);
  expect(await trail('ask-second-admin')).toMatchObject({ outcome: 'done', actor: { id: megan.id } });
  expect(json(await as('Megan', 'user', 'get', nestor.upn))).toMatchObject({ enabled: true });
  expect(json(await as('Nestor', 'requests', 'list'))).toEqual([
    {
      id,
      ...{ change: 'disable', what: 'Disable', state: 'open', askedBy: megan.upn, for: nestor.upn },
      ...{ askedAt: expect.any(String) as string, until: expect.any(String) as string },
      // Nobody loses conferencing against their will, so Nestor may say yes to this himself.
      ...{ mayDecide: true, decidedBy: null, endedAt: null },
    },
  ]);
  expect(json<{ mayDecide: boolean }[]>(await as('Megan', 'requests', 'list'))[0]!.mayDecide).toBe(false);

  // A second one like it is the first.
  const again = await as('Megan', 'user', 'disable', nestor.upn);
  expect([again.code, again.output, again.errors]).toEqual([
    5,
    '',
    expect.stringMatching(new RegExp(`^error request-open: .*Nestor Wilke.*"requests show ${id}"`)),
  ]);
  expect(await trail('disable')).toMatchObject({
    ...{ outcome: 'refused', reason: 'request-open', target: { id: nestor.id } },
  });

  const approved = await as('Nestor', 'approve', id);
  expect([approved.code, json(approved)]).toEqual([
    0,
    expect.objectContaining({ request: id, decision: 'approved', done: ['disable'], mails: [expect.any(Object)] }),
  ]);
  expect(await trail('disable')).toMatchObject({
    ...{ outcome: 'done', from: 'commandLine', actor: { id: nestor.id } },
    ...{ target: { id: nestor.id }, asker: { id: megan.id } },
  });
  expect(json(await as('Megan', 'requests', 'show', id))).toMatchObject({
    ...{ id, state: 'approved', decidedBy: nestor.upn, endedAt: expect.any(String) as string },
    ...{ reason: null, from: 'commandLine' },
  });
  expect(json(await as('Megan', 'requests', 'list'))).toEqual([]);
  expect(json<{ state: string }[]>(await as('Megan', 'requests', 'list', '--all'))).toMatchObject([
    { state: 'approved' },
  ]);

  const late = await as('Nestor', 'approve', id);
  expect([late.code, late.output, late.errors]).toEqual([
    5,
    '',
    expect.stringMatching(/^error request-over: Nestor Wilke .* approved it at .* It is done\.\n$/),
  ]);
  expect(await trail('disable')).toMatchObject({ outcome: 'refused', reason: 'notice-over' });
  expect((await as('Megan', 'user', 'enable', nestor.upn)).code).toBe(0);
});

test('never one’s own, never without the role at that moment, never after the end, and never by a wrong id', async () => {
  const id = await ask('tenant', 'set', 'bulkApproval', 'off');
  const own = await as('Megan', 'approve', id);
  expect([own.code, own.errors]).toEqual([3, expect.stringMatching(/^error not-by-yourself: /)]);
  expect(await trail('change-settings')).toMatchObject({ outcome: 'refused', reason: 'not-by-yourself' });
  for (const name of ['Adele', 'Alice'])
    for (const args of [
      ['approve', id],
      ['decline', id],
      ['requests', 'list'],
      ['requests', 'show', id],
    ])
      expect([name, args, (await as(name, ...args)).code]).toEqual([name, args, 3]);
  for (const verb of ['approve', 'decline'])
    expect(await as('Nestor', verb, '0'.repeat(32))).toMatchObject({
      code: 4,
      errors: expect.stringMatching(/^error request-unknown: .*"requests list"/) as string,
    });
  // Another tenant's request is as good as none.
  await setRequest(id, { tenant: '00000000-0000-4000-8000-00000000dead' });
  expect((await as('Nestor', 'approve', id)).code).toBe(4);
  await setRequest(id, { tenant: sampleTenant });
  // Whoever asked must be an administrator still.
  await line.services.directory.save({ ...megan, role: 'user' });
  await line.services.directory.save({ ...person('Adele'), role: 'admin' });
  expect(await as('Nestor', 'approve', id)).toMatchObject({
    code: 5,
    errors: expect.stringMatching(/^error asker-not-admin: .*Decline the request/) as string,
  });
  await line.services.directory.save(megan);
  await line.services.directory.save(person('Adele'));
  expect((await line.services.settings.of(sampleTenant)).bulkApproval).toBe(true);
  expect((await request(id)).state).toBe('open');

  await setRequest(id, { expiresAt: new Date(Date.now() - 1_000) });
  expect(await as('Nestor', 'approve', id)).toMatchObject({
    code: 5,
    errors: expect.stringMatching(/^error request-over: nobody decided it in time: it ended at /) as string,
  });
  expect(await request(id)).toMatchObject({ state: 'lapsed' });
  expect((await line.records()).find(({ outcome }) => outcome === 'lapsed')).toMatchObject({
    action: 'change-settings',
  });
  expect((await line.services.settings.of(sampleTenant)).bulkApproval).toBe(true);
  // And it does not stand in the way of the next.
  await ask('tenant', 'set', 'bulkApproval', 'off');
});

test('declining changes nothing, is told, and what is declined cannot be approved', async () => {
  const id = await ask('tenant', 'set', 'bulkApproval', 'off');
  const would = await as('Nestor', 'decline', id, '--what-if');
  expect(json(would)).toMatchObject({
    ...{ request: id, whatIf: true },
    would: ['Decline: Change settings, Bulk changes need a second administrator: on → off.'],
  });
  const declined = await as('Nestor', 'decline', id);
  expect([declined.code, json(declined)]).toEqual([
    0,
    expect.objectContaining({ request: id, decision: 'declined', done: ['decline-request'] }),
  ]);
  expect(await request(id)).toMatchObject({ state: 'declined', decidedBy: nestor.id });
  expect(await trail('decline-request')).toMatchObject({
    ...{ outcome: 'done', actor: { id: nestor.id }, asker: { id: megan.id } },
  });
  for (const verb of ['approve', 'decline'])
    expect((await as('Nestor', verb, id)).errors).toMatch(/^error request-over: Nestor Wilke .* declined it/);
  expect((await line.services.settings.of(sampleTenant)).bulkApproval).toBe(true);
});

test('every kind of request that the chat can decide is carried out as its button would', async () => {
  await line.services.directory.save({ ...alice, protected: true });
  const kinds: [string, string[], Record<string, unknown>][] = [
    ['tenant', ['set', 'limitPerActor', '9999'], { changes: [{ name: 'limitPerActor', before: 5, after: 9999 }] }],
    ['user', ['set', alice.upn, '--service-number', '+15550100200'], { done: ['change-person'] }],
    ['user', ['set', alice.upn, '--reset-conference-id'], { conferenceId: expect.stringMatching(/^\d+$/) }],
    ['user', ['set', alice.upn, '--reset-leader-pin'], { pin: '*****', done: ['reset-pin'] }],
    ['user', ['disable', alice.upn], { done: ['disable'] }],
    ['user', ['enable', alice.upn], { conferenceId: expect.stringMatching(/^\d+$/) }],
  ];
  await line.services.settings.save(sampleTenant, { limitPerActor: 5 });
  for (const [noun, args, expected] of kinds) {
    const id = await ask(noun, ...args);
    const approved = await as('Nestor', 'approve', id);
    expect([args, approved.code, approved.errors.includes('error')]).toEqual([args, 0, false]);
    expect(decided.parse(json(approved))).toMatchObject({ request: id, decision: 'approved', ...expected });
    expect(await request(id)).toMatchObject({ state: 'approved', decidedBy: nestor.id });
  }
  // Those that the command line has no words of its own for were asked in the chat.
  const asked: [RequestDocument['kind'], RequestDocument['input'], Record<string, unknown>][] = [
    ['change-number', { number: '+15550100100' }, { serviceNumber: '+15550100100' }],
    ['switch-mails', { position: 'off' }, changed('automaticMails', true, false)],
    ['switch-pins-by-mail', { position: 'off' }, changed('pinsByMail', true, false)],
    ['restore-defaults', { settings: { pinLength: { before: '5', after: '6' } } }, changed('pinLength', 5, 6)],
    ['make-role', { role: 'helpdesk' }, changed('role', 'user', 'helpdesk')],
    ['unprotect', {}, changed('protected', true, false)],
    ['forget', {}, { pseudonym: expect.any(String) }],
    ['reset-conference-id', undefined, { conferenceId: expect.stringMatching(/^\d+$/) }],
  ];
  for (const [kind, input, expected] of asked) {
    const _id = kind.padEnd(32, '0');
    const target = ['switch-pins-by-mail', 'restore-defaults'].includes(kind)
      ? megan.id
      : kind === 'forget'
        ? person('Joni').id
        : alice.id;
    // A person asks an administrator for a conference ID of their own; all others are asked by an administrator.
    const asker = kind === 'reset-conference-id' ? alice.id : megan.id;
    const [askedAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)];
    await collection<RequestDocument>('requests').insertOne({
      ...{ _id, tenant: sampleTenant, kind, asker, target, state: 'open', askedAt, expiresAt },
      ...(input && { input }),
    });
    const approved = await as('Nestor', 'approve', _id);
    expect([kind, approved.code, approved.errors.includes('error')]).toEqual([kind, 0, false]);
    expect(decided.parse(json(approved))).toMatchObject({ decision: 'approved', done: [kind], ...expected });
    expect(await trail(kind)).toMatchObject({ outcome: 'done', actor: { id: nestor.id }, asker: { id: asker } });
  }
});

test('several at once that take two are refused, before anything is asked', async () => {
  await line.services.directory.save({ ...alice, protected: true });
  const before = await line.dump();
  const both = ['user', 'set', alice.upn, '--reset-conference-id', '--service-number', '+15550100200'];
  expect(await as('Megan', ...both)).toMatchObject({
    ...{ code: 5, output: '' },
    errors: expect.stringMatching(/^error protected-one-by-one: .*one by one.*Nothing was changed\.\n$/) as string,
  });
  expect(await line.dump()).toBe(before);
  expect(await collection('requests').countDocuments()).toBe(0);
});

test('the cards of a request that is decided here are over, and due to be edited', async () => {
  await line.services.chats.remember(sampleTenant, nestor.id, {
    ...{ conversation: 'personal:nestor', serviceUrl: 'https://smba.trafficmanager.net/', bot: '28:desk' },
    user: '29:nestor',
  });
  const id = await ask('tenant', 'set', 'bulkApproval', 'off');
  const cards = () =>
    collection<Offer>('operations')
      .find({ 'input.request': id, 'notice': { $exists: true } })
      .toArray();
  expect((await cards()).map(({ kind, state }) => [kind, state]).sort()).toEqual([
    ['change-settings', 'offered'],
    ['decline-request', 'offered'],
  ]);
  expect((await as('Nestor', 'approve', id)).code).toBe(0);
  for (const { state, tidyAt } of await cards())
    expect([state, tidyAt && tidyAt.getTime() <= Date.now() + 1_000]).toEqual(['superseded', true]);
});

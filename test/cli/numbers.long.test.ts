import { mongoOf } from '../helpers/database';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

/** Issue 16: nobody keeps a number that is not on the bridge, on the command line. */
let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());
beforeEach(async () => {
  await line.services.settings.save(sampleTenant, {
    tollNumber: '+15550100100',
    tollFreeNumber: '+18005550100',
    serviceNumbers: ['+15550100200', '+493055550100'],
    tollFreeNumbers: ['+18005550200'],
  });
  await records().updateMany({}, { $unset: { tollNumber: true, tollFreeNumber: true } });
  line.server.received.length = 0;
});

const alice = person('Alice').upn;
const records = () => mongoOf(line.services).db.collection<ConferencingDocument>('conferencing');
const settings = () => line.services.settings.of(sampleTenant);
const set = (...args: string[]) => line.here(['user', 'set', alice, ...args]);
const refusal = ({ errors }: { errors: string }) => /^error ([\w-]+)/.exec(errors)?.[1];

test.each([
  [['bridge', 'set', '--default-service-number', '+15550100300']],
  [['tenant', 'set', 'tollNumber', '+1 555 010 0300']],
])('%j keeps the old number on the bridge, and everybody who follows is told', async (args) => {
  await set('--service-number', '+493055550100', '--no-send-email');
  const would = json<{ would: string[] }>(await line.here([...args, '--what-if'])).would[0];
  expect(would).toContain('Set tollNumber from "+1 555 010 0100" to "+1 555 010 0300".');
  expect(would).toMatch(/Set serviceNumbers from .* to "\+1 555 010 0200, \+49 30 55550100, \+1 555 010 0100"\./);
  expect(would).toMatch(/10 people without a number of their own follow the default, and are told by email/);
  const ended = await line.here(args);
  expect([ended.code, ended.errors]).toEqual([
    0,
    expect.stringContaining('8 people who follow the default: an email was sent.') as string,
  ]);
  expect(await settings()).toMatchObject({
    tollNumber: '+15550100300',
    serviceNumbers: ['+15550100200', '+493055550100', '+15550100100'],
  });
  // The mails leave at once, even if no bot runs.
  expect(line.server.received).toHaveLength(8);
  expect(line.server.to(person('Alex').mail!)[0]!.parsed.text).toContain('+1 555 010 0300');
  expect(json(await line.here(['user', 'get', person('Alex').upn]))).toMatchObject({
    serviceNumber: '+15550100300',
    serviceNumberFrom: 'bridge',
  });
  expect(json(await line.here(['user', 'get', alice]))).toMatchObject({
    serviceNumber: '+493055550100',
    serviceNumberFrom: 'person',
  });
});

test('a number that people have as their own cannot leave the bridge; the way out works', async () => {
  await set('--service-number', '+15550100200', '--toll-free-service-number', '+18005550200');
  const before = await settings();
  const tries = [
    ['bridge', 'set', '--service-numbers', '+493055550100'],
    ['tenant', 'set', 'serviceNumbers', ''],
    ['bridge', 'set', '--default-service-number', '+493055550100', '--service-numbers', '+15550100100'],
    ['bridge', 'set', '--toll-free-numbers', ''],
    ['bridge', 'set', '--service-numbers', '+493055550100', '--what-if'],
  ];
  for (const args of tries) {
    const ended = await line.here(args);
    expect([ended.code, refusal(ended)]).toEqual([5, 'number-in-use']);
    expect(ended.errors).toContain(`of 1 person: Alice Smith (${alice})`);
  }
  expect(await settings()).toEqual(before);
  expect((await line.here(tries[0]!)).errors).toContain('user set <person> --service-number default');
  expect((await line.here(tries[0]!)).errors).toContain('bulk run list.csv --action set-number --service-number');
  expect((await line.here(tries[3]!)).errors).toContain('user set <person> --toll-free-service-number default');

  const [, query] = /user list --query "(.*)"\./.exec((await line.here(tries[0]!)).errors)!;
  expect(json(await line.here(['user', 'list', '--query', query!]))).toEqual([alice]);
  expect(json(await set('--service-number', 'Default', '--toll-free-service-number', 'default'))).toMatchObject({
    changes: [
      { name: 'serviceNumber', before: '+15550100200', after: 'default' },
      { name: 'tollFreeServiceNumber', before: '+18005550200', after: 'default' },
    ],
    mails: [{ kind: 'number-changed', to: alice, state: 'sent' }],
  });
  expect(json(await set('--service-number', 'default'))).toMatchObject({ unchanged: true });
  for (const args of [tries[0]!, tries[3]!]) expect((await line.here(args)).code).toBe(0);
});

test('the default cannot be emptied while people would have nothing to dial', async () => {
  const ended = await line.here(['bridge', 'set', '--default-service-number', '', '--toll-free-number', '']);
  expect([ended.code, refusal(ended)]).toEqual([5, 'number-needed']);
  expect(ended.errors).toContain('bridge set --default-service-number <number>');
  // A toll-free number is enough.
  expect((await line.here(['bridge', 'set', '--default-service-number', ''])).code).toBe(0);
});

test('tenant remove leaves every number on the bridge', async () => {
  const { tollNumber, serviceNumbers, tollFreeNumber, tollFreeNumbers } = await settings();
  await line.services.settings.save(sampleTenant, { nameRecording: false });
  expect((await line.here(['tenant', 'remove'])).code).toBe(0);
  expect(await settings()).toMatchObject({ tollNumber, serviceNumbers, tollFreeNumber, tollFreeNumbers });
});

test('without a mail server the emails wait, and mail send writes and sends them', async () => {
  await line.here(['bridge', 'set', '--default-service-number', '+15550100300'], { SMTP_URL: '' });
  expect(line.server.received).toEqual([]);
  expect(json(await line.here(['mail', 'send']))).toMatchObject({ sent: 9, failed: 0, waiting: 0 });
  // And those that no command has written: it was stopped.
  await mongoOf(line.services)
    .db.collection<{ _id: string }>('numberMailings')
    .insertOne({ _id: sampleTenant, change: 'c', by: '', fields: ['tollNumber'], at: new Date(), next: '' } as never);
  expect(json(await line.here(['mail', 'send']))).toMatchObject({ sent: 9, failed: 0, waiting: 0 });
});

test('doctor names people whose number is not on the bridge, and how to mend that', async () => {
  type Found = { check: string; state: string; what: string }[];
  const found = async () =>
    json<Found>(await line.here(['doctor'], acting())).filter(({ check }) => check === 'numbers of people');
  expect(await found()).toEqual([{ check: 'numbers of people', state: 'ok', what: 'all of them are on the bridge' }]);
  const numbers = { tollNumber: '+15559990000', tollFreeNumber: '+18005559999' };
  await records().updateOne({ person: person('Alice').id }, { $set: numbers });
  const [toll, tollFree] = await found();
  expect(toll).toMatchObject({ state: 'warning' });
  expect(toll!.what).toContain(
    `1 person has a number that is not on the bridge, and is told the default instead: Alice`,
  );
  expect(toll!.what).toContain('user set <person> --service-number default');
  expect(tollFree!.what).toContain('user set <person> --toll-free-service-number default');
  expect(json(await line.here(['user', 'get', alice]))).toMatchObject({ serviceNumber: '+15550100100' });
  const mended = await set('--service-number', 'default', '--toll-free-service-number', 'default');
  expect([mended.code, line.server.to(alice).length]).toEqual([0, 1]);
  expect(await found()).toMatchObject([{ state: 'ok' }]);
});

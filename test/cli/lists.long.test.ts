import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { exitCodes } from '../../cli/terminal/refusal';
import { listOf } from '../../cli/terminal/results/kinds';
import { mailResult } from '../../cli/terminal/results/mails';
import { userRow, type UserRow } from '../../cli/terminal/results/people';
import { recordResult, type RecordResult } from '../../cli/terminal/results/trail';
import { type PersonDocument } from '../../services/people/person';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, type Ended, json, openCommandLine } from '../helpers/command-line';
import { mongoOf } from '../helpers/database';
import { person } from '../helpers/services';

const many = 600;
let line: CommandLine;
let everybody: number;

beforeAll(async () => {
  line = await openCommandLine();
  const { services } = line;
  const people = mongoOf(services).db.collection<PersonDocument>('people');
  // The last one by name is an administrator: nobody who stops early meets that one.
  await services.directory.save({
    ...{ ...person('Alice'), ...named(many), name: 'Zuzu', role: 'admin' },
    ...{ mail: undefined, aliases: [], givenName: 'Zuzu', surname: '' },
  });
  const one = (await people.findOne({ name: 'Zuzu' }))!;
  await people.insertMany(
    Array.from({ length: many }, (_, index) => {
      const { id, upn } = named(index);
      return {
        ...one,
        identities: [upn],
        names: [],
        near: [],
        _id: `${sampleTenant}/${id}`,
        id,
        upn,
        name: `Person ${String(index).padStart(5, '0')}`,
        role: 'user' as const,
      };
    }),
  );
  everybody = await people.countDocuments({ tenant: sampleTenant });
  const from = {
    tenant: sampleTenant,
    outcome: 'done' as const,
    from: 'personal' as const,
    actor: { id: person('Alice').id },
  };
  for (let index = 0; index < 600; index += 1) await services.audit.looked({ ...from, action: 'help' });
  await services.audit.append({
    ...from,
    action: 'reset-pin',
    outcome: 'refused',
    reason: 'limit-reached',
    at: new Date(0),
  });
  for (const mail of [
    { state: 'dead' as const, endedAt: new Date() },
    ...Array.from({ length: 30 }, () => ({ state: 'queued' as const })),
  ])
    await mongoOf(services)
      .db.collection<{ _id: string }>('outbox')
      .insertOne({
        ...{
          _id: `mail-${Math.trunc(performance.now() * 1e6)}`,
          tenant: sampleTenant,
          kind: 'pin-reset',
          to: 'alice@contoso.example',
        },
        ...{ person: person('Alice').id, facts: {}, tries: 1, at: new Date(), queuedAt: new Date() },
        ...{ dueAt: new Date(Date.now() + 3_600_000), failure: { reason: 'mailbox-full', at: new Date() }, ...mail },
      } as { _id: string });
});
afterAll(() => line.close());

const named = (index: number) => ({
  id: `00000000-0000-4000-8000-1${String(index).padStart(11, '0')}`,
  upn: `person${index}@contoso.example`,
});
const here = (...args: string[]): Promise<Ended> => line.here(args);
const inTerminal = (...args: string[]): Promise<Ended> => line.here(args, { terminal: true });

test.each(['user', 'people'])('%s list asks everybody, also those after the first hundred', async (group) => {
  const admins = await here(group, 'list', '--query', "[?role=='admin'].upn");
  expect([json<string[]>(admins).at(-1), admins.errors]).toEqual([named(many).upn, '']);
  // A table is only shorter as long as nobody asks for a part of it.
  expect((await inTerminal(group, 'list', '--query', "[?role=='admin'].upn")).output).toContain(named(many).upn);
  const all = await here(group, 'list');
  expect([json<unknown[]>(all).length, all.errors]).toEqual([everybody, '']);
  const lines = (text: string): number => text.trimEnd().split(/\r?\n/).length;
  for (const [format, expected] of [
    ['csv', everybody + 1],
    ['text', everybody],
  ] as const) {
    const ended = await inTerminal(group, 'list', '--output', format);
    expect([format, lines(ended.output), ended.errors]).toEqual([format, expected, '']);
  }
  expect(parseYaml((await here(group, 'list', '--output', 'yaml')).output)).toEqual(json(all));
});

test('a field that there is not is said: what finds nothing looks as if there were nothing', async () => {
  const none = await here('user', 'list', '--query', "[?Role=='admin'].upn");
  expect([none.code, json(none), none.errors]).toEqual([0, [], 'No field is called "Role". Did you mean "role"?\n']);
  expect((await here('tenant', 'get', '--query', 'pinLength')).errors).toBe(
    'No field is called "pinLength". The fields stand in --help.\n',
  );
  for (const query of ['[0].{who: upn, n: length(name)}.who', 'sort_by(@, &name)[0].upn', 'length(@)', '@'])
    expect([query, (await here('user', 'list', '--query', query)).errors]).toEqual([query, '']);
  expect((await here('user', 'get', person('Alice').upn, '--query', 'lastRecords[].action')).errors).toBe('');
  expect((await here('cmdlets', '--query', "[?Powershell=='x']")).errors).toContain('Did you mean "powershell"?');
});

test('a table shows the first hundred, and says how many there are and how to see all', async () => {
  const table = await inTerminal('user', 'list');
  expect(table.output.trimEnd().split('\n')).toHaveLength(101);
  expect(table.errors).toBe(
    `These are 100 of ${everybody} people. All of them: --most ${everybody}, or --output json. A part of them: --query.\n`,
  );
  const whole = await inTerminal('user', 'list', '--most', String(everybody));
  expect([whole.output.trimEnd().split('\n').length, whole.errors]).toEqual([everybody + 1, '']);
});

test('--most limits in every format, and says what was not printed', async () => {
  const two = await here('people', 'list', '--most', '2');
  expect([json<unknown[]>(two).length, two.errors]).toEqual([
    2,
    `These are 2 of ${everybody} people. Leave --most out of a script to have all.\n`,
  ]);
  const asked = await here('user', 'list', '--most', '500', '--query', 'length(@)');
  expect([json(asked), asked.errors]).toEqual([
    500,
    `--query was asked about the first 500 of ${everybody} people. Leave --most out to ask about all.\n`,
  ]);
  // As many as there are is not a limit.
  expect((await here('user', 'list', '--role', 'admin', '--most', '3')).errors).toBe('');
  for (const most of ['0', '-1', 'all', '1000000'])
    expect([most, (await here('user', 'list', `--most=${most}`)).code]).toEqual([most, exitCodes.usage]);
});

test('the trail and the emails are whole, too, and data', async () => {
  const refused = await here('audit', 'list', '--query', "[?reason=='limit-reached']");
  expect(json<RecordResult[]>(refused)).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      ...{ at: '1970-01-01T00:00:00.000Z', action: 'reset-pin', outcome: 'refused', reason: 'limit-reached' },
      ...{ text: 'reset pin: refused: too many resets', from: 'personal' },
      ...{ actorId: person('Alice').id, actorName: 'Alice Smith', actorUpn: person('Alice').upn, actorRole: null },
      ...{ targetId: null, targetName: null, targetUpn: null, askerId: null, askerName: null, askerUpn: null },
      ...{ before: null, after: null, seq: 1 },
    },
  ]);
  const table = await inTerminal('audit', 'list');
  expect(table.errors).toMatch(/^These are 20 of \d+ records\. All of them: --most /);
  const all = json<RecordResult[]>(await here('audit', 'list'));
  expect(all.length).toBeGreaterThan(600);
  expect(listOf(recordResult).safeParse(all).error).toBeUndefined();
  expect(all.map(({ at }) => at)).toEqual(
    all
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );

  const mails = json<unknown[]>(await here('mail', 'list'));
  expect([mails.length, listOf(mailResult).safeParse(mails).error]).toEqual([31, undefined]);
  const failed = await here('mail', 'list', '--query', "[?state=='failed']");
  expect(json(failed)).toMatchObject([
    {
      ...{ kind: 'pin-reset', personId: person('Alice').id, to: 'alice@contoso.example', reason: 'mailbox-full' },
      ...{ tries: 1, nextTryAt: null, carriesPin: true, text: 'Not delivered: mailbox full' },
    },
  ]);
  const ids = await here('mail', 'list', '--failed', '--query', '[].[id, state]', '--output', 'text');
  expect(ids.output).toMatch(/^mail-\d+\tfailed\n$/);
  expect((await inTerminal('mail', 'list')).errors).toContain('These are 20 of 31 mails.');
});

test('what is the own fault of an installation is told to administrators alone, in the code as in the sentence', async () => {
  const { db } = mongoOf(line.services);
  await db.collection('outbox').updateMany({}, { $set: { 'failure.reason': 'login-refused' } });
  const mine = ['mail', 'list', '--person', person('Alice').upn, '--most', '1'];
  const [admin, helpdesk] = [await line.here(mine), await line.here(mine, acting('Adele'))];
  expect([json<{ reason: string }[]>(admin)[0]!.reason, json<{ reason: null }[]>(helpdesk)[0]!.reason]).toEqual([
    'login-refused',
    null,
  ]);
  expect(helpdesk.output).not.toContain('login');
});

test('user list has what each person has, and a CSV of it is read back as it is', async () => {
  const alice = person('Alice').upn;
  await line.here(['user', 'set', alice, '--service-number', '+15550100200', '--no-send-email']);
  const rows = json<UserRow[]>(await here('user', 'list'));
  expect(listOf(userRow).safeParse(rows).error).toBeUndefined();
  expect(rows.find(({ upn }) => upn === alice)).toEqual({
    ...{ name: 'Alice Smith', upn: alice, id: person('Alice').id, mail: alice, kind: 'member', role: 'user' },
    ...{ accountEnabled: true, licensed: true, protected: false, enabled: true, offReason: null, bridge: 'main' },
    conferenceId: expect.stringMatching(/^\d{7}$/) as string,
    ...{ serviceNumber: '+15550100200', serviceNumberFrom: 'person' },
    ...{ tollFreeServiceNumber: '+18005550100', tollFreeServiceNumberFrom: 'bridge' },
    ...{ pinSet: true, pinResetAt: null, automaticMails: true, allowPstnOnlyMeetings: false },
  });
  const off = (name: string) => rows.find(({ upn }) => upn === person(name).upn)!;
  expect(['Diego', 'Rainier', 'Joni', 'Lynne'].map((name) => off(name).offReason)).toEqual([
    ...['guest', 'resource', 'account-disabled', 'not-licensed'],
  ]);
  // Somebody whose account is disabled still holds the conference ID.
  expect([off('Joni').conferenceId, off('Lynne').conferenceId]).toEqual([expect.any(String), null]);

  const cells = parseCsv((await here('user', 'list', '--output', 'csv')).output, { columns: true });
  const text = (value: unknown): string => (value === null ? '' : String(value));
  expect(cells).toEqual(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, one]) => [name, text(one)]))),
  );
  // The columns are there even if nobody is.
  await line.services.directory.save({ ...person('Johanna'), role: 'user' });
  const nobody = await here('user', 'list', '--role', 'auditor', '--output', 'csv');
  await line.services.directory.save(person('Johanna'));
  expect(parseCsv(nobody.output)).toEqual([Object.keys(rows[0]!)]);
});

test('text is a value in a line, and the values of a row with tabs between them', async () => {
  const id = await here('user', 'get', person('Alice').upn, '--query', 'conferenceId', '--output', 'text');
  expect(id.output).toMatch(/^\d{7}\n$/);
  const off = await here(
    'user',
    'list',
    '--query',
    "[?offReason=='guest'].[upn, enabled, conferenceId]",
    '--output',
    'text',
  );
  expect(off.output).toBe(`${person('Diego').upn}\tfalse\t\n`);
  expect((await here('tenant', 'get', 'pinLength', '--query', 'value', '--output', 'text')).output).toBe('5\n');
  expect((await here('bridge', 'get', '--query', 'serviceNumbers', '--output', 'text')).output).toBe(
    '+15550100200\n+493055550100\n',
  );
  expect((await here('bridge', 'get', '--output', 'csv')).output).toContain('"+15550100200; +493055550100"');
  expect((await here('user', 'list', '--query', "[?upn=='nobody'].upn", '--output', 'text')).output).toBe('');
});

test('user get is data, and reads well as a table', async () => {
  const table = await inTerminal('user', 'get', person('Alice').upn);
  expect(table.output).toMatch(/^Kind +member$/m);
  expect(table.output).toMatch(/^Toll free service number +\+18005550100, that of the bridge$/m);
  expect(table.output).toMatch(/^PIN +\*{5}$/m);
  expect(table.output).toMatch(/^Automatic emails +yes$/m);
  const adele = await line.here(['user', 'get', person('Alice').upn], acting('Adele'));
  expect(json(adele)).toMatchObject({ lastRecords: null, pinResetAt: null, state: 'Audio Conferencing is on.' });
  expect(json(await here('user', 'get', person('Alice').upn))).toMatchObject({
    lastRecords: expect.arrayContaining([
      expect.objectContaining({ action: 'change-person', outcome: 'done' }),
    ]) as object[],
    lastMails: expect.arrayContaining([
      expect.objectContaining({ kind: 'pin-reset', reason: 'login-refused' }),
    ]) as object[],
  });
});

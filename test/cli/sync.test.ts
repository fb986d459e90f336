import { sampleTenant } from '../../services/try-out/sample-people';
import { auditorsGroup, contoso, userOf } from '../../tenant/stand-ins/contoso';
import { type GraphStandIn, startGraphStandIn } from '../../tenant/stand-ins/graph';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

let graph: GraphStandIn;
let line: CommandLine;
const entra = () => ({
  ...{ DIRECTORY: 'entra', GRAPH_STAND_IN: graph.address, ROLE_GROUPS: `${auditorsGroup}=auditor` },
  ...acting('Megan'),
});
const here = (args: string[], differing = {}) => line.here(args, { ...entra(), ...differing });

beforeAll(async () => {
  graph = await startGraphStandIn({ ...contoso(), pageSize: 5 });
  line = await openCommandLine();
});
afterAll(async () => {
  await line.close();
  await graph.close();
});

test('without DIRECTORY=entra it says so, and what to do', async () => {
  expect(await line.here(['sync'])).toMatchObject({
    code: 5,
    errors: expect.stringMatching(
      /^error directory-own: .*DIRECTORY is not entra\. Set DIRECTORY=entra .*people import/,
    ),
  });
});

test('a preview names who would change and how, a round does it, and the trail has it', async () => {
  graph.save({ ...userOf(person('Lynne')), assignedPlans: userOf(person('Alice')).assignedPlans });
  graph.save(userOf({ ...person('Alex'), role: 'user', name: 'Alex Wilber-Smith' }));
  const looked = await here(['sync', '--what-if']);
  expect(looked.code).toBe(0);
  expect(json(looked)).toMatchObject({ whatIf: true, full: true, rows: 14, added: 0, missing: null });
  expect(json<{ changes: { upn: string; fields: object[] }[] }>(looked).changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        upn: person('Lynne').upn,
        fields: expect.arrayContaining([{ field: 'licensed', before: false, after: true }]),
      }),
    ]),
  );
  expect((await line.services.directory.byId(sampleTenant, person('Lynne').id))!.licensed).toBe(false);
  expect(json(await here(['sync'], acting()))).toMatchObject({ whatIf: false, full: true, rows: 14 });
  expect((await line.services.directory.byId(sampleTenant, person('Lynne').id))!.licensed).toBe(true);
  const table = await here(['audit', 'list', '--person', person('Lynne').upn, '--output', 'table']);
  expect(table.output).toMatch(/in Microsoft Entra.*sync person.*By Microsoft Entra.*licensed false.*licensed true/s);
  expect((await here(['sync', '--output', 'table'], { terminal: true })).output).toMatch(/Full +no/);
});

test('what Microsoft Entra decides is refused here, with the reason and the way out', async () => {
  for (const [args, code] of [
    [['role', 'set', person('Alex').upn, 'admin'], 'role-from-entra'],
    [['user', 'set', person('Alex').upn, '--licensed', 'false'], 'licence-from-entra'],
    [['people', 'import', 'people.csv', '--licensed', 'all'], 'people-from-entra'],
    [['forget', person('Joni').upn], 'forget-in-entra'],
  ] as const) {
    const ended = await here([...args]);
    expect([args, ended.code, ended.errors]).toEqual([
      args,
      5,
      expect.stringMatching(new RegExp(`^error ${code}: .*Microsoft Entra.*sync`)),
    ]);
  }
});

test('whoever was deleted there can be forgotten here', async () => {
  graph.remove(person('Joni').id);
  expect((await here(['sync'])).code).toBe(0);
  expect(await here(['forget', person('Joni').upn, '--what-if'])).toMatchObject({ code: 0 });
});

test('many missing people wait for an administrator, who is told how many', async () => {
  for (const name of ['Alice', 'Zoë', 'Patti']) graph.lose(person(name).id);
  const stopped = await here(['sync', '--full']);
  expect(stopped).toMatchObject({ code: 6, errors: expect.stringMatching(/^3 of 13 people did not come .*--accept/) });
  expect(json(stopped)).toMatchObject({ missing: 3 });
  expect((await here(['sync', '--accept'], acting('Adele'))).code).toBe(3);
  expect(json(await here(['sync', '--accept', '--what-if']))).toMatchObject({ whatIf: true, missing: 3 });
  expect((await line.services.directory.byId(sampleTenant, person('Alice').id))!.accountEnabled).toBe(true);
  expect(json(await here(['sync', '--accept']))).toMatchObject({ changed: 3, disabled: 3, missing: null });
  expect((await line.services.directory.byId(sampleTenant, person('Alice').id))!.accountEnabled).toBe(false);
  expect((await line.services.audit.latest(sampleTenant, 1))[0]).toMatchObject({
    ...{ action: 'accept-sync', actor: { id: person('Megan').id } },
    change: { before: '3 missing', after: '3 turned off' },
  });
  expect(await here(['sync', '--accept'])).toMatchObject({ code: 0, errors: 'Nothing waits to be accepted.\n' });
});

test('what Microsoft Graph refuses is said with what the app needs', async () => {
  graph.faults.push({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
  expect(await here(['sync'])).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^error entra: .*403.*RoleManagement\.Read\.Directory.*docs\/real-tenant\.md/),
  });
  const doctor = json<{ check: string; state: string; what: string }[]>(await here(['doctor']));
  const found = (check: string) => doctor.find((one) => one.check === check);
  expect(found('directory')).toMatchObject({ state: 'ok', what: expect.stringContaining('a stand-in') });
  expect(found('Microsoft Graph')).toMatchObject({ state: 'ok', what: expect.stringMatching(/4 hold one, 2 of them/) });
  expect(found('last round')).toMatchObject({ state: 'fault', what: expect.stringContaining('403') });
  expect(found('not tried')).toMatchObject({ state: 'warning' });
});

test.each([
  [{ DIRECTORY: 'cloud' }, 'DIRECTORY must be own or entra'],
  [{ CLOUD: 'moon' }, 'CLOUD must be global, gcc, gcc-high, dod or china'],
  [{ ROLE_GROUPS: 'helpdesk' }, 'ROLE_GROUPS must be <id>=<role>'],
  [{ ROLE_MAP: '62e90394-69f5-4237-9190-012177145e10=boss' }, 'ROLE_MAP must be <id>=<role>'],
  [{ LICENCE_PLANS: 'MCOMEETADV' }, 'LICENCE_PLANS must be ids of service plans'],
  [{ SYNC_MOST_GONE: '200' }, 'SYNC_MOST_GONE must be at most 100 percent'],
  [{ GRAPH_STAND_IN: 'http://graph.example' }, 'GRAPH_STAND_IN must be http://127.0.0.1:<port>'],
  [{ GRAPH_STAND_IN: '' }, 'ENTRA_TENANT is missing'],
  [{ GRAPH_STAND_IN: '', ENTRA_SECRET: 'any' }, 'ENTRA_CLIENT is missing'],
  [{ GRAPH_STAND_IN: '', ENTRA_CERTIFICATE: 'none.pem' }, 'ENTRA_CERTIFICATE: there is no file none.pem'],
  [{ GRAPH_STAND_IN: '', ENTRA_CERTIFICATE: 'package.json' }, 'ENTRA_CERTIFICATE: package.json does not hold both'],
  [
    {
      ...{ GRAPH_STAND_IN: '', ENTRA_SECRET: 'any', ENTRA_CLIENT: '00000000-0000-4000-8000-0000000000AA' },
      MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa',
    },
    'ENTRA_CLIENT is the app of the bot. Register another one',
  ],
  [
    {
      ...{ GRAPH_STAND_IN: '', ENTRA_TENANT: '00000000-0000-4000-8000-0000000000aa' },
      MicrosoftAppTenantId: sampleTenant,
    },
    'ENTRA_TENANT is another tenant than MicrosoftAppTenantId',
  ],
])('%j: the variable and the way out', async (variables, words) => {
  const ended = await here(['sync'], variables);
  expect(ended).toMatchObject({ code: 1, output: '' });
  expect(ended.errors).toContain(words);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServices, type Services } from '../../services';
import { type AuditDocument } from '../../services/audit/trail';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { mongoOf } from '../helpers/database';
import { freshDatabase, leaveDatabase, person, testKey } from '../helpers/services';

/** Issue 16: a correct new installation, by the steps of docs/operation.md, on which no bot has run yet. */
let line: CommandLine;
let services: Services;
let where: Record<string, string>;
const database = freshDatabase();
beforeAll(async () => {
  line = await openCommandLine();
  where = { DATABASE: database.database!, MicrosoftAppTenantId: sampleTenant, DESK_ACT_AS: person('Megan').upn };
});
afterAll(async () => {
  await leaveDatabase(services);
  await services.close();
  await line.close();
});

type Found = { check: string; state: string; what: string }[];
const audit = () => mongoOf(services).db.collection<AuditDocument>('audit');
const doctor = async () => {
  const ended = await line.here(['doctor'], where);
  return { code: ended.code, found: json<Found>(ended) };
};
const finding = (found: Found, check: string) => found.find((one) => one.check === check);

test('the documented steps end with a doctor that finds no fault', async () => {
  const file = join(line.folder, 'people.csv');
  const people = ['Megan', 'Alice', 'Alex'].map((name) => person(name));
  writeFileSync(
    file,
    ['id,upn,name,mail,licensed', ...people.map(({ id, upn, name }) => `${id},${upn},${name},${upn},true`)].join('\n'),
  );
  const steps = [
    ['bootstrap-admin', person('Megan').id, '--upn', person('Megan').upn, '--name', 'Megan Bowen'],
    ['people', 'import', file],
    ['tenant', 'set', 'tenantName', 'Contoso'],
    ['bridge', 'set', '--default-service-number', '+15550100100'],
    ['user', 'enable', person('Alice').upn],
  ];
  for (const step of steps) expect(await line.here(step, where)).toMatchObject({ code: 0 });
  services = await createServices({ ...database, pinKeys: [testKey] });
  const { code, found } = await doctor();
  expect([code, found.filter(({ state }) => state === 'fault')]).toEqual([0, []]);
  expect(finding(found, 'trail')).toMatchObject({
    state: 'ok',
    what: expect.stringContaining('0 to be chained') as string,
  });
});

test('what a command writes into the trail it chains itself, and lets go of the right to', async () => {
  await line.here(['user', 'set', person('Alice').upn, '--reset-conference-id'], where);
  await line.here(['user', 'list'], { ...where, DESK_ACT_AS: person('Alex').upn });
  expect(await audit().countDocuments({ seq: { $exists: false } })).toBe(0);
  expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ waiting: 0, late: 0, finding: undefined });
  expect(await services.auditChain.isChaining()).toBe(false);
});

test('several commands at once leave a chain that is right', async () => {
  await Promise.all([1, 2, 3, 4].map(() => line.here(['user', 'get', person('Alice').upn], where)));
  await line.here(['number', 'list'], where);
  expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ waiting: 0, finding: undefined });
});

test('a record that waits is no fault where no bot runs, and one where it does', async () => {
  await services.audit.looked({
    ...{ tenant: sampleTenant, action: 'status', from: 'personal', actor: { id: person('Megan').id } },
    at: new Date(Date.now() - 120_000),
  });
  const waiting = await doctor();
  expect([waiting.code, finding(waiting.found, 'trail')]).toEqual([
    0,
    {
      check: 'trail',
      state: 'warning',
      what: expect.stringMatching(/1 to be chained: that takes a running bot/) as string,
    },
  ]);
  const lease = services.auditChain.lease(30_000);
  await lease.take();
  const stuck = await doctor();
  expect([stuck.code, finding(stuck.found, 'trail')!.what]).toEqual([
    1,
    expect.stringMatching(/^not-chained-in-time: 1 record not chained within 60 s/) as string,
  ]);
  // A command waits for nobody who chains.
  await line.here(['number', 'list'], where);
  expect(await audit().countDocuments({ seq: { $exists: false } })).toBe(2);
  await lease.release();
  await line.here(['number', 'list'], where);
  expect(await audit().countDocuments({ seq: { $exists: false } })).toBe(0);
});

test('a command that only looks without a role changes nothing', async () => {
  const leases = () => mongoOf(services).db.collection('leases').find().toArray();
  const before = await leases();
  await doctor();
  await line.here(['user', 'set', person('Alice').upn, '--reset-conference-id', '--what-if'], where);
  expect(await leases()).toEqual(before);
});

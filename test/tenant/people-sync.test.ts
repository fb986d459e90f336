import { createServices, type Services } from '../../services';
import type { Role } from '../../services/people/person';
import { isFullDue } from '../../services/people/sync/sync';
import { sampleTenant } from '../../services/try-out/sample-people';
import { auditorsGroup, contoso, userOf } from '../../tenant/stand-ins/contoso';
import { type GraphStandIn, startGraphStandIn } from '../../tenant/stand-ins/graph';
import { mongoOf } from '../helpers/database';
import { peopleFrom } from '../helpers/entra';
import { disposeServices, freshDatabase, person, testKey } from '../helpers/services';

const auditors = new Map<string, Role>([[auditorsGroup, 'auditor']]);
const [alice, megan, adele] = [person('Alice'), person('Megan'), person('Adele')];

let graph: GraphStandIn;
let services: Services;
let database: ReturnType<typeof freshDatabase>;
const open = () =>
  createServices({
    ...database,
    pinKeys: [testKey],
    people: peopleFrom(graph.address, { rules: { byGroup: auditors } }),
  });
const run = async (full = false) => {
  const outcome = await services.sync!.run({ full });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
};
const now = async (id: string) => (await services.directory.byId(sampleTenant, id))!;
const records = async () =>
  (await services.audit.latest(sampleTenant, 50)).map(({ action, actor, target, change, from }) => ({
    ...{ action, actor: actor.id, target: target?.id, from },
    ...change,
  }));

beforeEach(async () => {
  graph = await startGraphStandIn({ ...contoso(), pageSize: 5 });
  database = freshDatabase();
  services = await open();
});
afterEach(async () => {
  await disposeServices(services);
  await graph.close();
});

test('brings everybody with kind, licence, account, language and role, and records each role', async () => {
  expect(await run()).toMatchObject({ full: true, totals: { rows: 14, added: 14, roles: 4 } });
  for (const name of ['Alice', 'Megan', 'Adele', 'Johanna', 'Lynne', 'Joni', 'Diego', 'Rainier', 'Zoë', 'Patti']) {
    const { aliases: _aliases, ...sample } = person(name);
    expect(await now(sample.id)).toMatchObject(JSON.parse(JSON.stringify(sample)));
  }
  expect((await records()).map(({ target, after }) => [target, after]).sort()).toEqual(
    [
      [adele.id, 'role helpdesk'],
      [megan.id, 'role admin'],
      [person('Nestor').id, 'role admin'],
      [person('Johanna').id, 'role auditor'],
    ].sort(),
  );
  const state = await services.sync!.state();
  expect(state).toMatchObject({ round: 1, seen: 14, plansTold: 14, link: expect.stringContaining('$deltatoken') });
});

test('asks for the changes alone after that, and records what decides about somebody, once', async () => {
  await run();
  const asked = graph.asked.length;
  graph.save({ id: alice.id, displayName: 'Alice Miller', assignedPlans: [] });
  graph.save({ id: person('Alex').id, mail: null, proxyAddresses: ['smtp:a.wilber@contoso.example'] });
  const before = await records();
  expect(await run()).toMatchObject({ full: false, totals: { rows: 2, changed: 2, unlicensed: 1 } });
  expect(graph.asked.slice(asked).filter(({ path }) => path.includes('/delta'))).toHaveLength(1);
  expect(await now(alice.id)).toMatchObject({ name: 'Alice Miller', licensed: false });
  const alex = await now(person('Alex').id);
  expect(alex).not.toHaveProperty('mail');
  expect(alex.aliases).toEqual(['a.wilber@contoso.example']);
  expect((await records()).slice(0, -before.length)).toEqual([
    {
      ...{ action: 'sync-person', actor: 'system:entra', target: alice.id, from: 'entra' },
      ...{ before: 'licensed true', after: 'licensed false' },
    },
  ]);
  expect(await run()).toMatchObject({ totals: { rows: 0 } });
});

test('whoever is removed is turned off and kept, and comes back', async () => {
  await run();
  graph.remove(alice.id, 'changed');
  graph.remove(megan.id);
  await run();
  expect(await now(alice.id)).toMatchObject({ accountEnabled: false, licensed: false, gone: true });
  expect(await now(megan.id)).toMatchObject({ accountEnabled: false, role: 'user', gone: true });
  graph.save(userOf(alice));
  await run();
  expect(await now(alice.id)).toMatchObject({ accountEnabled: true, licensed: true });
  expect(await now(alice.id)).not.toHaveProperty('gone');
});

test('the last word about somebody holds, and the same pages again change nothing', async () => {
  await run();
  graph.save({ id: alice.id, displayName: 'First' });
  graph.remove(alice.id);
  graph.save({ ...userOf(alice), displayName: 'Last' });
  const link = (await services.sync!.state()).link!;
  await run();
  expect(await now(alice.id)).toMatchObject({ name: 'Last', accountEnabled: true });
  await mongoOf(services)
    .collection<{ _id: string }>('syncs')
    .updateOne({ _id: `people/${sampleTenant}` }, { $set: { link } });
  expect(await run()).toMatchObject({ totals: { rows: 3, changed: 0 } });
});

test.each([
  [410, {}, { location: 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=' }],
  [400, { error: { code: 'syncStateNotFound' } }, {}],
])('starts a full round when Graph has forgotten the last one: %i', async (status, body, headers) => {
  await run();
  graph.lose(person('Joni').id);
  services.sync!.source.roles = () => Promise.resolve(new Map([[megan.id, 'admin']]));
  graph.faults.push({ status, body, headers });
  expect(await run()).toMatchObject({ full: true, totals: { rows: 13 } });
  expect(await services.sync!.state()).toMatchObject({ round: 2 });
  expect(await now(person('Joni').id)).toMatchObject({ gone: true });
});

test('a full round turns off who did not come, and tells the sweep from a disaster', async () => {
  const many = Array.from({ length: 100 }, (_, index) => ({
    ...userOf(alice),
    id: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
    userPrincipalName: `person.${index}@contoso.example`,
    proxyAddresses: [],
  }));
  for (const user of contoso().users) graph.lose(user.id);
  for (const user of many) graph.save(user);
  await run();
  for (const { id } of many.slice(0, 11)) graph.lose(id);
  expect(await services.sync!.look({ full: true })).toMatchObject({ stops: { count: 11, all: 100 } });
  expect(await run(true)).toMatchObject({ stopped: { count: 11, all: 100 } });
  expect(await now(many[0]!.id)).toMatchObject({ accountEnabled: true, licensed: true });
  // The rounds of changes go on, and so do those of the next nights, with the question still open.
  graph.save({ id: many[99]!.id, displayName: 'Somebody Else' });
  expect(await run()).toMatchObject({ full: false, totals: { changed: 1 }, stopped: { count: 11 } });
  expect(await services.sync!.accept()).toMatchObject({ totals: { changed: 11, disabled: 11, unlicensed: 11 } });
  expect(await now(many[10]!.id)).toMatchObject({ accountEnabled: false, licensed: false, gone: true });
  expect(await now(many[11]!.id)).toMatchObject({ accountEnabled: true });
  expect(await services.sync!.accept()).toBeUndefined();
  expect((await records()).slice(0, 11)).toEqual(
    Array(11).fill(
      expect.objectContaining({
        before: 'licensed true, accountEnabled true',
        after: 'licensed false, accountEnabled false',
      }),
    ),
  );
  // Of 89, eight are less than a tenth.
  for (const { id } of many.slice(11, 19)) graph.lose(id);
  expect(await run(true)).toMatchObject({ totals: { disabled: 8 } });
});

test('roles: by a group that holds one, and not for a part of the organization, an app, or somebody who has left', async () => {
  const group = '00000000-0000-4000-8000-0000000000b2';
  graph.groups[group] = [alice.id];
  graph.roles.push(
    { principalId: group, role: '62e90394-69f5-4237-9190-012177145e10' },
    { principalId: person('Zoë').id, role: '69091246-20e8-4a56-aa4d-066075b2a7a8', scope: '/administrativeUnits/1' },
    { principalId: '00000000-0000-4000-8000-0000000000c1', role: '69091246-20e8-4a56-aa4d-066075b2a7a8' },
    { principalId: person('Diego').id, role: '69091246-20e8-4a56-aa4d-066075b2a7a8' },
    // Of two roles somebody has the stronger one.
    { principalId: adele.id, role: '69091246-20e8-4a56-aa4d-066075b2a7a8' },
  );
  await run();
  const roles = async (...names: string[]) => Promise.all(names.map(async (name) => (await now(person(name).id)).role));
  expect(await roles('Alice', 'Zoë', 'Diego', 'Adele')).toEqual(['admin', 'user', 'user', 'admin']);
  graph.groups[group] = [];
  graph.roles.splice(graph.roles.length - 1, 1);
  expect(await run()).toMatchObject({ totals: { rows: 0, changed: 2, roles: 2 } });
  expect(await roles('Alice', 'Adele', 'Megan')).toEqual(['user', 'helpdesk', 'admin']);
});

test('a group of the settings that is not there stops the round, and changes no role', async () => {
  await run();
  delete (graph.groups as Record<string, unknown>)[auditorsGroup];
  expect(await services.sync!.run()).toEqual({
    kind: 'failed',
    why: `reading roles and groups: there is no group ${auditorsGroup}, which ROLE_GROUPS names`,
  });
  expect(await now(person('Johanna').id)).toMatchObject({ role: 'auditor' });
});

test.each([
  ['Enabled', true],
  ['Warning', true],
  ['Suspended', false],
  ['LockedOut', false],
  ['Deleted', false],
])('a plan that is %s: licensed %s', async (capabilityStatus, licensed) => {
  const plan = { servicePlanId: '3E26EE1F-8A5F-4D52-AEE2-B81CE45C8F40', capabilityStatus };
  // As Office 365 E5 has it: one among many.
  const others = [{ servicePlanId: '4828c8ec-dc2e-4779-b502-87ac9ce28ab7', capabilityStatus: 'Enabled' }];
  graph.save({ id: person('Lynne').id, assignedPlans: [...others, plan] });
  await run();
  expect(await now(person('Lynne').id)).toMatchObject({ licensed });
});

test('without the right to read plans nobody loses a licence, and it is known', async () => {
  await run();
  for (const { id } of contoso().users) graph.save({ id, assignedPlans: undefined });
  expect(await run(true)).toMatchObject({ totals: { unlicensed: 0 } });
  expect(await services.sync!.state()).toMatchObject({ seen: 14, plansTold: 0 });
});

test('a fault leaves the directory as it is, and says what the app needs', async () => {
  await run();
  graph.faults.push({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
  const outcome = await services.sync!.run();
  expect(outcome).toMatchObject({ kind: 'failed' });
  expect(outcome).toMatchObject({
    why: expect.stringMatching(/403 Authorization_RequestDenied\. The app needs .*RoleManagement\.Read\.Directory/),
  });
  expect(await services.sync!.state()).toMatchObject({ lastError: expect.stringContaining('403') });
  await run();
  expect(await services.sync!.state()).not.toHaveProperty('lastError');
});

test('two replicas take turns, and come to the same', async () => {
  const other = await open();
  try {
    const outcomes = await Promise.all([services.sync!.run(), other.sync!.run()]);
    const kinds = outcomes.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['busy', 'done']);
    expect(await mongoOf(services).collection('people').countDocuments()).toBe(14);
    expect(await records()).toHaveLength(4);
  } finally {
    await other.close();
  }
});

test('a preview says the same as the round, and changes nothing', async () => {
  const told: string[] = [];
  const looked = await services.sync!.look({ tell: ({ after }) => void told.push(after.name) });
  expect(looked).toMatchObject({ full: true, totals: { rows: 14, added: 14, roles: 4 } });
  expect(told).toHaveLength(14);
  expect(await mongoOf(services).collection('people').countDocuments()).toBe(0);
  expect(await services.sync!.state()).toEqual({ round: 0 });
  expect((await run()).totals).toEqual(looked.totals);
  graph.save({ id: alice.id, accountEnabled: false });
  graph.roles.length = 0;
  const next = await services.sync!.look();
  expect(next).toMatchObject({ full: false, totals: { rows: 1, changed: 4, disabled: 1, roles: 3 } });
  expect((await run()).totals).toEqual(next.totals);
});

test.each([
  ['before the first one', {}, true],
  ['the evening after', { link: 'any', fullAt: new Date('2026-11-28T02:00:01Z') }, false],
  ['the next night', { link: 'any', fullAt: new Date('2026-11-27T02:00:01Z') }, true],
  ['after a night that nothing ran in', { link: 'any', fullAt: new Date('2026-11-20T12:00:00Z') }, true],
])('a full round is due once a night: %s', (_name, state, due) => {
  expect(isFullDue({ round: 1, ...state }, new Date('2026-11-28T21:00:00Z'))).toBe(due);
});

import type { Role } from '../../services/people/person';
import { sampleTenant } from '../../services/try-out/sample-people';
import { auditorsGroup, contoso } from '../../tenant/stand-ins/contoso';
import { type GraphStandIn, startGraphStandIn } from '../../tenant/stand-ins/graph';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { mongoOf } from '../helpers/database';
import { peopleFrom } from '../helpers/entra';
import { readCard } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

const megan = person('Megan');
let graph: GraphStandIn;
let desk: OpenDesk;
beforeEach(async () => {
  graph = await startGraphStandIn(contoso());
  desk = await openDesk(
    { people: peopleFrom(graph.address, { rules: { byGroup: new Map<string, Role>([[auditorsGroup, 'auditor']]) } }) },
    { syncInterval: 3_600_000 },
  );
  // The bot's own first round must not end in the middle of a test.
  const { sync } = desk.services;
  await until(
    'the first round',
    async () => (await sync!.state()).finishedAt !== undefined && !(await sync!.isRunning()),
  );
});
afterEach(async () => {
  await desk.close();
  await graph.close();
});

const rolesReadAt = (minutesAgo: number) =>
  mongoOf(desk.services)
    .collection<{ _id: string }>('syncs')
    .updateOne({ _id: `people/${sampleTenant}` }, { $set: { rolesAt: new Date(Date.now() - minutesAgo * 60_000) } });
const reset = async () => {
  const admin = desk.as('Megan');
  return readCard(await admin.click(await admin.ask('reset pin for alice'), 'Reset PIN'));
};

test('at the click of an administrator the role is asked for at Graph, with high priority', async () => {
  expect(await reset()).toContain('new PIN');
  const [asked] = graph.asked.filter(({ path }) => path.includes('directoryRole'));
  expect(asked!.path).toContain(`/users/${megan.id}/transitiveMemberOf/microsoft.graph.directoryRole`);
  expect(asked!.headers).toMatchObject({ 'x-ms-throttle-priority': 'high', 'consistencylevel': 'eventual' });
});

test('people who do something for themselves are not asked about', async () => {
  const alice = desk.as('Alice');
  const before = graph.asked.length;
  expect(readCard(await alice.click(await alice.ask('reset my pin'), 'Reset PIN'))).toContain('new PIN');
  expect(graph.asked.slice(before)).toEqual([]);
});

test('a role that was taken away meanwhile counts at once, before the next round', async () => {
  const admin = desk.as('Megan');
  const offer = await admin.ask('reset pin for alice');
  graph.roles.splice(0, graph.roles.length);
  expect(readCard(await admin.click(offer, 'Reset PIN'))).toMatch(/cannot do this for other people/);
  expect((await desk.services.audit.latest(sampleTenant, 1))[0]).toMatchObject({
    ...{ action: 'reset-pin', outcome: 'refused', reason: 'not-for-others', actor: { id: megan.id } },
  });
});

test('when Graph does not answer, a role counts that was read within 15 minutes, and no other', async () => {
  const down = Array.from({ length: 50 }, () => ({ status: 500 }));
  await rolesReadAt(14);
  graph.faults.push(...down);
  expect(await reset()).toContain('new PIN');
  await rolesReadAt(16);
  graph.faults.push(...down);
  expect(await reset()).toMatch(/Your role cannot be checked.*older than 15 minutes.*Nothing was changed/s);
});

test('a Graph that is silent keeps nobody waiting: the role cannot be checked, before the click itself is given up', async () => {
  await rolesReadAt(16);
  const roleOf = jest.spyOn(desk.services.sync!.source, 'roleOf').mockReturnValue(new Promise(() => undefined));
  expect(await reset()).toContain('Your role cannot be checked');
  roleOf.mockRestore();
});

test('the administrator whom the desk made is a way in when Graph is down, and nobody else is made one here', async () => {
  const { services } = desk;
  graph.roles.splice(0, graph.roles.length);
  await services.sync!.run();
  expect(await services.bootstrap.make({ tenant: sampleTenant, id: megan.id })).toMatchObject({ role: 'admin' });
  await services.sync!.run({ full: true });
  expect(await services.directory.byId(sampleTenant, megan.id)).toMatchObject({ role: 'admin' });
  await rolesReadAt(60);
  graph.faults.push(...Array.from({ length: 50 }, () => ({ status: 503 })));
  expect(await reset()).toContain('new PIN');
  graph.faults.length = 0;
  expect(readCard(await desk.as('Megan').ask('make alice admin'))).toMatch(
    /Roles come from Microsoft Entra.*Change it/s,
  );
  expect(readCard(await desk.as('Megan').ask('forget joni'))).toContain('Still in Microsoft Entra');
});

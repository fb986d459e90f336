import { contoso } from '../../tenant/stand-ins/contoso';
import { type GraphStandIn, startGraphStandIn } from '../../tenant/stand-ins/graph';
import { peopleFrom } from '../helpers/entra';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { readCard } from '../helpers/read-card';
import { person } from '../helpers/services';

let graph: GraphStandIn;
let open: DeskWithNotices;
beforeAll(async () => {
  graph = await startGraphStandIn(contoso());
  open = await openDeskWithNotices({ people: peopleFrom(graph.address) });
});
afterAll(async () => {
  await open.desk.close();
  await graph.close();
});

test('all administrators are told, once, that people are missing in Microsoft Entra and nobody was turned off', async () => {
  const { desk } = open;
  for (const name of ['Megan', 'Nestor', 'Adele']) await desk.as(name).say('hello');
  await desk.services.sync!.run({ full: true });
  for (const name of ['Alice', 'Zoë', 'Patti']) graph.lose(person(name).id);
  expect(await desk.services.sync!.run({ full: true })).toMatchObject({ stopped: { count: 3 } });
  for (const name of ['Megan', 'Nestor']) {
    const card = readCard(await open.card(name, 'Many people are missing in Microsoft Entra'));
    expect(card).toMatch(/3 of 14 people did not come from Microsoft Entra any more\. .*nobody was turned off/);
    expect(card).toContain('"desk sync --accept"');
  }
  await desk.services.sync!.run({ full: true });
  const told = (name: string) =>
    desk.connector.calls.filter(
      ({ path, body }) => path.includes(person(name).id) && JSON.stringify(body).includes('Many people are missing'),
    );
  expect([told('Megan').length, told('Adele').length]).toEqual([1, 0]);
});

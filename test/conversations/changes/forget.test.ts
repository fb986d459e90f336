import { mongoOf } from '../../helpers/database';
import { collectionOwners } from '../../../services/base/collections';
import { Secret } from '../../../services/base/secret';
import { readList } from '../../../services/bulk/list';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { until } from '../../helpers/until';

describe('forgetting somebody who has left', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk({}, { bulkInterval: 100 })));
  afterAll(() => desk.close());

  test('deletes name, address, PIN, chat and emails, retires the ID, and leaves the trail whole under a pseudonym', async () => {
    const { services } = desk;
    const [megan, alex] = [desk.as('Megan'), desk.as('Alex')];
    await alex.say('hello');
    await megan.click(await megan.ask('reset pin for alex'), 'Reset PIN');
    await megan.say('bulk reset pins\nalex.wilber@contoso.example');
    await until(
      'the list to be checked',
      async () => (await services.bulk.latest(sampleTenant, 1))[0]?.state === 'ready',
    );
    const number = textById(await megan.ask('show alex'), 'conferenceId')!;
    await services.directory.save({ ...person('Alex'), accountEnabled: false });

    const offer = await megan.ask('forget alex');
    expect(readCard(offer)).toContain('This cannot be undone');
    const done = await megan.click(offer, 'Forget');
    const pseudonym = /"(Former person [0-9a-f]{8})"/.exec(readCard(done))![1]!;

    for (const name of ['people', 'conversations', 'conferencing', 'outbox', 'bulkRows']) {
      const text = JSON.stringify(await mongoOf(services).db.collection(name).find().toArray());
      expect([name, /alex/i.test(text.replaceAll('"aliases"', ''))]).toEqual([name, false]);
    }
    expect(titleOf(await megan.ask('show alex'))).toBe('Nobody found');
    expect(readCard(await megan.ask(`find conference id ${number}`))).toContain('Retired since');
    const trail = readCard(await megan.ask('audit'));
    expect(trail).toContain(`Megan Bowen removed what was known about ${pseudonym}`);
    expect(trail).not.toContain('Alex Wilber');
    await services.auditChain.chainWaiting();
    expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined });
    expect(await megan.note(offer, 'Forget')).toContain('already done at');
  });

  test('leaves nothing of them in any collection but the ids of the trail', async () => {
    const { services } = desk;
    const db = mongoOf(services).db;
    const [megan, nestor, zoe] = [desk.as('Megan'), desk.as('Nestor'), desk.as('Zoë')];
    const { id, upn, name, surname } = person('Zoë');
    await services.settings.save(sampleTenant, { limitOwn: 10, limitPerTarget: 10, limitPerActor: 10 });
    // What the person does, what is done to them, what waits for them, and where others name their address.
    for (const one of [zoe, megan, nestor]) await one.say('hello');
    await zoe.click(await zoe.ask('reset my pin'), 'Reset PIN');
    await zoe.ask('reset my pin');
    await zoe.click(await zoe.ask('ask an admin'), 'Send request');
    await services.conferencing.verifyPin(person('Zoë'), new Secret('00000'));
    await megan.click(await megan.ask(`reset pin for ${upn}`), 'Reset PIN');
    await megan.click(await megan.ask(`reset conference id for ${upn}`), 'Reset conference ID');
    await megan.click(await megan.ask(`send conference info to alice at ${upn}`), 'Send');
    await megan.ask(`reset pin for ${upn}, email to ${upn}`);
    await megan.ask(`reset pin for alice, email to ${upn}`);
    await megan.click(await megan.ask(`make ${upn} admin`), 'Ask for approval');
    await megan.ask(`audit ${upn}`);
    await megan.say(`bulk reset pins\n${upn}`);
    await megan.say(`export audit ${upn}`);
    await services.offeredFiles.offer(
      { tenant: sampleTenant, actor: id, target: id, conversation: 'chat', command: 'audit', query: {}, zone: 'UTC' },
      600_000,
    );
    await services.bulk.check({
      ...{ actor: person('Zoë'), conversation: zoe.conversation, from: 'personal', action: 'enable' },
      ...{ list: readList({ text: 'alice' }), most: 10 },
    });
    await until('the lists to be checked', async () =>
      (await services.bulk.latest(sampleTenant, 5)).every(({ state }) => state !== 'checking'),
    );
    // Only a desk with Teams asks Teams for anything.
    const asked = { _id: 'hash', tenant: sampleTenant, actor: id, target: id, state: 'done', at: new Date() };
    await db.collection<{ _id: string }>('tenantCalls').insertOne(asked);
    await services.directory.save({ ...person('Zoë'), accountEnabled: false });
    const traces = [id, upn, name, zoe.conversation, surname];
    const holders = async () => {
      const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map((one) => one.name);
      const found = await Promise.all(
        names.map(async (one) => {
          const text = JSON.stringify(await db.collection(one).find().toArray());
          return traces.some((trace) => text.includes(trace)) ? [one] : [];
        }),
      );
      return found.flat().sort();
    };
    // All collections, so that none counts as clean just because it was empty. Only those for former people, role
    // changes, numbers and rounds hold nothing.
    const keepers = Object.entries(collectionOwners).flatMap(([one, owner]) =>
      ['people', 'offers', 'conferencing', 'mail', 'bulk'].includes(owner) ? [one] : [],
    );
    const before = await holders();
    expect(keepers.filter((one) => !before.includes(one)).sort()).toEqual([
      'formerPeople',
      'numberGuards',
      'numberMailings',
      'roleChanges',
      'syncs',
    ]);

    // It writes into nearly every collection, so it may have to wait for the loops that do, too.
    const answers: string[] = [];
    for (let offer = await megan.ask(`forget ${upn}`); ; offer = await megan.ask(`forget ${upn}`)) {
      if (!buttonsOf(offer).some(({ title }) => title === 'Forget')) break;
      answers.push(titleOf(await megan.click(offer, 'Forget')));
      if (!['Busy', 'Not known yet'].includes(answers.at(-1)!) || answers.length === 4) break;
    }
    expect(answers.length).toBeLessThan(4);
    // A forgotten person is told apart from one who was never there.
    expect(await holders()).toEqual(['audit', 'formerPeople']);
  });

  test.each([
    ['Megan', 'forget alice', 'Still active'],
    ['Megan', 'forget megan', 'Not yourself'],
    ['Adele', 'forget joni', 'Not permitted'],
    ['Alice', 'forget joni', 'Not permitted'],
  ])('%s says "%s": %s', async (name, text, title) => {
    expect(titleOf(await desk.as(name).ask(text))).toBe(title);
  });
});

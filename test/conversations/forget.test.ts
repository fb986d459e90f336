import { mongoOf } from '../helpers/database';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

describe('forgetting somebody who has left', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk({}, { bulkInterval: 100 })));
  afterAll(() => desk.close());

  test('deletes name, address, PIN, chat and mails, retires the ID, and leaves the trail whole under a pseudonym', async () => {
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
    expect(trail).toContain(`For ${pseudonym}`);
    expect(trail).not.toContain('Alex Wilber');
    await services.auditChain.chainWaiting();
    expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined });
    expect(titleOf(await megan.click(offer, 'Forget'))).toBe('Already done');
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

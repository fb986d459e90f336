import { mongoOf } from '../../helpers/database';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { noLimits, person } from '../../helpers/services';

const pinCard = (card: Parameters<typeof textById>[0]) => textById(card, 'pin') !== undefined;

describe('how often something can be reset', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());
  beforeEach(() => mongoOf(desk.services).db.collection('limits').deleteMany({}));

  const limit = (limits: object) => desk.services.settings.save(sampleTenant, { ...noLimits, ...limits });
  const reset = async (name: string, text: string) => {
    const somebody = desk.as(name);
    const offer = await somebody.ask(text);
    return /imit reached$/.test(titleOf(offer))
      ? offer
      : somebody.click(offer, text.includes('pin') ? 'Reset PIN' : 'Reset conference ID');
  };

  test('the usual limits are 20 an hour for one person, 3 a day of one person, 200 an hour for all, and 10 a day of one’s own', async () => {
    await mongoOf(desk.services)
      .db.collection('settings')
      .updateOne({}, { $unset: { limitPerActor: true, limitPerTarget: true, limitPerTenant: true, limitOwn: true } });
    expect(await desk.services.settings.of(sampleTenant)).toMatchObject({
      limitPerActor: 20,
      limitPerTarget: 3,
      limitPerTenant: 200,
      limitOwn: 10,
    });
  });

  test('one’s own stop at the limit, are said to go on when, and leave those by others alone', async () => {
    await limit({ limitOwn: 2 });
    for (let time = 0; time < 2; time += 1) expect(pinCard(await reset('Alice', 'reset my pin'))).toBe(true);
    const refused = await reset('Alice', 'reset my pin');
    expect(readCard(refused)).toMatch(
      /You can reset your PIN 2 times in 24 hours\.\nThe next one is possible on \d+ \w+ \d{4}, \d\d:\d\d/,
    );
    expect(buttonsOf(refused).map(({ title }) => title)).toEqual(['My conference info', 'Who are the admins?']);
    expect(pinCard(await reset('Megan', 'reset pin for alice'))).toBe(true);
  });

  test('those by others stop at the limit of the person, who can still reset her own; a conference ID is counted apart', async () => {
    await limit({ limitPerTarget: 1 });
    expect(pinCard(await reset('Megan', 'reset pin for alice'))).toBe(true);
    const refused = await reset('Nestor', 'reset pin for alice');
    expect(readCard(refused)).toContain(
      "This person's PIN can be reset by others once in 24 hours. The person can still reset it.",
    );
    expect(buttonsOf(refused).map(({ title }) => title)).toEqual(['Audit', 'Settings']);
    expect(pinCard(await reset('Alice', 'reset my pin'))).toBe(true);
    expect(titleOf(await reset('Megan', 'reset conference id for alice'))).not.toBe('Daily limit reached');
    expect(titleOf(await reset('Megan', 'reset conference id for alice'))).toBe('Daily limit reached');
  });

  test('one administrator stops at the own limit, another one goes on', async () => {
    await limit({ limitPerActor: 1 });
    expect(pinCard(await reset('Megan', 'reset pin for alice'))).toBe(true);
    expect(readCard(await reset('Megan', 'reset pin for alex'))).toContain('You can reset 1 PIN of others in an hour.');
    expect(pinCard(await reset('Nestor', 'reset pin for alex'))).toBe(true);
  });

  test('all administrators together stop at the limit of the organization', async () => {
    await limit({ limitPerTenant: 1 });
    expect(pinCard(await reset('Megan', 'reset pin for alice'))).toBe(true);
    expect(readCard(await reset('Nestor', 'reset pin for alex'))).toContain('All administrators together');
  });

  test('time gives them back', async () => {
    await limit({ limitOwn: 1 });
    await reset('Alice', 'reset my pin');
    expect(titleOf(await reset('Alice', 'reset my pin'))).toBe('Daily limit reached');
    await mongoOf(desk.services)
      .db.collection('limits')
      .updateMany({}, { $set: { stamps: [new Date(Date.now() - 25 * 3_600_000)] } });
    expect(pinCard(await reset('Alice', 'reset my pin'))).toBe(true);
  });

  test('offers that were open already do not get past it, on any replica', async () => {
    await limit({ limitPerActor: 3 });
    const second = await desk.addReplica();
    const names = ['alice', 'alex', 'johanna', 'adele', 'zoë', 'isaiah lang', 'patti'];
    const megan = desk.as('Megan');
    const cards = [];
    for (const [index, name] of names.entries())
      cards.push({
        card: await megan.ask(`reset pin for ${name}`),
        on: index % 2 === 0 ? megan : desk.as('Megan', { replica: second }),
      });
    const answers = await Promise.all(cards.map(({ card, on }) => on.click(card, 'Reset PIN')));
    expect(answers.filter(pinCard)).toHaveLength(3);
    for (const answer of answers.filter((one) => !pinCard(one)))
      expect(['Limit reached', 'Busy']).toContain(titleOf(answer));
    expect(await desk.services.audit.latest(sampleTenant, 50)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          outcome: 'refused',
          reason: 'limit-reached',
          actor: expect.objectContaining({ id: person('Megan').id }),
        }),
      ]),
    );
  });

  test('a refused reset changes nothing and costs nothing', async () => {
    await limit({ limitOwn: 1 });
    const alice = desk.as('Alice');
    const [first, second] = [await alice.ask('reset my pin'), await alice.ask('reset my pin')];
    expect(titleOf(await alice.click(first, 'Reset PIN'))).toBe('Replaced');
    expect(pinCard(await alice.click(second, 'Reset PIN'))).toBe(true);
  });
});

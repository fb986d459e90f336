import { mongoOf } from '../../helpers/database';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe('reset conference id', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const idOf = async (name: string) =>
    (await desk.services.conferencing.info(person(name), { own: true })).conferenceId;

  test('an admin gives alice a new one, and the old one is dead', async () => {
    const before = await idOf('Alice');
    const megan = desk.as('Megan');
    const offer = await megan.ask('reset conference id for alice');
    expect(readCard(offer)).toContain('alice.smith@contoso.example');
    expect(await idOf('Alice')).toBe(before);

    const done = await megan.click(offer, 'Reset conference ID');
    const after = textById(done, 'conferenceId')!;
    expect(after).toMatch(/^[1-9]\d{6}$/);
    expect(after).not.toBe(before);
    expect(readCard(done)).toMatch(/no longer works/);
    expect(readCard(done)).toMatch(/sent again/);
    expect(await idOf('Alice')).toBe(after);

    expect(readCard(await megan.ask(`find conference id ${before}`))).toMatch(/Retired since \d+ \w+ \d{4}, \d\d:\d\d/);
    expect(readCard(await megan.ask(`find conference id ${after}`))).toContain('alice.smith@contoso.example');
  });

  test('a second click changes nothing more', async () => {
    const megan = desk.as('Megan');
    const offer = await megan.ask('reset conference id for alex');
    const first = textById(await megan.click(offer, 'Reset conference ID'), 'conferenceId');
    expect(await megan.note(offer, 'Reset conference ID')).toMatch(/already done at \d\d:\d\d/);
    expect(await idOf('Alex')).toBe(first);
  });

  test('the email about it is queued and holds no PIN', async () => {
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('reset conference id for zoë'), 'Reset conference ID');
    const mails = await mongoOf(desk.services)
      .db.collection('outbox')
      .find({ person: person('Zoë').id })
      .toArray();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      kind: 'conference-id-reset',
      to: 'zoe.obrien-lukasz@contoso.example',
      facts: { conferenceId: await idOf('Zoë') },
    });
    expect(mails[0]).not.toHaveProperty('pin');
  });

  test.each(['Alice', 'Adele', 'Johanna'])('%s may not reset her own, and is told whom to ask', async (name) => {
    const before = await idOf(name);
    const card = await desk.as(name).ask('reset my conference id');
    expect(titleOf(card)).toBe('Not permitted');
    expect(readCard(card)).toContain(
      'Megan Bowen (megan.bowen@contoso.example), Nestor Wilke (nestor.wilke@contoso.example)',
    );
    expect(await idOf(name)).toBe(before);
  });

  test('an admin may reset her own', async () => {
    const megan = desk.as('Megan');
    const done = await megan.click(await megan.ask('reset my conference id'), 'Reset conference ID');
    expect(titleOf(done)).toBe('Your new conference ID');
    expect(readCard(done)).toContain('being emailed to megan.bowen@contoso.example');
  });
});

describe('find conference id', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  test('reads a number as people write it', async () => {
    const { conferenceId } = await desk.services.conferencing.info(person('Alice'), { own: true });
    const written = `${conferenceId.slice(0, 3)} ${conferenceId.slice(3, 5)}-${conferenceId.slice(5)}#`;
    const card = await desk.as('Adele').ask(`find conference id ${written}`);
    expect(titleOf(card)).toBe(`Conference ID ${conferenceId}`);
    expect(readCard(card)).toContain('Alice Smith (alice.smith@contoso.example)');
  });

  test('says that a number was never given out', async () => {
    const card = await desk.as('Adele').ask('find conference id 9999999');
    expect(readCard(card)).toContain('9999999 was never given out');
  });

  test.each(['12', '12345678901', 'alice', '123456x'])('refuses "%s", which is no conference ID', async (text) => {
    expect(titleOf(await desk.as('Adele').ask(`find conference id ${text}`))).toBe('Not a conference ID');
  });

  test('asks for the number when there is none', async () => {
    expect(titleOf(await desk.as('Adele').ask('find conference id'))).toBe('Which number?');
  });

  test('tells a user nothing, whether the number exists or not', async () => {
    const { conferenceId } = await desk.services.conferencing.info(person('Alex'), { own: true });
    const [known, unknown] = [
      await desk.as('Alice').ask(`find conference id ${conferenceId}`),
      await desk.as('Alice').ask('find conference id 9999999'),
    ];
    expect(titleOf(known)).toBe('Not permitted');
    expect(readCard(known)).toBe(readCard(unknown));
  });

  test('knows nothing of the numbers of another tenant on the same bridge', async () => {
    const at = new Date();
    await mongoOf(desk.services)
      .db.collection<{ _id: string }>('conferenceIds')
      .insertOne({
        _id: 'main/1234567',
        ...{
          bridge: 'main',
          number: '1234567',
          state: 'active',
          tenant: '00000000-0000-4000-8000-000000000002',
          person: person('Alice').id,
          since: at,
        },
      });
    expect(titleOf(await desk.as('Megan').ask('find conference id 1234567'))).toBe('Not in use');
  });
});

import { mongoOf } from '../../helpers/database';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe('who is meant', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  test.each([
    ['alice.smith@contoso.example', 'the UPN'],
    ['ALICE.SMITH@CONTOSO.EXAMPLE', 'the UPN in capitals'],
    ['alice.smith', 'the alias'],
    ['CONTOSO\\alice.smith', 'domain and alias'],
    ['sip:alice.smith@contoso.example', 'the SIP address'],
    ['00000000-0000-4000-8000-000000000030', 'the object id'],
    ['Alice Smith', 'the full name'],
    ['smith, alice', 'the name the other way round'],
    ['  alice   smith ', 'the name with spaces'],
    ['"Alice Smith"', 'the name in quotes'],
    ['alice', 'the first name'],
    ['Smith', 'the last name'],
  ])('finds Alice by %s, %s', async (text) => {
    expect(readCard(await desk.as('Adele').ask(`show conference info for ${text}`))).toContain(
      'Alice Smith (alice.smith@contoso.example)',
    );
  });

  test.each([
    'zoe',
    'ZOË',
    "Zoë O'Brien-Łukasz",
    'zoe obrien lukasz',
    'Zoe O’Brien-Lukasz',
    'lukasz',
    'o brien',
    'zoe obrien',
    "O'Brien, Zoe",
    'zoe.obrien-lukasz@contoso.example',
  ])('finds Zoë by %s, accents and apostrophes folded', async (text) => {
    expect(readCard(await desk.as('Adele').ask(`show conference info for ${text}`))).toContain(
      'zoe.obrien-lukasz@contoso.example',
    );
  });

  test('finds a guest by the email address and says what is wrong', async () => {
    const card = await desk.as('Megan').ask('reset pin for diego.siciliani@fabrikam.example');
    expect(titleOf(card)).toBe('Guest account');
    expect(readCard(card)).toContain('diego.siciliani_fabrikam.example#EXT#@contoso.example');
  });

  test.each([
    ['lynne', 'No licence', 'Lynne Robbins'],
    ['joni', 'Account disabled', 'Joni Sherman'],
    ['rainier', 'Not a person', 'Rainier'],
  ])('says in a sentence why %s has no PIN, and who can mend it', async (name, title, shown) => {
    for (const text of [
      `reset pin for ${name}`,
      `show conference info for ${name}`,
      `reset conference id for ${name}`,
    ]) {
      const card = await desk.as('Megan').ask(text);
      expect(titleOf(card)).toBe(title);
      expect(readCard(card)).toContain(shown);
      expect(buttonsOf(card)).toEqual([]);
    }
  });

  test('says to an administrator how the directory learns of a licence', async () => {
    const card = readCard(await desk.as('Megan').ask('enable lynne'));
    expect(card).toContain(`npx dialin-desk user set ${person('Lynne').upn} --licensed true`);
  });

  test('says to somebody without a licence whom to ask', async () => {
    const card = await desk.as('Lynne').ask('reset my pin');
    expect(titleOf(card)).toBe('No licence');
    expect(readCard(card)).toContain('Your account has no Audio Conferencing licence');
    expect(readCard(card)).toContain('Megan Bowen (megan.bowen@contoso.example)');
  });

  test('says that somebody licensed is not enabled', async () => {
    await mongoOf(desk.services)
      .db.collection('conferencing')
      .updateOne({ person: person('Isaiah Langer').id }, { $set: { enabled: false } });
    expect(titleOf(await desk.as('Megan').ask('reset pin for isaiah langer'))).toBe('Not enabled');
    expect(titleOf(await desk.as('Isaiah Langer').ask('reset my pin'))).toBe('Not enabled');
    await mongoOf(desk.services)
      .db.collection('conferencing')
      .updateOne({ person: person('Isaiah Langer').id }, { $set: { enabled: true } });
  });

  test('lets choose between two people of one name, with their UPNs', async () => {
    const megan = desk.as('Megan');
    const card = await megan.ask('reset pin for isaiah');
    expect(titleOf(card)).toBe('Who do you mean?');
    expect(readCard(card)).toContain('isaiah.lang@contoso.example');
    expect(readCard(card)).toContain('isaiah.langer@contoso.example');
    expect(buttonsOf(card).map(({ verb, data }) => ({ verb, data }))).toEqual([
      { verb: 'reset-pin', data: { person: person('Isaiah Lang').id } },
      { verb: 'reset-pin', data: { person: person('Isaiah Langer').id } },
    ]);
    const [offer] = await megan.press(buttonsOf(card)[1]!);
    expect(readCard(offer!.card)).toContain('isaiah.langer@contoso.example');
    expect(textById(await megan.click(offer!.card, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test('a full name that is the start of another one is not ambiguous', async () => {
    expect(readCard(await desk.as('Adele').ask('show conference info for Isaiah Lang'))).toContain(
      'isaiah.lang@contoso.example',
    );
  });

  test.each(['alise', 'Alice Smit', 'alicce'])('offers the nearest name for "%s"', async (text) => {
    const card = await desk.as('Megan').ask(`reset pin for ${text}`);
    expect(titleOf(card)).toBe('Nobody found');
    expect(readCard(card)).toContain(`"${text}"`);
    expect(buttonsOf(card)[0]).toMatchObject({ verb: 'reset-pin', data: { person: person('Alice').id } });
  });

  test('says that nobody has a name like nothing else', async () => {
    const card = await desk.as('Megan').ask('reset pin for qqqqqq');
    expect(titleOf(card)).toBe('Nobody found');
    expect(buttonsOf(card)).toEqual([]);
  });

  test('does not repeat a name that may be a pasted PIN', async () => {
    expect(readCard(await desk.as('Megan').ask('reset pin for 739215'))).not.toContain('739215');
  });

  test('shows at most five people to choose from, and says how many there are', async () => {
    for (let number = 0; number < 7; number += 1) {
      const id = `00000000-0000-4000-8000-00000000010${number}`;
      await desk.services.directory.save({
        ...person('Alice'),
        id,
        name: `Kim Number${number}`,
        givenName: 'Kim',
        surname: `Number${number}`,
        upn: `kim${number}@contoso.example`,
        mail: undefined,
        aliases: [],
      });
    }
    const card = await desk.as('Megan').ask('reset pin for kim');
    expect(buttonsOf(card)).toHaveLength(5);
    expect(readCard(card)).toContain('fits 7 people');
  });

  describe('a mention', () => {
    const mention = (id: string, text: string) => ({
      entities: [{ type: 'mention', mentioned: { id, name: 'whatever' }, text }],
    });

    test('means the member that the Connector knows, whatever its text says', async () => {
      const megan = desk.as('Megan');
      const card = await megan.ask(
        'reset pin for <at>Nestor Wilke</at>',
        mention(`29:${person('Alice').id}`, '<at>Nestor Wilke</at>'),
      );
      expect(readCard(card)).toContain('alice.smith@contoso.example');
      expect(
        desk.connector.calls.some(
          ({ method, path }) => method === 'GET' && path.endsWith(`/members/29:${person('Alice').id}`),
        ),
      ).toBe(true);
    });

    test('of somebody whom the Connector does not know is nobody', async () => {
      const card = await desk.as('Megan').ask('reset pin for <at>Alice</at>', mention('29:stranger', '<at>Alice</at>'));
      expect(titleOf(card)).toBe('Nobody found');
    });

    test('that is only typed is a name like any other', async () => {
      const card = await desk.as('Megan').ask('reset pin for <at>Alice</at>');
      expect(titleOf(card)).toBe('Nobody found');
    });

    test('is not asked about for somebody who may not act for others', async () => {
      const before = desk.connector.calls.length;
      await desk.as('Alex').ask('reset pin for <at>Alice</at>', mention(`29:${person('Alice').id}`, '<at>Alice</at>'));
      expect(desk.connector.calls.slice(before).filter(({ method }) => method === 'GET')).toEqual([]);
    });
  });
});

import { mongoOf } from '../../helpers/database';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
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

  describe('a name alone', () => {
    const looksUp = 'show-person';
    const trail = async (name: string) =>
      (await desk.services.audit.latest(person('Alice').tenant, 3))
        .filter(({ actor, action }) => actor.id === person(name).id && action === looksUp)
        .map(({ _id }) => _id);

    test.each(['alice smith', 'Alice Smith?', 'alice.smith@contoso.example', 'smith, alice', 'alice'])(
      '"%s" is the card of that person, for helpdesk and administrators',
      async (text) => {
        for (const name of ['Adele', 'Megan'])
          expect(readCard(await desk.as(name).ask(text))).toContain('Alice Smith\nalice.smith@contoso.example · User');
      },
    );

    test('is a mention, too', async () => {
      const card = await desk.as('Adele').ask('<at>Nestor Wilke</at>', {
        entities: [
          { type: 'mention', mentioned: { id: `29:${person('Alice').id}`, name: 'x' }, text: '<at>Nestor Wilke</at>' },
        ],
      });
      expect(readCard(card)).toContain('alice.smith@contoso.example');
    });

    test('that fits several people is asked about, and the choice is shown', async () => {
      const card = await desk.as('Adele').ask('isaiah');
      expect(titleOf(card)).toBe('Who do you mean?');
      const [sent] = await desk.as('Adele').press(buttonsOf(card)[1]!);
      expect(readCard(sent!.card)).toContain('isaiah.langer@contoso.example');
    });

    test('that nobody has is not understood; somebody like that is offered, and nobody is quoted', async () => {
      const before = await trail('Adele');
      const near = await desk.as('Adele').ask('alise smith');
      expect(titleOf(near)).toBe('I did not understand that');
      expect(readCard(near)).not.toContain('alise');
      expect(buttonsOf(near)[0]).toMatchObject({ verb: looksUp, data: { person: person('Alice').id } });
      const far = await desk.as('Adele').ask('the weather today');
      expect(titleOf(far)).toBe('I did not understand that');
      expect(buttonsOf(far).map(({ verb }) => verb)).toEqual(['help']);
      expect(await trail('Adele')).toEqual(before);
    });

    test('means nothing to those who may not look at others: nobody is looked up', async () => {
      const known = await desk.as('Alex').ask('alice smith');
      expect(titleOf(known)).toBe('I did not understand that');
      expect(known).toEqual(await desk.as('Alex').ask('nobody atall'));
      const calls = desk.connector.calls.length;
      await desk.as('Alex').ask('<at>Alice</at>', {
        entities: [{ type: 'mention', mentioned: { id: `29:${person('Alice').id}` }, text: '<at>Alice</at>' }],
      });
      expect(desk.connector.calls.slice(calls).filter(({ method }) => method === 'GET')).toEqual([]);
      expect(await trail('Alex')).toEqual([]);
    });
  });

  describe('the field of help', () => {
    const press = async (name: string, verb: string, lookUp?: string) =>
      (await desk.as(name).press({ title: 'Look up', verb, data: lookUp === undefined ? {} : { lookUp } }))[0]!.card;

    test('finds whom words find, or asks who is meant', async () => {
      expect(readCard(await press('Adele', 'show-person', ' zoe obrien '))).toContain("Zoë O'Brien-Łukasz");
      expect(titleOf(await press('Adele', 'mail-status', 'alice.smith@contoso.example'))).toMatch(/mails/i);
      const choice = await press('Adele', 'show-person', 'isaiah');
      expect(titleOf(choice)).toBe('Who do you mean?');
      const [sent] = await desk.as('Adele').press(buttonsOf(choice)[0]!);
      expect(readCard(sent!.card)).toContain('isaiah.lang@contoso.example');
    });

    test('says what to do when it is empty', async () => {
      for (const verb of ['show-person', 'mail-status']) {
        const card = await press('Megan', verb, '  ');
        expect(titleOf(card)).toBe('Who?');
        expect(readCard(card)).toContain('Type a name or an email address');
      }
    });

    test('is refused to those who may not look at others, whoever was named', async () => {
      for (const named of ['alice', 'nobody', ''])
        expect(titleOf(await press('Alex', 'show-person', named))).toBe('Not permitted');
    });
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
    const refused = await desk.as('Megan').ask('reset pin for isaiah langer');
    expect(titleOf(refused)).toBe('Not enabled');
    const [offer] = await desk.as('Megan').press(button(refused, 'Enable'));
    expect(buttonsOf(offer!.card).map(({ verb }) => verb)).toContain('confirm');
    const own = await desk.as('Isaiah Langer').ask('reset my pin');
    expect(titleOf(own)).toBe('Not enabled');
    expect(buttonsOf(own).map(({ verb }) => verb)).toEqual(['admins']);
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

import { type Person } from '../../services/people/person';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { buttonsOf, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';

const fixedSentence = 'You cannot do this for other people. An administrator can.';

describe('who may do what', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const refused = 'Not permitted';
  // Each line says what is typed, and then what each person gets: o = an offer, a = an answer, f = a file, r = refused.
  const matrix: [string, Record<'Alice' | 'Johanna' | 'Adele' | 'Megan', 'o' | 'a' | 'r' | 'f'>][] = [
    ['reset my pin', { Alice: 'o', Johanna: 'o', Adele: 'o', Megan: 'o' }],
    ['reset pin for alex', { Alice: 'r', Johanna: 'r', Adele: 'r', Megan: 'o' }],
    ['reset my conference id', { Alice: 'r', Johanna: 'r', Adele: 'r', Megan: 'o' }],
    ['reset conference id for alex', { Alice: 'r', Johanna: 'r', Adele: 'r', Megan: 'o' }],
    ['show my conference info', { Alice: 'a', Johanna: 'a', Adele: 'a', Megan: 'a' }],
    ['show conference info for alex', { Alice: 'r', Johanna: 'r', Adele: 'a', Megan: 'a' }],
    ['send my conference info', { Alice: 'o', Johanna: 'o', Adele: 'o', Megan: 'o' }],
    ['send conference info to alex', { Alice: 'r', Johanna: 'r', Adele: 'o', Megan: 'o' }],
    ['find conference id 9999999', { Alice: 'r', Johanna: 'r', Adele: 'a', Megan: 'a' }],
    ['report', { Alice: 'r', Johanna: 'a', Adele: 'r', Megan: 'a' }],
    ['export audit since 2020-01-01 as json', { Alice: 'r', Johanna: 'f', Adele: 'r', Megan: 'f' }],
    ['audit', { Alice: 'r', Johanna: 'a', Adele: 'r', Megan: 'a' }],
    ['audit alex since monday', { Alice: 'r', Johanna: 'a', Adele: 'r', Megan: 'a' }],
    ['bulk reset pins', { Alice: 'r', Johanna: 'r', Adele: 'r', Megan: 'a' }],
    ['bulk reset pins\nalex', { Alice: 'r', Johanna: 'r', Adele: 'r', Megan: 'a' }],
    ['bulk status', { Alice: 'r', Johanna: 'r', Adele: 'r', Megan: 'a' }],
    ['who am i', { Alice: 'a', Johanna: 'a', Adele: 'a', Megan: 'a' }],
    ['help', { Alice: 'a', Johanna: 'a', Adele: 'a', Megan: 'a' }],
    ['cancel', { Alice: 'a', Johanna: 'a', Adele: 'a', Megan: 'a' }],
  ];
  const cases = matrix.flatMap(([text, roles]) =>
    Object.entries(roles).map(([name, expected]) => [name, text, expected] as const),
  );

  test.each(cases)('%s says "%s": %s', async (name, text, expected) => {
    const card = await desk.as(name).ask(text);
    const kind =
      'acceptContext' in card
        ? 'f'
        : titleOf(card) === refused
          ? 'r'
          : buttonsOf(card).some(({ verb }) => verb === 'confirm')
            ? 'o'
            : 'a';
    expect(kind).toBe(expected);
  });

  test.each(['alex', 'alexx', 'nobody at all', 'rainier', 'megan.bowen@contoso.example'])(
    'a user who names "%s" gets the one sentence, whoever that is',
    async (name) => {
      expect(readCard(await desk.as('Alice').ask(`reset pin for ${name}`))).toBe(
        `Not permitted\n${fixedSentence}\nAsk an administrator: Megan Bowen (megan.bowen@contoso.example), Nestor Wilke ` +
          '(nestor.wilke@contoso.example).',
      );
    },
  );

  test('a user who names herself gets it too, and is understood without a name', async () => {
    expect(readCard(await desk.as('Alice').ask('reset pin for alice'))).toContain(fixedSentence);
    expect(titleOf(await desk.as('Alice').ask('reset pin for me'))).toBe('Reset your PIN?');
  });

  test('an admin who names herself resets her own: no email', async () => {
    const megan = desk.as('Megan');
    const offer = await megan.ask('reset pin for megan');
    expect(titleOf(offer)).toBe('Reset your PIN?');
    expect(readCard(await megan.click(offer, 'Reset PIN'))).not.toContain('mailed');
  });

  test('a role that was lost between the offer and the click is lost', async () => {
    const nestor = desk.as('Nestor');
    const offer = await nestor.ask('reset pin for alex');
    await desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    const card = await nestor.click(offer, 'Reset PIN');
    expect(textById(card, 'pin')).toBeUndefined();
    expect(readCard(card)).toContain(fixedSentence);
    await desk.services.directory.save(person('Nestor'));
    expect(textById(await nestor.click(offer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test('an account that was disabled between the offer and the click gets no PIN', async () => {
    const megan = desk.as('Megan');
    const offer = await megan.ask('reset pin for alex');
    await desk.services.directory.save({ ...person('Alex'), accountEnabled: false });
    expect(titleOf(await megan.click(offer, 'Reset PIN'))).toBe('Account disabled');
    await desk.services.directory.save(person('Alex'));
  });

  test.each([
    ['Diego', 'Not available to your account'],
    ['Joni', 'Not available'],
    ['Rainier', 'I do not know you'],
  ])('%s cannot use the desk', async (name, title) => {
    for (const text of ['reset my pin', 'help', 'show conference info for alice'])
      expect(titleOf(await desk.as(name).ask(text))).toBe(title);
  });

  test('somebody outside the directory is told what to do, and learns nobody’s name or address', async () => {
    const stranger: Person = { ...person('Alice'), id: '00000000-0000-4000-8000-0000000000ff', name: 'Alice Smith' };
    const card = await desk.asPerson(stranger).ask('reset my pin');
    expect(titleOf(card)).toBe('I do not know you');
    expect(readCard(card)).toContain('Ask the IT support of your organization');
    expect(JSON.stringify(card)).not.toMatch(/Megan|Nestor|@contoso/);
  });

  test('a message without an object id is from nobody', async () => {
    const alice = desk.as('Alice');
    const [sent] = await alice.sentDuring(() =>
      alice.deliver({ type: 'message', text: 'reset my pin', from: { id: '29:x', name: 'Alice Smith' } }),
    );
    expect(titleOf(sent!.card)).toBe('I do not know you');
  });
});

import { helpTopics } from '../../words/help-topics';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { buttonsOf, readCard, textById, titleOf } from '../helpers/read-card';

describe('small talk and help', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  test.each(['hi', 'Hello!', 'HEY', 'thanks', 'Thank you.', 'thx'])('answers "%s"', async (text) => {
    expect(['Hello', 'You are welcome']).toContain(titleOf(await desk.as('Alice').ask(text)));
  });

  test.each([
    'reset my pin',
    'Reset  my PIN.',
    'RESET MY PIN!',
    '/reset my pin',
    'please reset my pin',
    'reset my pin, please',
    'reset pin',
    'new pin',
    'I forgot my PIN',
  ])('understands "%s"', async (text) => {
    expect(titleOf(await desk.as('Alice').ask(text))).toBe('Reset your conference PIN?');
  });

  test.each([
    'do not reset my pin',
    "don't reset my pin",
    'reset my pin tomorrow',
    'should I reset my pin',
    'reset pin for',
    '"reset my pin" is what he said',
  ])('does nothing on "%s"', async (text) => {
    const card = await desk.as('Megan').ask(text);
    expect(titleOf(card)).toBe('I did not understand that');
    expect(readCard(card)).toContain('Nothing was changed.');
    expect(buttonsOf(card).map(({ verb }) => verb)).not.toContain('confirm');
  });

  test('points to the form when a list has lost its line ends on the way', async () => {
    expect(buttonsOf(await desk.as('Megan').ask('bulk reset pinsalexadelenobody')).map(({ verb }) => verb)).toContain(
      'bulk-form',
    );
  });

  test.each([
    ['rest my pin', 'reset-pin'],
    ['hepl', 'help'],
    ['conference inof', 'show-conference-info'],
    ['resetmypin', 'reset-pin'],
  ])('asks back on a slip: "%s"', async (text, verb) => {
    expect(buttonsOf(await desk.as('Alice').ask(text)).map((one) => one.verb)).toContain(verb);
  });

  test.each([
    ['', 'nothing'],
    ['x'.repeat(20_000), 'a very long text'],
    ['reset pin for ' + 'x'.repeat(5_000), 'a very long name'],
    ['🙂', 'an emoji'],
    ['سلام', 'another script'],
    ['<b>x</b>', 'HTML'],
  ])('answers also to %#: "%.20s"', async (text) => {
    expect(titleOf(await desk.as('Megan').ask(text))).toBe('I did not understand that');
  });

  test('shows each role its own commands', async () => {
    const helpFor = async (name: string) => readCard(await desk.as(name).ask('help'));
    const [alice, adele, megan] = [await helpFor('Alice'), await helpFor('Adele'), await helpFor('Megan')];
    expect(alice).toContain('reset pin');
    expect(alice).not.toContain('find conference id');
    expect(alice).not.toContain('…');
    // Long help is sorted into groups; a single group needs no heading.
    const headings = ['For you', 'For other people', 'For your organization'];
    const found = (text: string) => text.split('\n').filter((line) => headings.includes(line));
    expect([found(alice), found(adele), found(megan)]).toEqual([[], headings.slice(0, 2), headings]);
    expect(adele).toContain('find conference id');
    expect(adele).toContain('show conference info for …');
    expect(adele).not.toContain('reset conference id');
    expect(megan).toContain('reset conference id for …');
  });

  test.each(helpTopics.map(({ name, title }) => [name, title]))('has help on "%s"', async (name, title) => {
    for (const text of [`help ${name}`, `Help on ${name}?`])
      expect(titleOf(await desk.as('Alice').ask(text))).toBe(title);
  });

  test.each(helpTopics.flatMap(({ title, symptoms }) => symptoms.map((symptom) => [symptom, title])))(
    '"%s" leads to help',
    async (symptom, title) => {
      expect(titleOf(await desk.as('Alice').ask(`${symptom.toUpperCase()}?`))).toBe(title);
    },
  );

  test('names the topics when there is no help on a word', async () => {
    const card = await desk.as('Alice').ask('help quantum 123456');
    expect(readCard(card)).toContain('lobby');
    expect(readCard(card)).not.toContain('123456');
  });

  test('says who one is, and what one may do', async () => {
    const card = await desk.as('Adele').ask('who am i');
    expect(readCard(card)).toContain('Adele Vance (adele.vance@contoso.example)');
    expect(readCard(card)).toContain('show conference info, for everybody');
    expect(readCard(card)).toContain('reset pin, for yourself');
    expect(readCard(card)).not.toContain('reset conference id');
  });

  test('explains that a PIN cannot be chosen', async () => {
    expect(readCard(await desk.as('Alice').ask('can I choose my own PIN?'))).toContain('cannot be chosen');
  });
});

describe('status', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  test('tells what became of the last offer', async () => {
    const alice = desk.as('Alice');
    expect(titleOf(await alice.ask('status'))).toBe('Nothing yet');
    const offer = await alice.ask('reset my pin');
    expect(titleOf(await alice.ask('status'))).toBe('Not confirmed yet');
    await alice.click(offer, 'Reset PIN');
    const done = await alice.ask('did it work?');
    expect(titleOf(done)).toBe('PIN reset');
    expect(textById(done, 'pinMask')).toBe('*****');
    expect(textById(done, 'pin')).toBeUndefined();
    await alice.click(await alice.ask('send my conference info'), 'Cancel');
    expect(titleOf(await alice.ask('status'))).toBe('Cancelled');
  });

  test('tells nothing of the offers of others', async () => {
    expect(titleOf(await desk.as('Alex').ask('status'))).toBe('Nothing yet');
  });
});

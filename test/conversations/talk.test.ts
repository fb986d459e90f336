import { commands } from '../../bot/commands';
import { type Card } from '../../cards/card';
import { helpGroups } from '../../words/help-groups';
import { helpTopics } from '../../words/help-topics';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { buttonsOf, elementsOf, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';

/** A card without what is folded away. */
const unfolded = (card: Card): Card => ({
  ...card,
  body: (card.body as { isVisible?: boolean; items?: object[] }[])
    .filter(({ isVisible }) => isVisible !== false)
    .map(({ items, ...rest }) => ({ ...rest, ...(items && { items: unfolded({ ...card, body: items }).body }) })),
});

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
    expect(titleOf(await desk.as('Alice').ask(text))).toBe('Reset your PIN?');
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
    expect(buttonsOf(card).map(({ verb }) => verb)).not.toContain('confirm');
  });

  test.each([
    ['report failed', 'report', '"report last month"'],
    ['settings of the moon', 'settings', '"settings"'],
    ['reset pin for', 'reset-pin', '"reset pin of alice"'],
  ])('offers the forms of a command whose words go on strangely: "%s"', async (text, verb, form) => {
    const card = await desk.as('Megan').ask(text);
    expect(readCard(card)).toContain('Say it like this: ');
    expect(readCard(card)).toContain(form);
    expect(buttonsOf(card).map((one) => one.verb)).toEqual([verb, 'help']);
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

  test.each([
    ['Alice', [], ['reset-pin', 'show-conference-info', 'help', 'help', 'ask-admin']],
    ['Adele', ['show-person', 'mail-status'], ['ask-admin', 'reset-pin', 'show-conference-info']],
    ['Megan', ['show-person'], ['bulk-form', 'report', 'audit', 'settings', 'reset-pin']],
    ['Johanna', [], ['reset-pin', 'show-conference-info', 'help', 'report', 'audit']],
  ])('helps %s on one screen, with the buttons of the role', async (name, field, verbs) => {
    const card = await desk.as(name).ask('help');
    expect(titleOf(card)).toBe('How can I help?');
    const row = (card.actions as { title: string; verb?: string }[]).map(({ verb, title }) => verb ?? title);
    expect(row).toEqual([...verbs, 'More']);
    // Where nothing unfolds, the same button leads to everything that can be typed.
    expect(card.actions!.at(-1)).toMatchObject({ fallback: { verb: 'help', data: { topic: 'commands' } } });
    const withField = buttonsOf(card).filter((one) => 'associatedInputs' in one && one.associatedInputs === 'auto');
    expect(withField.map(({ verb }) => verb)).toEqual(field);
    expect(elementsOf(card).filter(({ type }) => type === 'Input.Text')).toHaveLength(field.length > 0 ? 1 : 0);
    // What is not folded away fits on one screen of a phone.
    expect(readCard(unfolded(card)).split('\n').length).toBeLessThanOrEqual(8);
    expect(readCard(card)).not.toContain('…');
    for (const one of buttonsOf(card).filter(({ verb }) => verb === 'help'))
      expect(titleOf((await desk.as(name).press(one))[0]!.card)).not.toBe('Not found');
  });

  test.each(helpGroups.map(({ name, title, lines }) => [name, title, lines] as const))(
    'has "%s" folded on the help of administrators, and by words, with examples that work',
    async (name, title, lines) => {
      const megan = desk.as('Megan');
      const help = await megan.ask('help');
      const folded = elementsOf(help).find(({ id }) => id === name.replaceAll(' ', '-'));
      expect(folded).toMatchObject({ isVisible: false });
      const card = await megan.ask(`help ${name}`);
      expect(titleOf(card)).toBe(title);
      expect(lines.length).toBeGreaterThanOrEqual(4);
      expect(lines.length).toBeLessThanOrEqual(6);
      for (const { phrase } of lines) {
        expect(readCard({ ...help, body: [folded!] })).toContain(phrase);
        expect(readCard(card)).toContain(phrase);
        // A file is asked about, without a card of ours.
        const answers = (await megan.say(phrase)).filter(({ card }) => Array.isArray(card.body));
        for (const { card: answer } of answers)
          expect(['I did not understand that', 'Not permitted', 'Nobody found']).not.toContain(titleOf(answer));
      }
      // Others have neither the part nor the words.
      expect(elementsOf(await desk.as('Adele').ask('help')).some(({ id }) => id === folded!.id)).toBe(false);
      expect(titleOf(await desk.as('Adele').ask(`help ${name}`))).not.toBe(title);
    },
  );

  test('lists every command for its role in "help commands", and on the pages that its buttons lead to', async () => {
    const pagesFor = async (name: string) => {
      const first = await desk.as(name).ask('help commands');
      const pages = buttonsOf(first).filter(({ title }) => title.startsWith('For '));
      const all = [first];
      for (const page of pages) all.push((await desk.as(name).press(page))[0]!.card);
      return all;
    };
    const [alice, adele, megan] = [await pagesFor('Alice'), await pagesFor('Adele'), await pagesFor('Megan')];
    const threePages = ['you', 'other people', 'your organization'].map((whom) => `What you can type: for ${whom}`);
    expect([alice, adele, megan].map((pages) => pages.map(titleOf))).toEqual([
      ['What you can type'],
      threePages,
      threePages,
    ]);
    const read = (pages: Card[]) => pages.map(readCard).join('\n');
    for (const { help, listed } of commands) if (listed !== false) expect(read(megan)).toContain(help);
    expect(read(alice)).toContain('reset pin\n');
    expect(read(alice)).not.toContain('conference id for alice');
    expect(read(adele)).toContain('find 7946598');
    expect(read(adele)).toContain('show conference info · show conference info for alice');
    expect(read(adele)).toContain('email status · email status for alice');
    expect(read(adele)).not.toContain('reset conference id');
    expect(read(megan)).toContain('reset pin · reset pin for alice');
    expect(read(megan)).toContain('change number of alice to +1 555 010 0200');
    expect(read([...alice, ...adele, ...megan])).not.toMatch(/[{}…]/);
    expect(titleOf(await desk.as('Alice').ask('commands'))).toBe('What you can type');
  });

  test('explains a command by its words, to those who may use it', async () => {
    const card = await desk.as('Megan').ask('help report');
    expect(readCard(card)).toContain('report last month');
    expect(readCard(await desk.as('Alice').ask('help reset pin'))).toContain('Say it like this: "reset pin"');
    expect(titleOf(await desk.as('Alice').ask('help restore defaults'))).toBe('Not found');
    expect(readCard(await desk.as('Megan').ask('help restore defaults'))).toContain('Say it like this:');
  });

  test('has help on PowerShell, with what the command line prints', async () => {
    const card = readCard(await desk.as('Megan').ask('help cmdlets'));
    expect(card).toContain('"npx dialin-desk help cmdlets"');
    for (const [, phrase] of card.matchAll(/"((?!npx)[^"]+)"/g))
      expect(titleOf(await desk.as('Megan').ask(phrase!))).not.toBe('I did not understand that');
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
    expect(readCard(card)).toContain('Helpdesk: you may also look up others');
    expect(readCard(card)).toContain('Look up everybody');
    expect(readCard(card)).toContain('Ask an administrator for a new conference ID');
    expect(readCard(card)).not.toContain('Reset PINs and conference IDs of others');
    for (const name of ['Alice', 'Adele', 'Megan', 'Johanna']) {
      const buttons = buttonsOf(await desk.as(name).ask('who am i'));
      expect(buttons).toHaveLength(3);
      for (const one of buttons) expect(titleOf((await desk.as(name).press(one))[0]!.card)).not.toBe('Not permitted');
    }
  });

  test('says that everybody may reset their own conference ID where the setting lets them', async () => {
    await desk.services.settings.save(person('Alice').tenant, { selfServiceConferenceId: true });
    expect(readCard(await desk.as('Alice').ask('who am i'))).toContain('Reset your own conference ID');
    expect(buttonsOf(await desk.as('Alice').ask('help')).map(({ verb }) => verb)).toContain('reset-conference-id');
    await desk.services.settings.save(person('Alice').tenant, { selfServiceConferenceId: false });
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

import { mongoOf } from '../helpers/database';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { button, buttonsOf, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';

describe('words that are no command of their own', () => {
  let chats: DeskWithNotices;
  beforeAll(async () => void (chats = await openDeskWithNotices()));
  afterAll(() => chats.desk.close());
  const as = (name: string) => chats.desk.as(name);
  const pinOf = async (name: string) =>
    (
      await mongoOf(chats.desk.services)
        .db.collection('conferencing')
        .findOne({ person: person(name).id })
    )?.pin;

  test.each(['yes', 'ok', 'do it', 'Yes please!', 'go ahead'])(
    '"%s" to an open offer shows it again at the end, and changes nothing',
    async (words) => {
      const before = await pinOf('Alice');
      const offer = await as('Alice').ask('reset my pin');
      const again = await as('Alice').ask(words);
      expect(titleOf(again)).toBe('Reset your PIN?');
      expect(readCard(again)).toMatch(/\nPress "Reset PIN" to confirm\.$/);
      expect(await pinOf('Alice')).toEqual(before);
      expect(titleOf(await as('Alice').click(offer, 'Reset PIN'))).toBe('Replaced');
      expect(textById(await as('Alice').click(again, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
    },
  );

  test('"yes" keeps the person, the address and the switch of the offer', async () => {
    const megan = as('Megan');
    for (const [text, kept] of [
      ['reset pin for alex, email to alex@hotmail.example', 'emailed to alex@hotmail.example'],
      ['turn emails off for alex', 'They will be off'],
      ['make alex helpdesk', 'Then: Helpdesk'],
    ] as const) {
      await megan.ask(text);
      const again = await megan.ask('yes');
      expect(readCard(again)).toContain('Alex Wilber');
      expect(readCard(again)).toContain(kept);
      await megan.ask('cancel');
    }
  });

  test('"yes" to nothing, and to an offer that only a form can make, says what to do', async () => {
    expect(titleOf(await as('Adele').ask('yes'))).toBe('Nothing to confirm');
    const megan = as('Megan');
    await megan.ask('restore defaults');
    await megan.ask('set pin length to 6');
    expect(titleOf(await megan.ask('yes'))).toBe('Press its button');
    await megan.ask('cancel');
    // An offer of somebody else, and one that has expired, are none.
    await as('Alex').ask('reset my pin');
    expect(titleOf(await megan.ask('ok'))).toBe('Nothing to confirm');
    await chats.expire('reset-pin', 'Alex');
    expect(titleOf(await as('Alex').ask('ok'))).toBe('Nothing to confirm');
  });

  test('"this wasn\'t me" shows the notice with its button, or what else to do', async () => {
    const alice = as('Alice');
    expect(titleOf(await alice.ask("this wasn't me"))).toBe('Nothing to object to here');
    expect(buttonsOf(await alice.ask("this wasn't me")).map(({ title }) => title)).toEqual([
      'Reset my PIN',
      'Who are the admins?',
    ]);
    const megan = as('Megan');
    await megan.click(await megan.ask('reset pin for alice'), 'Reset PIN');
    await chats.settled();
    const notice = await alice.ask("this wasn't me");
    expect(titleOf(notice)).toBe('Your PIN was reset');
    expect(titleOf(await alice.click(notice, "This wasn't me"))).toBe('Your account is locked for 24 hours');
    expect(titleOf(await alice.ask("this wasn't me"))).toBe('Nothing to object to here');
  });

  test.each([
    ['who are the admins', 'They can help you', 'Megan Bowen'],
    ['talk to a human', 'They can help you', 'Megan Bowen'],
    ['undo', 'A reset cannot be undone', 'never comes back'],
    ['reset it', 'What should be reset?', 'conference ID'],
    ['delete my data', 'What is stored about you', 'an administrator deletes it'],
    ['help me', 'How can I help?', 'why am I in the lobby?'],
  ])('"%s" has an answer', async (words, title, text) => {
    const card = await as('Alice').ask(words);
    expect(titleOf(card)).toBe(title);
    expect(readCard(card)).toContain(text);
  });

  test('a single administrator is not sent to themself', async () => {
    await chats.desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    expect(titleOf(await as('Megan').ask('who are the admins'))).toBe('You are the only administrator');
    await chats.desk.services.directory.save(person('Nestor'));
  });

  test('a card that was edited to say that its offer expired makes it once more', async () => {
    const megan = as('Megan');
    await megan.ask('reset pin for alex, email to alex@hotmail.example');
    await chats.expire('reset-pin', 'Megan');
    const card = await chats.card('Megan', 'Expired');
    const [again] = await megan.press(button(card, 'Start again'));
    expect(readCard(again!.card)).toContain('emailed to alex@hotmail.example');
    await megan.ask('cancel');
  });

  test.each([
    ['audit successes', '"audit", "audit refused"'],
    ['show everything', '"show"'],
    ['email status whatever', '"email status"'],
  ])('"%s": words that are nobody after a known command are answered with its own forms', async (text, forms) => {
    const card = readCard(await as('Megan').ask(text));
    expect(card).toContain('If it was no name, say it like this: ');
    expect(card).toContain(forms);
    // What was not understood is not repeated as if it were a strange person.
    expect(card).not.toContain(`"${text.split(' ').at(-1)}"`);
    expect(card).not.toMatch(/\{|undefined/);
  });

  test('"audit failed" shows the refusals', async () => {
    expect(titleOf(await as('Megan').ask('audit failed'))).toBe('Audit: refusals');
  });

  test('so does one that asked for a second administrator', async () => {
    const megan = as('Megan');
    await as('Nestor').say('hello');
    expect(readCard(await megan.ask('make alice admin'))).toContain(
      "To be approved: Change Alice Smith's role to admin.",
    );
    await chats.expire('ask-second-admin', 'Megan');
    const card = await chats.card('Megan', 'Expired');
    expect(readCard(card)).toContain('ask a second administrator for Alice Smith');
    const [again] = await megan.press(button(card, 'Start again'));
    expect(readCard(again!.card)).toContain("To be approved: Change Alice Smith's role to admin.");
  });

  test('the button of a topic does what it says', async () => {
    const card = await as('Alice').ask('reset it');
    const [sent] = await as('Alice').press(button(card, 'Reset my PIN'));
    expect(titleOf(sent!.card)).toBe('Reset your PIN?');
  });
});

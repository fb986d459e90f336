import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { button, readCard, textById, titleOf } from '../../helpers/read-card';

const replaced = 'Replaced by a newer PIN';

describe('after several resets, one card of a PIN is true', () => {
  let chats: DeskWithNotices;
  beforeAll(async () => {
    chats = await openDeskWithNotices();
    await chats.desk.as('Alice').say('hello');
  });
  afterAll(() => chats.desk.close());

  async function reset(name: string, text: string) {
    const somebody = chats.desk.as(name);
    const offer = await somebody.ask(text);
    const shown = await somebody.click(offer, 'Reset PIN');
    expect(textById(shown, 'pin')).toMatch(/^\d{12}$/);
    await chats.settled();
    return { offer, shown };
  }
  const titles = (name: string) => chats.cardsOf(name).map(titleOf);
  const count = (name: string) => titles(name).filter((title) => title === replaced).length;

  test('the own ones, at once and although their five minutes are not over', async () => {
    const first = await reset('Alice', 'reset my pin');
    expect(count('Alice')).toBe(0);
    await reset('Alice', 'reset my pin');
    expect(count('Alice')).toBe(1);
    await reset('Alice', 'reset my pin');
    expect(count('Alice')).toBe(2);
    // A press on the card of the first one, from a client that still shows it.
    const pressed = await chats.desk.as('Alice').click(first.offer, 'Reset PIN');
    expect(titleOf(pressed)).toBe(replaced);
    expect(readCard(pressed)).toMatch(/The PIN from \d\d:\d\d no longer works\. Only the newest one does\./);
  });

  test("the owner's, once an administrator resets, and the administrator's, once the owner does", async () => {
    await reset('Megan', 'reset pin for alice');
    expect(count('Alice')).toBe(3);
    expect(count('Megan')).toBe(0);
    await reset('Alice', 'reset my pin');
    expect(count('Megan')).toBe(1);
    const [card] = chats.cardsOf('Megan').filter((one) => titleOf(one) === replaced);
    expect(readCard(card!)).toContain('Alice Smith (alice.smith@contoso.example)');
  });

  test('of nobody else', async () => {
    const before = [count('Alice'), count('Megan')];
    await reset('Alex', 'reset my pin');
    expect([count('Alice'), count('Megan')]).toEqual(before);
  });

  test('once the answer may have been lost, a press says so and resets once more', async () => {
    const alice = chats.desk.as('Alice');
    const { offer } = await reset('Alice', 'reset my pin');
    await chats.offers().updateMany({ state: 'done', retiredAt: { $exists: false } }, { $set: { display: 'lost' } });
    const again = await alice.click(offer, 'Reset PIN');
    expect(titleOf(again)).toBe('You may not have seen it');
    const [newer] = await alice.press(button(again, 'Reset PIN'));
    expect(titleOf(newer!.card)).toBe('Reset your PIN?');
  });
});

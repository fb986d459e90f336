import { actionsOf, titleOf } from '../helpers/read-card';
import { cardNames, examplesOf } from './every-card';
import { render } from './render';
import { soundCard } from './rules';

describe.each(cardNames)("Microsoft's renderer and the card %s", (name) => {
  const drawn = examplesOf(name).map(({ card }) => ({ card, ...render(card) }));

  test('accepts it without a complaint', () => {
    // Like older clients, it draws no charts: it draws their fallback instead.
    const known = /^Unknown element type "Chart\.[\w.]+"\. Fallback will be used if present\.$/;
    expect(drawn.flatMap(({ complaints }) => complaints).filter((complaint) => !known.test(complaint))).toEqual([]);
  });

  test('draws its heading as a heading', () => {
    for (const { card, headings } of drawn) expect(headings).toEqual([titleOf(card)]);
  });

  test('draws every button where a keyboard reaches it, in their order', () => {
    for (const { card, buttons } of drawn) expect(buttons).toEqual(actionsOf(card).map(({ title }) => title));
  });

  test('draws links to phone numbers only', () => {
    for (const { links } of drawn) expect(links.filter(({ to }) => !/^tel:\+\d+$/.test(to ?? ''))).toEqual([]);
  });
});

test('the renderer complains about a card with a mistake', () => {
  expect(render({ ...soundCard, body: [{ type: 'TextBlok', text: 'x' }] }).complaints).not.toEqual([]);
});

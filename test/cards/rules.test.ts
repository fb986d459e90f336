import { cardNames, examplesOf } from './every-card';
import { textsFrom, textsIn } from './fields';
import { rules, soundCard } from './rules';
import { clean } from '../../cards/card';

describe.each(cardNames)('the card %s', (name) => {
  const examples = examplesOf(name);

  test.each(rules)('$name', ({ faults }) => {
    expect(examples.flatMap(({ card }) => faults(card))).toEqual([]);
  });

  test('has no placeholder left that is not part of a name', () => {
    for (const { data, card } of examples) {
      const looksLikeOne = textsIn(data, { all: true })
        .map(clean)
        .filter((text) => text.includes('${'));
      const left = textsIn(card, { all: true }).map((text) =>
        looksLikeOne.reduce((rest, name) => rest.replaceAll(name, ''), text),
      );
      expect(left.filter((text) => text.includes('${'))).toEqual([]);
    }
  });

  test('says nothing of anybody where it cannot be drawn', () => {
    for (const { data, card } of examples) {
      const secrets = [...textsFrom(name, data, 'written'), ...textsFrom(name, data, 'known')].filter(
        (text) => text !== '',
      );
      expect(secrets.filter((text) => card.fallbackText.includes(text))).toEqual([]);
    }
  });
});

describe('the rules bite', () => {
  test.each(rules)('a card that breaks it is found: $name', ({ faults, broken }) => {
    expect(faults(broken)).not.toEqual([]);
    expect(faults(soundCard)).toEqual([]);
  });
});

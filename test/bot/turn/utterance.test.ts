import fc from 'fast-check';
import { matchPhrase, tidyText } from '../../../bot/turn/utterance';

describe('a phrase', () => {
  test.each([
    ['reset my pin', 'Reset My PIN', {}],
    ['reset my pin', '  reset \n my\tpin.  ', {}],
    ['reset pin for {person}', 'reset pin for alice', { person: 'alice' }],
    // The long s and the Kelvin sign are an s and a k to a regular expression that ignores case.
    ['ask for {person}', 'a\u017f\u212a for alice', { person: 'alice' }],
    ['reset pin for {person}', 'RESET PIN FOR Alice Smith!', { person: 'Alice Smith' }],
    ['reset pin for {person}', 'reset pin for "Alice Smith"', { person: 'Alice Smith' }],
    ["reset {person}'s pin", 'reset Alice’s pin', { person: 'Alice' }],
    ['find conference id {number}', 'find conference id 123 45 67#', { number: '123 45 67#' }],
    ['?', '?', {}],
  ])('"%s" is "%s"', (phrase, text, slots) => {
    expect(matchPhrase(phrase, text)).toEqual(slots);
  });

  test.each([
    ['reset my pin', 'do not reset my pin'],
    ['reset my pin', 'reset my pin for alice'],
    ['reset my pin', 'resetmypin'],
    ['reset pin for {person}', 'reset pin for'],
    ['reset pin for {person}', 'please do not reset pin for alice'],
    ['hi', 'this'],
    ['?', 'x'],
  ])('"%s" is not "%s"', (phrase, text) => {
    expect(matchPhrase(phrase, text)).toBeUndefined();
  });

  test('is found only where it is the whole text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const text = `${before} reset my pin ${after}`;
        // Politeness and punctuation are the only things that may surround it.
        const harmless = tidyText(text).toLowerCase() === 'reset my pin';
        expect(matchPhrase('reset my pin', text) !== undefined).toBe(harmless);
      }),
    );
  });

  test('takes no time to refuse a text that is far too long', () => {
    const started = process.hrtime.bigint();
    for (let round = 0; round < 50; round += 1)
      expect(matchPhrase('reset pin for {person}', `reset pin for ${'a '.repeat(9_000)}`)).toBeUndefined();
    // Not a speed test: a pattern that backtracks would need hours.
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(10);
  });
});

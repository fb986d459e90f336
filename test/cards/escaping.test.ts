import fc from 'fast-check';
import { clean } from '../../cards/card';
import { examplesOf, fill } from './every-card';
import { cardsOfOthersWords, rewrite, textsFrom, textsIn } from './fields';
import { render } from './render';
import { hardNames } from './samples';
import { soundCard } from './rules';

/**
 * Everything that can change the meaning of a text somewhere: Markdown, HTML, templates, dates, and invisible
 * characters.
 */
const fragments = [
  ...[
    '**',
    '*',
    '_',
    '`',
    '~~',
    '# ',
    '- ',
    '1. ',
    '> ',
    '[',
    '](',
    ')',
    '**b**',
    '_i_',
    '[x](https://evil.example)',
    '![x](https://evil.example/x.png)',
  ],
  ...[
    '<b>',
    '</b>',
    '<a href="https://evil.example">x</a>',
    '<img src=x onerror=alert(1)>',
    '<!--',
    '&lt;',
    '&#60;',
    '"',
    "'",
    '\\',
  ],
  ...[
    '${pin}',
    '${',
    '}',
    '$data',
    '{{',
    '}}',
    '{{DATE(2017-02-14T06:08:39Z)}}',
    '{{TIME(2017-02-14T06:08:39Z)}}',
    '<at>x</at>',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u001B[31m',
    '\u0085',
    '\u00AD',
    '\u061C',
    '\u180E',
    '\u200B',
    '\u200D',
    '\u200F',
    '\u2028',
    '\u2029',
  ],
  ...[
    '\u202A',
    '\u202B',
    '\u202C',
    '\u202D',
    '\u202E',
    '\u2060',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u206F',
    '\u3164',
    '\u034F',
    '\uE000',
    '\uFEFF',
    '\uFFF9',
    '\u{E0002}',
    '\u{E0041}',
    '\uD800',
  ],
];
const anything = fc
  .array(
    fc.oneof(
      fc.constantFrom(...fragments),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');

/**
 * Characters that are invisible, that turn text around, or that are half a character. They are listed here, so that
 * `clean` does not judge itself.
 */
const unseen =
  /[\u0000-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uE000-\uF8FF\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E00FF}\u{F0000}-\u{FFFFD}\u{100000}-\u{10FFFD}\uD800-\uDFFF]/u;

describe.each(cardsOfOthersWords)('on the card %s', (name) => {
  test('what people write appears as they wrote it, and changes nothing else', () => {
    const examples = examplesOf(name);
    const shapes: string[] = [];
    // Computed only when the example is used: some cards have more examples than there are runs.
    const shapeOf = (index: number): string =>
      (shapes[index] ??= render(
        fill(
          name,
          rewrite(name, examples[index]!.data, () => 'x'),
        ),
      ).shape);
    fc.assert(
      fc.property(fc.nat(examples.length - 1), fc.array(anything, { minLength: 1, maxLength: 4 }), (index, texts) => {
        const { data } = examples[index]!;
        let used = 0;
        const rewritten = rewrite(name, data, () => texts[used++ % texts.length]!);
        const card = fill(name, rewritten);
        const drawn = render(card);

        expect(textsIn(card, { all: true }).filter((text) => unseen.test(text))).toEqual([]);
        expect(drawn.shape).toBe(shapeOf(index));
        expect(textsFrom(name, rewritten, 'written').filter((text) => !drawn.text.includes(text))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('cleaning', () => {
  test('keeps every name that is only unusual', () => {
    const { plain, accents, long, unbroken, arabic, markdown, html, template } = hardNames;
    for (const name of [
      plain,
      accents,
      long,
      unbroken,
      arabic,
      markdown,
      html,
      template,
      '葛󠄀城 🏳️ ﬁ ₂',
      'नमस्ते',
      'A\u030A',
    ])
      expect(clean(name)).toBe(name);
  });

  test('turns nothing around', () => {
    expect(clean(hardNames.turned)).not.toMatch(unseen);
    expect(clean('Adele\u202Ecnav\u202C')).toBe('Adele cnav ');
  });

  test('leaves no date for the client to fill in', () => {
    expect(render({ ...soundCard, body: [run(hardNames.date)] }).text).toContain('2017');
    expect(render({ ...soundCard, body: [run(clean(hardNames.date))] }).text).toContain(
      'DATE(2017-02-14T06:08:39Z, LONG)',
    );
  });

  test('cuts at 512, never in the middle of a character', () => {
    expect(clean('x'.repeat(512))).toHaveLength(512);
    expect(clean('x'.repeat(513))).toBe(`${'x'.repeat(511)}…`);
    expect(clean(`${'x'.repeat(510)}😀😀`)).toBe(`${'x'.repeat(510)}…`);
  });
});

describe('the check bites', () => {
  const plain = render({ ...soundCard, body: [text('x')] }).shape;

  test.each([hardNames.markdown, hardNames.html, '_i_', '**b**'])('a TextBlock shows %j as something else', (name) => {
    expect(render({ ...soundCard, body: [text(name)] }).shape).not.toBe(plain);
  });

  test('a name in a link is found', () => {
    expect(render({ ...soundCard, body: [text('[x](https://evil.example)')] }).links).toEqual([
      { text: 'x', to: 'https://evil.example' },
    ]);
  });
});

function text(words: string) {
  return { type: 'TextBlock', text: words, wrap: true };
}

function run(words: string) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: words }] };
}

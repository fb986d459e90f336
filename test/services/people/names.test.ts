import { cleaned, cleanedLine } from '../../../services/base/cleaned';
import {
  foldIdentity,
  foldName,
  fullNameKeys,
  nameForms,
  nameKeys,
  plainIdentity,
  typedNameKeys,
} from '../../../services/people/names';

describe('a text that was typed or pasted', () => {
  test.each([
    ['zero-width space', 'al\u200Bice', 'alice'],
    ['direction marks', '\u200Ealice\u200F \u202Eup\u202C', 'alice up'],
    ['word joiner and byte order mark', '\uFEFFal\u2060ice', 'alice'],
    ['soft hyphen', 'al\u00ADice', 'alice'],
    ['joiners', 'al\u200Dice\u200C', 'alice'],
    ['variation selector', 'alice\uFE0F', 'alice'],
    ['Hangul filler', 'al\u3164ice', 'alice'],
    ['no-break, thin and ideographic spaces', 'reset\u00A0my\u2009pin\u202Fnow\u3000please', 'reset my pin now please'],
    ['full-width forms', 'ｒｅｓｅｔ　ｐｉｎ　ａ＠ｘ．ｙ', 'reset pin a@x.y'],
    ['typographic apostrophes', 'O’Brien O‘Brien O´Brien O`Brien OʼBrien', "O'Brien O'Brien O'Brien O'Brien O'Brien"],
    ['typographic quotation marks', '“a” „b“ «c» ＂d＂', '"a" "b" "c" "d"'],
    ['other hyphens', 'Jean‑Luc – x − y', 'Jean-Luc - x - y'],
    ['letters with combining accents', 'Zoe\u0308', 'Zoë'],
    ['control characters', 'al\0i\x1bce', 'alice'],
    ['what could not be pasted', 'alice\uFFFC', 'alice'],
    ['other scripts stay', 'नमस्ते ไทย עברית العربية 한국어', 'नमस्ते ไทย עברית العربية 한국어'],
  ])('has no %s', (_, typed, expected) => expect(cleaned(typed)).toBe(expected));

  test('keeps its lines and tabs', () =>
    expect(cleaned('a\r\nb\rc\u2028d\u2029e\u0085f\tg')).toBe('a\nb\nc\nd\ne\nf\tg'));
  test('is one line where one is wanted', () => expect(cleanedLine(' a\r\n b\t c ')).toBe('a b c'));
});

describe('a name', () => {
  test.each([
    ["Zoë O'Brien-Łukasz", 'zoe obrien lukasz'],
    ['Weiß', 'weiss'],
    ['GROẞ', 'gross'],
    ['Þóra Guðrún', 'thora gudrun'],
    ['Ægir', 'aegir'],
    ["D'Arcy, Finn (IT)", 'darcy finn it'],
    ['Иванов Андрей', foldName('ИВАНОВ АНДРЕЙ')],
    ['山田　太郎', '山田 太郎'],
  ])('%s is compared as %s', (name, expected) => expect(foldName(name)).toBe(expected));

  test.each([
    ['Müller', 'Mueller'],
    ['Müller', 'Muller'],
    ['Mueller', 'Müller'],
    ['Søren', 'Soeren'],
    ['Soren', 'Søren'],
    ['Åse', 'Aase'],
    ['Guðrún', 'Gudhrun'],
    ['Größe', 'Groesse'],
    ['Gal·la', 'Galla'],
    ['山田 太郎', '山田太郎'],
    ['김 민준', '김민준'],
  ])('%s is found as %s', (stored, typed) => {
    const keys = nameKeys({ name: stored, givenName: '', surname: '' });
    expect(nameForms(typed).some((form) => keys.includes(form))).toBe(true);
  });

  test.each([
    ["finn d'arcy", "D'Arcy, Finn (IT)"],
    ["D'Arcy, Finn", "D'Arcy, Finn (IT)"],
    ["d'arcy finn (it)", "D'Arcy, Finn (IT)"],
    ['Finn DArcy', "D'Arcy, Finn [Contoso]"],
  ])('%s is %s in full', (typed, name) => {
    expect(nameForms(typed).some((form) => fullNameKeys({ name, givenName: '', surname: '' }).includes(form))).toBe(
      true,
    );
  });

  test('in brackets is nobody’s', () => {
    const keys = nameKeys({ name: "D'Arcy, Finn (IT)", givenName: 'Finn', surname: "D'Arcy" });
    expect(keys).not.toContain('it');
    expect(keys).toEqual(expect.arrayContaining(['finn', 'darcy', 'finn darcy', 'darcy finn']));
  });

  const found = (typed: string, name: string, givenName = '', surname = '') => {
    const keys = nameKeys({ name, givenName, surname });
    return typedNameKeys(typed).some((key) => keys.includes(key));
  };

  test.each([
    ['o brien', "Zoë O'Brien-Łukasz"],
    ['obrien lukasz', "Zoë O'Brien-Łukasz"],
    ['zoe obrien', "Zoë O'Brien-Łukasz"],
    ['Zoe O Brien', "Zoë O'Brien-Łukasz"],
    ["O'Brien, Zoë", "Zoë O'Brien-Łukasz"],
    ['lukasz zoe', "Zoë O'Brien-Łukasz"],
    ['zoe lukasz', "Zoë O'Brien-Łukasz"],
    ['zoeobrienlukasz', "Zoë O'Brien-Łukasz"],
    ["O'Brien", 'Sean O Brien'],
    ['sean obrien', 'Sean O Brien'],
    ['Jean Luc Picard', 'Jeanluc Picard'],
    ['jeanluc picard', 'Picard, Jean-Luc'],
    ['vandenberg', 'Kim Van Den-Berg', 'Kim', 'Van den Berg'],
    ['maria lopez', 'María del Carmen López'],
    ['lopez maria carmen', 'María del Carmen López'],
    ['Mueller Hans', 'Hans Peter Müller'],
    ['robert smith', 'Bob', 'Robert', 'Smith'],
  ])('%s is %s', (typed, name, ...parts) => {
    const [givenName, surname] = parts.filter((part) => typeof part === 'string');
    expect(found(typed!, name!, givenName, surname)).toBe(true);
  });

  test.each([
    ['zoe smith', "Zoë O'Brien-Łukasz"],
    ['alice', 'Malice Smith'],
    ['smith wilber', 'Alice Smith'],
    ['ann', 'Anna Miller'],
    ['alice alice', 'Alice Smith'],
    ['zoe brien', "Zoë O'Brien-Łukasz"],
  ])('%s is not %s', (typed, name) => expect(found(typed, name)).toBe(false));

  test('that is very long has few keys', () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(7);
    const words = Array.from({ length: 40 }, (_, index) => `n${index}`).join(' ');
    for (const long of [name, words])
      expect(nameKeys({ name: long, givenName: long, surname: long }).length).toBeLessThan(400);
  });

  test('of one word is no full name of somebody with two', () =>
    expect(fullNameKeys({ name: 'Alice Smith', givenName: 'Alice', surname: 'Smith' })).not.toContain('alice'));
});

describe('an identity', () => {
  const alice = 'alice.smith@contoso.example';
  test.each([
    [`Alice Smith (${alice})`],
    [`Alice Smith <${alice}>`],
    [`"Smith, Alice" <${alice}>`],
    [`Alice Smith [${alice}]`],
    [`Alice Smith, ${alice}`],
    [`${alice} (Alice Smith)`],
    [`[Alice Smith](mailto:${alice})`],
    [`<mailto:${alice}>`],
    [`SIP:${alice}`],
    [`smtp:${alice}`],
    [`"${alice}"`],
    [`‘${alice}’`],
    [`${alice},`],
    [`${alice};`],
    [`ALICE.Smith\u200B@contoso.example `],
    [`ａｌｉｃｅ．ｓｍｉｔｈ＠ｃｏｎｔｏｓｏ．ｅｘａｍｐｌｅ`],
  ])('%s is the address', (typed) => expect(plainIdentity(typed)).toBe(alice));

  test.each([
    ['CONTOSO\\alice', 'alice'],
    ['{00000000-0000-4000-8000-0000000000AA}', '00000000-0000-4000-8000-0000000000aa'],
    ['r&d@contoso.example', 'r&d@contoso.example'],
    ["o'brien@contoso.example", "o'brien@contoso.example"],
    ['a@x.example and b@x.example', 'a@x.example and b@x.example'],
    ['user@bücher.example', 'user@xn--bcher-kva.example'],
  ])('%s is %s', (typed, expected) => expect(plainIdentity(typed)).toBe(expected));

  test('has one form for a domain, however it is written', () =>
    expect(foldIdentity('User@BÜCHER.example')).toBe(foldIdentity('user@xn--bcher-kva.example')));

  test('takes no long time to read, whatever it is', () => {
    for (const part of ['@', 'a@', '<', '"', 'a@b ', '\\']) plainIdentity(part.repeat(100_000 / part.length));
  });
});

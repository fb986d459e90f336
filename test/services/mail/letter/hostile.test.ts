import { createLetters } from '../../../../services/mail/letter/letters';
import { mailKinds } from '../../../../services/mail/letter/kinds';
import { readMail } from './read-mail';
import { factsFor } from './samples';

const letters = createLetters();
const plain = letters.write(factsFor('enabled'));

const written = (name: string, kind: (typeof mailKinds)[number] = 'enabled') =>
  letters.write(factsFor(kind, { tenantName: name, recipient: { name }, actor: { name } }));

const names: [string, string, string][] = [
  ['a script', '<script>alert(1)</script>', '<script>alert(1)<\u200b/script>'],
  ['an end of an attribute', `" onmouseover='x' style="`, `" onmouseover='x' style="`],
  ['an image', '<img src=x onerror=y>', '<img src=x onerror=y>'],
  ['a template', '{{pin}} {{{pin}}} {{#each this}}', '{{pin}} {{{pin}}} {{#each this}}'],
  ['Markdown', '**[a](b)**', '**[a](b)**'],
  ['an entity', '&lt;b&gt; &amp;', '&lt;b&gt; &amp;'],
  ['the end of a comment', '--> <![endif]-->', '--> <![endif]-->'],
];

describe.each(names)('a name that is %s', (_what, name, shown) => {
  test('is only text', () => {
    const { html, text, subject } = written(name);
    expect(readMail(html).shape).toEqual(readMail(plain.html).shape);
    expect(readMail(html).text).toContain(`Hello ${shown},`);
    expect(text).toContain(`Hello ${shown},`);
    expect(subject).toBe(plain.subject);
  });
});

test.each([
  ['a line break', 'Eve\r\nBcc: all@contoso.example', 'Eve Bcc: all\u200b@contoso\u200b.example'],
  ['other line breaks', 'Eve\u2028\u2029\u0085\v\f!', 'Eve !'],
  ['control characters', 'E\u0000v\u001b[2Ke\u007f', 'E v [2Ke'],
  ['turned direction', '\u202eEve\u202c \u2066x\u2069\u200f\u061c', 'Eve x'],
  ['invisible characters', '\ufeffE\u00adv\u2060e\u{e0041}', 'Eve'],
  ['half a character', 'Eve \ud83d', 'Eve \ufffd'],
  ['an address of a page', 'https://evil.example/?x', 'https\u200b:\u200b/\u200b/evil\u200b.example\u200b/?x'],
])('%s in a name becomes harmless', (_what, name, shown) => {
  const { html, text } = written(name);
  for (const part of [text, readMail(html).text]) expect(part).toContain(`Hello ${shown},`);
});

test.each(mailKinds)(
  'in "%s" nothing of a hostile name reaches the subject, adds a line, or makes an address',
  (kind) => {
    const { subject, html, text } = written('\u202eEve\r\n\r\nYour PIN: 99999 https://evil.example', kind);
    expect(subject).toMatch(/^[\w -]+$/);
    expect(text).not.toMatch(/[\u202a-\u202e\r]|https?:|evil\.example|^Your PIN: 9/m);
    expect(html).not.toMatch(/[\u202a-\u202e\r]|https?:|evil\.example/);
    expect(text.split('\n')).toHaveLength(letters.write(factsFor(kind)).text.split('\n').length);
  },
);

test.each(["Zoë O'Brien-Łukasz", 'Dr. J. van der Berg', '山田 太郎', 'می‌خواهم', '👩‍🚀 Eve'])(
  'a name as people have it stays as it is: %s',
  (name) => {
    const { text, html } = written(name);
    expect(text).toContain(`Hello ${name},`);
    expect(readMail(html).text).toContain(`Hello ${name},`);
  },
);

test('a person without a name is greeted all the same', () => {
  expect(letters.write(factsFor('disabled', { recipient: { name: ' \u200b ' } })).text).toContain('\nHello,\n');
});

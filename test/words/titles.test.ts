import { nameInTitle, nameOrThisPerson, newPinTitle, resetTitle } from '../../words/titles';

const upn = 'x@contoso.example';

test.each(['Alice Smith', "Zoë O'Brien-Łukasz", 'Smith, J. R.', '山田 太郎', 'Anne-Marie d’Été', 'José María', 'X'])(
  '%s stands in a title as it is',
  (name) => expect(nameInTitle(name)).toBe(name),
);

test.each([
  '*Alice*',
  '_Alice_',
  '[Alice](https://evil.example)',
  'evil.example',
  'www.evil.example Smith',
  'Alice  Smith',
  '# Alice',
  '`Alice`',
  '<b>Alice</b>',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  'Alice\u202eSmith',
  'Alice\nSmith',
  '',
  'A'.repeat(61),
])('%j could be read as something else in a title, or fill the screen', (name) => {
  expect(nameInTitle(name)).toBeUndefined();
  expect(nameOrThisPerson({ name })).toBe('this person');
  expect(resetTitle('PIN', { name, upn }, { own: false })).toEqual({
    title: "Reset this person's PIN?",
    who: `${name} (${upn})`,
  });
  expect(newPinTitle({ name, upn }, { own: false })).toEqual({ title: 'The new PIN', who: `${name} (${upn})` });
});

test('one’s own has no name', () => {
  expect(resetTitle('PIN', { name: 'Alice', upn }, { own: true }).title).toBe('Reset your PIN?');
  expect(newPinTitle({ name: 'Alice', upn }, { own: true }).title).toBe('Your new PIN');
});

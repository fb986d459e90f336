import { mailLanguages } from '../../../../services/mail/letter/kinds';
import { words } from '../../../../services/mail/letter/words';

const moment = { day: '', time: '', zone: '' };

/** Every text, by its path. For a function, the text that it gives for empty arguments. */
function texts(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return texts((value as (...about: unknown[]) => unknown)(path === '.when' ? moment : '', ''), path);
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

const inEnglish = texts(words.en, '');

test.each(mailLanguages)('in %s every text is there, and is no other language’s', (language) => {
  const all = new Map(texts(words[language], ''));
  expect([...all.keys()]).toEqual(inEnglish.map(([path]) => path));
  for (const other of mailLanguages.filter((one) => one !== language)) {
    // "{day} ({time}, {zone})" has no words in some languages, and needs none.
    const same = texts(words[other], '').filter(([path, text]) => path !== '.when' && all.get(path) === text);
    expect(same).toEqual([]);
  }
});

test.each(mailLanguages)('in %s every text is one line without spaces to spare or double', (language) => {
  for (const [path, text] of texts(words[language], '').filter(
    ([path]) => !/^\.(did|asked|footer|when)\b/.test(path),
  )) {
    expect([path, text]).toEqual([path, text.replace(/\s*\n\s*| {2,}/g, ' ').trim()]);
  }
});

test.each(mailLanguages)('in %s people type the same words to the bot, which understands them', (language) => {
  const typed = texts(words[language], '').filter(
    ([path, text]) => path !== '.openChat' && /Dial-in Desk (in|dans|en) Teams/.test(text),
  );
  expect(typed.length).toBeGreaterThanOrEqual(7);
  for (const [, text] of typed) expect(text).toMatch(/reset my PIN|[“„«] ?(hello|audit) ?[”“»]/);
});

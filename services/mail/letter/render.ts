import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { Letter } from './kinds';

/** Reads the templates, and returns the functions that fill them. */
export function createRenderer() {
  // A separate instance, so that it has nobody else's helpers and partials.
  const handlebars = Handlebars.create();
  // `strict`: a value that is missing throws instead of leaving a gap.
  const read = (file: string, { noEscape }: { noEscape: boolean }) =>
    handlebars.compile<object>(readFileSync(join(__dirname, file), 'utf8'), {
      strict: true,
      knownHelpersOnly: true,
      noEscape,
    });
  const html = read('letter.html.hbs', { noEscape: false });
  const text = read('letter.text.hbs', { noEscape: true });

  return {
    html: (letter: Letter): string => html({ ...letter, chat: letter.chat, facts: letter.facts.map(withLook) }),
    text: (letter: Letter): string =>
      text({
        ...withUnderline(letter),
        chat: letter.chat,
        sections: letter.sections.map((section) => ({
          ...withUnderline(section),
          steps: section.steps.map((step, index) => ({ number: index + 1, step })),
        })),
      }),
  };
}

const withLook = (fact: Letter['facts'][number]) => ({
  ...fact,
  link: fact.link,
  large: fact.look === 'large',
  sentence: fact.look === 'sentence',
});

const withUnderline = <Titled extends { title: string }>(titled: Titled) => ({
  ...titled,
  underline: '-'.repeat(titled.title.length),
});

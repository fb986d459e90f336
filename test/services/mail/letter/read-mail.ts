// Without its types, for the reason in test/cards/render.ts.
interface Element {
  tagName: string;
  textContent: string;
  attributes: Iterable<{ name: string }>;
}
interface Document {
  body: Element;
  documentElement: { lang: string };
  getElementById(id: string): Element | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}
const { JSDOM } = jest.requireActual<{ JSDOM: new (html: string) => { window: { document: Document } } }>('jsdom');

/** What a reader gets from the HTML of a mail. */
export function readMail(html: string) {
  const { document } = new JSDOM(html).window;
  return {
    text: document.body.textContent,
    heading: document.querySelector('h1')?.textContent,
    language: document.documentElement.lang,
    byId: (id: string) => document.getElementById(id)?.textContent,
    /** Everything but the words: if two mails have the same shape, what somebody wrote has changed nothing else. */
    shape: [...document.querySelectorAll('*')].map(
      ({ tagName, attributes }) => `${tagName} ${[...attributes].map(({ name }) => name).join()}`,
    ),
  };
}

/** How often one text occurs in another. */
export const count = (text: string, part: string): number => text.split(part).length - 1;

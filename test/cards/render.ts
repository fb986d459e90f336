import { readFileSync } from 'node:fs';
import { type Card } from '../../cards/card';

// Their types would bring a browser's globals (`name`, `close`, ...) to the whole program, so that a forgotten variable
// compiles.
interface Element {
  tagName: string;
  textContent: string;
  attributes: Iterable<{ name: string; value: string }>;
  children: Iterable<Element>;
  style: object;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelectorAll(selector: string): Iterable<Element>;
}
interface Renderer {
  AdaptiveCard: {
    new (): { hostConfig: unknown; parse(card: object, context: Parsing): void; render(): Element | undefined };
    onProcessMarkdown(text: string, result: { outputHtml: string; didProcess: boolean }): void;
  };
  HostConfig: new (config: object) => unknown;
  SerializationContext: new () => Parsing;
}
interface Parsing {
  eventCount: number;
  getEventAt(index: number): { message: string };
}
type Window = { AdaptiveCards: Renderer; eval(script: string): unknown };
const { JSDOM } = jest.requireActual<{ JSDOM: new (html: string, options: object) => { window: Window } }>('jsdom');

const { window } = new JSDOM('<!doctype html>', { runScripts: 'outside-only' });
// jsdom has no layout and therefore no innerText. It would differ only at line breaks, and cards have none.
window.eval(`Object.defineProperty(HTMLElement.prototype, 'innerText', {
  get() { return this.textContent; }, set(text) { this.textContent = text; } })`);
// A style is only what was set. Parsing each as CSS takes a third of the time, and we only compare styles.
window.eval(`{
  const styles = new WeakMap();
  class Style {
    setProperty(name, value) { this[name] = value; }
    removeProperty(name) { delete this[name]; }
  }
  Object.defineProperty(HTMLElement.prototype, 'style', { get() {
    if (!styles.has(this)) styles.set(this, new Style());
    return styles.get(this);
  } });
}`);
window.eval(readFileSync(require.resolve('adaptivecards/dist/adaptivecards.js'), 'utf8'));
const { AdaptiveCard, HostConfig, SerializationContext } = window.AdaptiveCards;

/**
 * Just enough Markdown to show where it is read as Markdown. HTML is not escaped: a client that forgets to do so is the
 * worst case.
 */
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = text
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2">$1</a>')
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/([*_])(.+?)\1/g, '<em>$2</em>');
  result.didProcess = true;
};

// Teams shows six buttons, and the renderer by itself five. The level makes a heading one for screen readers, too.
const likeTeams = new HostConfig({
  actions: { maxActions: 6 },
  textBlock: { headingLevel: 2 },
  supportsInteractivity: true,
});

/** Draws a card with Microsoft's renderer. */
export function render(card: Card | object) {
  const drawn = new AdaptiveCard();
  drawn.hostConfig = likeTeams;
  const parsing = new SerializationContext();
  drawn.parse(card, parsing);
  const root = drawn.render();
  const all = (selector: string): Element[] => [...(root?.querySelectorAll(selector) ?? [])];
  return {
    /** What the renderer complained about. */
    complaints: Array.from({ length: parsing.eventCount }, (_, index) => parsing.getEventAt(index).message),
    text: root?.textContent ?? '',
    /** Everything but the words: if two cards have the same shape, what somebody wrote has changed nothing else. */
    shape: root ? shapeOf(root) : '',
    links: all('a').map((link) => ({ text: link.textContent, to: link.getAttribute('href') })),
    headings: all('[role=heading][aria-level], h1, h2, h3').map(({ textContent }) => textContent),
    /** The buttons that can be reached with the keyboard. */
    buttons: all('button')
      .filter((one) => !one.hasAttribute('disabled') && one.getAttribute('tabindex') !== '-1')
      .map(({ textContent }) => textContent),
  };
}

/** Attributes whose value repeats the words. */
const wordy = ['title', 'aria-label'];

/** The renderer makes new ids for inputs and their labels each time. */
const drawnIds = /__ac-[0-9a-f-]+/g;

function shapeOf({ tagName, attributes, children, style }: Element): string {
  const own = [...attributes].map(({ name, value }) =>
    wordy.includes(name) ? name : `${name}=${value.replace(drawnIds, 'id')}`,
  );
  return `<${[tagName, ...own, JSON.stringify(style)].join(' ')}>${[...children].map(shapeOf).join('')}</>`;
}

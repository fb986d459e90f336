import { Template } from 'adaptivecards-templating';

/** A card, ready to be sent. */
export interface Card {
  type: 'AdaptiveCard';
  version: string;
  fallbackText: string;
  body: object[];
  actions?: object[];
}

/** A button: its verb is the name of a command, or `confirm`, `cancel` or `done` for an offer. */
export interface Button {
  title: string;
  verb: string;
  data: Record<string, string>;
}

/** Others write the names in the directory. A longer one would push the buttons off a phone's screen. */
const longestLine = 512;

/**
 * Makes the function that fills a template with its data. Every text in the data is cleaned first. Texts that people
 * wrote must go into a RichTextBlock: unlike a TextBlock, it does not interpret Markdown.
 */
export function card<Data extends object>(template: object): (data: Data) => Card {
  // The template is read when it is first filled: reading all of them takes longer than the rest of a start.
  let compiled: Template | undefined;
  return (data) => {
    compiled ??= new Template(template);
    const filled = compiled.expand({ $root: cleanAll(data) }) as Card;
    // For an empty list Teams would draw an empty row of buttons.
    if (filled.actions?.length === 0) delete filled.actions;
    return filled;
  };
}

/**
 * Control characters, line ends, marks that reverse the direction of text or are invisible (except those that select a
 * character's form), and halves of a character.
 */
const misleading =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/gu;

/** Removes what could change how the rest of the card reads. */
export function clean(text: string): string {
  const plain = text
    .replace(misleading, ' ')
    // A RichTextBlock ignores Markdown, but does fill in {{DATE(…)}} and {{TIME(…)}}.
    .replace(/\{(?=\{)/g, '{ ')
    .replace(/ {2,}/g, ' ');
  // Cutting must not leave half a character at the end.
  return plain.length > longestLine ? `${plain.slice(0, longestLine - 1).replace(/\p{Cs}$/u, '')}…` : plain;
}

/** One of our own pictures in the card. It is longer than a text may be, and there is nothing in it to clean. */
const picture = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;

function cleanAll(value: unknown): unknown {
  if (typeof value === 'string') return picture.test(value) ? value : clean(value);
  if (Array.isArray(value)) return value.map(cleanAll);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleanAll(one)]));
  }
  return value;
}

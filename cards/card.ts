import { Template } from 'adaptivecards-templating';

/** A card that is ready to be sent. */
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

/** Names come from a directory that others write; a longer one would push the buttons off a phone's screen. */
const longestLine = 512;

/**
 * Makes the function that fills a template with its data. Every text of the data is cleaned on the way. Texts
 * that people wrote must stand in a RichTextBlock: unlike a TextBlock it shows Markdown as it is.
 */
export function card<Data extends object>(template: object): (data: Data) => Card {
  // When it is first filled: to read all templates takes longer than the rest of a start.
  let compiled: Template | undefined;
  return (data) => {
    compiled ??= new Template(template);
    const filled = compiled.expand({ $root: cleanAll(data) }) as Card;
    // Teams draws an empty row of buttons for an empty list.
    if (filled.actions?.length === 0) delete filled.actions;
    return filled;
  };
}

/**
 * Control characters, line ends, marks that turn text around or that nobody sees (but for those that choose a
 * character's form), and halves of a character.
 */
const misleading =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/gu;

/** Removes what could change how the rest of the card reads. */
export function clean(text: string): string {
  const plain = text
    .replace(misleading, ' ')
    // Unlike Markdown, {{DATE(…)}} and {{TIME(…)}} are filled in by a RichTextBlock too.
    .replace(/\{(?=\{)/g, '{ ')
    .replace(/ {2,}/g, ' ');
  // Cutting must not leave half a character at the end.
  return plain.length > longestLine ? `${plain.slice(0, longestLine - 1).replace(/\p{Cs}$/u, '')}…` : plain;
}

/** A picture of ours within the card: longer than a text may be, and nothing in it to clean. */
const picture = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;

function cleanAll(value: unknown): unknown {
  if (typeof value === 'string') return picture.test(value) ? value : clean(value);
  if (Array.isArray(value)) return value.map(cleanAll);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleanAll(one)]));
  }
  return value;
}

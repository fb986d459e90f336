import { type Card } from '../../cards/card';

/**
 * A rule for every card. `faults` says what breaks it; `broken` is a card that does, which proves that the rule catches
 * it.
 */
export interface Rule {
  name: string;
  faults(card: Card): string[];
  broken: Card;
}

type Thing = Record<string, unknown> & { type?: string };

/** Every object of a card, wherever it is. */
function thingsIn(value: unknown): Thing[] {
  if (value === null || typeof value !== 'object') return [];
  const inside = Object.values(value).flatMap(thingsIn);
  return Array.isArray(value) ? inside : [value as Thing, ...inside];
}

const ofType = (card: Card, type: RegExp): Thing[] =>
  thingsIn(card).filter((thing) => typeof thing.type === 'string' && type.test(thing.type));
const keysIn = (card: Card): string[] => thingsIn(card).flatMap(Object.keys);
const told = (things: unknown[]): string[] => things.map((thing) => JSON.stringify(thing));

const heading = { type: 'TextBlock', text: 'Hello', wrap: true, style: 'heading' };
const press = { type: 'Action.Execute', title: 'Help', verb: 'help', data: {}, associatedInputs: 'none' };
/** A card that breaks no rule. */
export const soundCard: Card = {
  type: 'AdaptiveCard',
  version: '1.5',
  fallbackText: 'Hello',
  body: [heading],
  actions: [press],
};
const withBody = (...body: object[]): Card => ({ ...soundCard, body: [heading, ...body] });
const withActions = (...actions: object[]): Card => ({ ...soundCard, actions });

export const rules: Rule[] = [
  {
    name: 'is of version 1.5, the newest that Teams draws everywhere',
    faults: ({ version }) => (version === '1.5' ? [] : [version]),
    broken: { ...soundCard, version: '1.6' },
  },
  {
    name: 'is smaller than a message may be, 28 KB',
    faults: (card) => (Buffer.byteLength(JSON.stringify(card)) < 28 * 1024 ? [] : ['too big']),
    broken: withBody({ ...heading, text: 'ł'.repeat(14 * 1024) }),
  },
  {
    name: 'has a text for clients that cannot draw it',
    faults: ({ fallbackText }) =>
      typeof fallbackText === 'string' && fallbackText.trim() !== '' ? [] : ['no fallbackText'],
    broken: { ...soundCard, fallbackText: ' ' },
  },
  {
    name: 'leaves no instruction of its template',
    faults: (card) => keysIn(card).filter((key) => key.startsWith('$') && key !== '$schema'),
    broken: withBody({ ...heading, $when: '${own}' }),
  },
  {
    name: 'neither refreshes itself nor signs in nor is read aloud',
    faults: (card) => keysIn(card).filter((key) => ['refresh', 'authentication', 'speak'].includes(key)),
    broken: { ...soundCard, refresh: { action: press } } as Card,
  },
  {
    name: 'gives numbers to its inputs of numbers: a text shows as an empty field',
    faults: (card) =>
      told(
        ofType(card, /^Input\.Number$/).filter(
          ({ value, min, max }) => ![value, min, max].every((one) => typeof one === 'number'),
        ),
      ),
    broken: withBody({ type: 'Input.Number', id: 'n', label: 'n', min: 1, max: 2, value: '1' }),
  },
  {
    name: 'has only buttons that come back to the desk: Action.Execute with a title and a verb, taking inputs along where there are some to save; but for folding, and the way into our chat',
    faults: (card) =>
      told(
        ofType(card, /^Action\./).filter(
          ({ type, title, verb, associatedInputs, url }) =>
            !title ||
            !(
              type === 'Action.ToggleVisibility' ||
              (type === 'Action.OpenUrl' &&
                String(url).startsWith('https://teams.microsoft.com/l/chat/0/0?users=28:')) ||
              (type === 'Action.Execute' &&
                verb &&
                (associatedInputs === 'none' || (associatedInputs === 'auto' && ofType(card, /^Input\./).length > 0)))
            ),
        ),
      ),
    broken: withBody({
      ...heading,
      selectAction: {
        type: 'Action.OpenUrl',
        title: 'x',
        verb: 'x',
        associatedInputs: 'none',
        url: 'https://evil.example',
      },
    }),
  },
  {
    name: 'has at most six buttons in a row',
    faults: (card) =>
      [card.actions ?? [], ...ofType(card, /^ActionSet$/).map(({ actions }) => actions as object[])].flatMap((row) =>
        told(row.slice(6)),
      ),
    broken: withBody({ type: 'ActionSet', actions: Array.from({ length: 7 }, () => press) }),
  },
  {
    name: 'folds nothing that cannot be unfolded, and unfolds nothing that is not there',
    faults: (card) => {
      const things = ofType(card, /./);
      const targets = ofType(card, /^Action\.ToggleVisibility$/).flatMap(
        ({ targetElements }) => targetElements as string[],
      );
      return [
        ...told(things.filter(({ id, isVisible }) => isVisible === false && !targets.includes(String(id)))),
        ...targets.filter((target) => !things.some(({ id }) => id === target)),
      ];
    },
    broken: withBody({ type: 'TextBlock', text: 'x', wrap: true, id: 'folded', isVisible: false }),
  },
  {
    name: 'carries nothing but the operation id on the buttons of an offer',
    faults: (card) =>
      told(
        ofType(card, /^Action\./).filter(
          ({ verb, data }) =>
            ['confirm', 'cancel', 'done'].includes(String(verb)) && Object.keys(data as object).join() !== 'opId',
        ),
      ),
    broken: withActions({ ...press, verb: 'done', data: { opId: 'x', person: 'x' } }),
  },
  {
    name: 'loads nothing from elsewhere: a picture is in the card, and has words',
    faults: (card) => [
      ...told(ofType(card, /^(ImageSet|Media|Icon)$/)),
      ...told(
        thingsIn(card).filter(
          ({ type, url, altText }) =>
            (type === 'Image' || (url !== undefined && type !== 'Action.OpenUrl')) &&
            !(type === 'Image' && /^data:image\/png;base64,/.test(String(url)) && altText),
        ),
      ),
      ...keysIn(card).filter((key) => ['iconUrl', 'backgroundImage', 'poster', 'sources'].includes(key)),
    ],
    broken: withActions({ ...press, iconUrl: 'https://evil.example/x.png' }),
  },
  {
    name: 'has a picture with words for every chart, where charts cannot be drawn',
    faults: (card) =>
      told(
        ofType(card, /^Chart\./).filter(
          ({ fallback }) => thingsIn(fallback).filter(({ type, altText }) => type === 'Image' && altText).length !== 1,
        ),
      ),
    broken: withBody({ type: 'Chart.Donut', data: [], fallback: 'drop' }),
  },
  {
    name: 'labels every input',
    faults: (card) =>
      told(ofType(card, /^Input\./).filter(({ label }) => typeof label !== 'string' || label.trim() === '')),
    broken: withBody({ type: 'Container', items: [{ type: 'Input.Text', id: 'reason', placeholder: 'Reason' }] }),
  },
  {
    name: 'is one column wide, for phones; but for a table of up to three columns with a header',
    faults: (card) =>
      told(
        ofType(card, /^(ColumnSet|Table|FactSet)$/).filter(
          ({ type, columns, firstRowAsHeader }) =>
            type === 'FactSet' || (columns as unknown[]).length > (type === 'Table' && firstRowAsHeader ? 3 : 1),
        ),
      ),
    broken: withBody({ type: 'ColumnSet', columns: [{ type: 'Column' }, { type: 'Column' }] }),
  },
  {
    name: 'wraps every text',
    faults: (card) => told(ofType(card, /^TextBlock$/).filter(({ wrap }) => wrap !== true)),
    broken: withBody({ type: 'Container', items: [{ type: 'TextBlock', text: 'x' }] }),
  },
  {
    name: 'begins with its heading, and has no other',
    faults: ({ body }) => {
      const [first, ...others] = body as Thing[];
      return first?.style === 'heading' && first.text
        ? told(others.filter(({ style }) => style === 'heading'))
        : told([first]);
    },
    broken: { ...soundCard, body: [{ type: 'TextBlock', text: 'x', wrap: true }, heading] },
  },
  {
    name: 'uses an id once',
    faults: (card) => {
      const ids = ofType(card, /./).flatMap(({ id }) => (id === undefined ? [] : [String(id)]));
      return ids.filter((id, index) => ids.indexOf(id) !== index);
    },
    broken: withBody({ ...heading, id: 'pin' }, { ...heading, id: 'pin' }),
  },
];

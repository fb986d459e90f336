import { type Button, type Card } from '../../cards/card';

type Element = Record<string, unknown> & {
  type: string;
  id?: string;
  items?: Element[];
  rows?: Element[];
  cells?: Element[];
  inlines?: (string | { text: string })[];
  text?: string;
};

/** Every element of a card, with those inside containers. */
export function elementsOf(card: Card): Element[] {
  const open = (element: Element): Element[] => [
    element,
    ...[...(element.items ?? []), ...(element.rows ?? []), ...(element.cells ?? [])].flatMap(open),
  ];
  return (card.body as Element[]).flatMap(open);
}

const textOf = ({ text, inlines }: Element): string =>
  inlines ? inlines.map((run) => (typeof run === 'string' ? run : run.text)).join('') : (text ?? '');

/** All that a person reads on it, a line for each element. */
export const readCard = (card: Card): string =>
  elementsOf(card)
    .map(textOf)
    .filter((text) => text !== '')
    .join('\n');

/** The text of the element with this id, or undefined. */
export function textById(card: Card, id: string): string | undefined {
  const found = elementsOf(card).find((element) => element.id === id);
  return found && textOf(found);
}

export const titleOf = (card: Card): string => textOf(elementsOf(card)[0]!);

/** Everything on it that can be pressed, as it is drawn: what stands inside first, then the row at the bottom. */
export const actionsOf = (card: Card): { title: string; verb?: string }[] =>
  [...elementsOf(card).map(({ actions }) => actions), card.actions].flatMap(
    (row) => (row ?? []) as { title: string }[],
  );

/** Its buttons that come back to the desk. What only folds and unfolds does not. */
export const buttonsOf = (card: Card): Button[] =>
  actionsOf(card).filter(({ verb }) => verb !== undefined) as unknown as Button[];

/** The button with this title. */
export function button(card: Card, title: string): Button {
  const found = buttonsOf(card).find((one) => one.title === title);
  if (!found)
    throw new Error(
      `No button "${title}" on "${readCard(card)}", only: ${buttonsOf(card)
        .map((one) => one.title)
        .join(', ')}`,
    );
  return found;
}

/** The offer of a button, as the database has it: the button carries a signature as well. */
export const offerOf = ({ data }: Pick<Button, 'data'>): string => data.opId!.slice(0, 22);

import type { Button, Card } from '../../cards/card';

/** The card of an offer, with the words that say how to accept it: whoever typed "yes" has not found its button. */
export function withConfirmLine(card: Card): Card {
  const button = (card.actions as Button[] | undefined)?.find(({ verb }) => verb === 'confirm');
  if (!button) return card;
  const line = { type: 'TextBlock', text: `Press "${button.title}" to confirm.`, wrap: true, weight: 'Bolder' };
  return { ...card, body: [...card.body, line] };
}

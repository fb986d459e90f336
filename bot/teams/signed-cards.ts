import type { ButtonIds } from '../../services/pins/button-ids';

/** The field of a button that names its offer. */
const field = 'opId';

/** A card whose buttons carry signed ids. The card itself is left as it is: others may draw it again. */
export function signedCard<Card>(card: Card, ids: Pick<ButtonIds, 'sign'>): Card {
  if (Array.isArray(card)) return card.map((one: unknown) => signedCard(one, ids)) as Card;
  if (typeof card !== 'object' || card === null) return card;
  return Object.fromEntries(
    Object.entries(card).map(([name, value]) => [
      name,
      // Where no offer has been made yet, the id is empty.
      name === field && typeof value === 'string' && value !== '' ? ids.sign(value) : signedCard(value as unknown, ids),
    ]),
  ) as Card;
}

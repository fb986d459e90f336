import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { Person } from '../../services/people/person';
import { shownPerson } from '../../words/people';

/** The card of a PIN that a newer one has replaced. Several cards of one person's PINs must not all look true. */
export function replacedPinCard({ target, own, time }: { target: Person; own: boolean; time: string }): Card {
  return cards.notice({
    title: 'Replaced by a newer PIN',
    paragraphs: [
      ...(own ? [] : [shownPerson(target)]),
      `The PIN from ${time} no longer works. Only the newest one does.`,
    ],
    buttons: [],
  });
}

import type { Card } from '../../cards/card';
import { clean } from '../../cards/card';
import type { Services } from '../../services';
import { type Offer, requestOf } from '../../services/offers/offer';
import { shownPerson } from '../../words/people';

/** The card that answers a decision, with the words that say whether the asker hears of it. */
export async function withToldLine(card: Card, offer: Offer, services: Services): Promise<Card> {
  const id = requestOf(offer);
  const request = id === undefined ? undefined : await services.requests.byId(id);
  const asker = request && (await services.directory.byId(request.tenant, request.asker));
  if (!asker) return card;
  const chat = await services.chats.find(asker.tenant, asker.id);
  const text = chat
    ? `${shownPerson(asker)} asked for this and is told in Teams.`
    : `${shownPerson(asker)} asked for this and has no chat with me: tell them what you decided.`;
  return {
    ...card,
    body: [...card.body, { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: clean(text) }] }],
  };
}

import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { finalCard } from '../turn/final-card';
import { isOpen } from '../../services/offers/offer';

export const status = defineCommand({
  name: 'status',
  title: 'status',
  help: 'See what became of your last offer here.',
  utterances: ['what happened', 'did it work', 'was it done'],
  right: 'talk',
  scopes: ['personal'],
  async run({ actor, commands, conversation, services }) {
    const offer = await services.offers.latest({ tenant: actor.tenant, actor: actor.id, conversation });
    if (!offer)
      return cards.notice({
        title: 'Nothing yet',
        paragraphs: ['Nothing was offered here in the last 30 days.'],
        buttons: [],
      });
    if (!isOpen(offer, await services.now())) return finalCard(offer, { services, commands });
    return cards.notice({
      title: 'Not confirmed yet',
      paragraphs: ['Your last offer is still open. Nothing was changed.'],
      buttons: [],
    });
  },
});

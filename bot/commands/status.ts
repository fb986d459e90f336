import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { finalCard } from '../turn/final-card';
import { isOpen } from '../../services/offers/offer';

export const status = defineCommand({
  name: 'status',
  title: 'status',
  help: 'Check your last request.',
  utterances: ['check my last request', 'what happened', 'did it work', 'was it done'],
  right: 'talk',
  scopes: ['personal'],
  async run({ actor, commands, conversation, services }) {
    const offer = await services.offers.latest({ tenant: actor.tenant, actor: actor.id, conversation });
    if (!offer)
      return cards.notice({
        title: 'Nothing yet',
        paragraphs: ['You have asked for nothing here in the last 30 days.'],
        buttons: [{ title: 'Help', verb: 'help', data: {} }],
      });
    if (!isOpen(offer, await services.now())) return finalCard(offer, { services, commands });
    return cards.notice({
      title: 'Not confirmed yet',
      paragraphs: ['Your last request is still open: press its button above, or type "yes" to see it again.'],
      buttons: [{ title: 'Cancel it', verb: 'cancel', data: {} }],
    });
  },
});

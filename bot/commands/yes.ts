import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { madeByWords } from '../../services/offers/offer';

export const yes = defineCommand({
  name: 'yes',
  title: 'yes',
  help: 'See the open offer again, with its button.',
  utterances: [
    ...['ok', 'okay', 'yep', 'yeah', 'sure', 'do it', 'yes do it', 'go ahead', 'go on'],
    ...['confirm', 'i confirm', 'confirmed', 'proceed', 'approve', 'ja', 'oui', 'si', 'sí', 'はい'],
  ],
  right: 'talk',
  scopes: ['personal'],
  listed: false,
  async standsFor({ actor, conversation, services }) {
    const offer = await services.offers.latest({ tenant: actor.tenant, actor: actor.id, conversation });
    if (!offer || offer.state !== 'offered' || offer.expiresAt <= (await services.now())) return undefined;
    const slots = madeByWords(offer);
    return slots && { command: offer.kind, slots };
  },
  async run({ actor, conversation, services }) {
    const offer = await services.offers.latest({ tenant: actor.tenant, actor: actor.id, conversation });
    const open = offer?.state === 'offered' && offer.expiresAt > (await services.now());
    return cards.notice({
      title: open ? 'Press its button' : 'Nothing to confirm',
      paragraphs: open
        ? ['Your last offer is still open, on its card above. Words alone change nothing.']
        : ['No offer is open here. Type what you would like, for example "reset my pin".'],
      buttons: [{ title: 'Help', verb: 'help', data: {} }],
    });
  },
});

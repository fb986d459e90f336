import { cards } from '../../cards';
import { defineCommand, type Turn } from '../turn/command';
import { isOpen, madeByWords, type Offer } from '../../services/offers/offer';

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
  async standsFor(turn) {
    const offer = await openOffer(turn);
    const slots = offer && madeByWords(offer);
    return slots && { command: offer.kind, slots };
  },
  async run(turn) {
    const open = (await openOffer(turn)) !== undefined;
    return cards.notice({
      title: open ? 'Press its button' : 'Nothing to confirm',
      paragraphs: open
        ? ['Your last offer is still open, on its card above. Words alone change nothing.']
        : ['No offer is open here. Type what you would like, for example "reset my pin".'],
      buttons: [{ title: 'Help', verb: 'help', data: {} }],
    });
  },
});

async function openOffer({ actor, conversation, services }: Turn): Promise<Offer | undefined> {
  const offer = await services.offers.latest({ tenant: actor.tenant, actor: actor.id, conversation });
  return offer && isOpen(offer, await services.now()) ? offer : undefined;
}

import { cards } from '../../cards';
import { mailWords } from '../../words/cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';

/** Words do not make this offer: it comes with a notice. */
export const pickUpPin = defineCommand({
  name: 'pick-up-pin',
  title: 'pick up my pin',
  help: 'See the new PIN that waits for you.',
  utterances: ['pick up pin', 'show my new pin'],
  right: 'pick-up-pin',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  offer() {
    throw new Problem('button-only', {});
  },
  async run({ click, services }) {
    const { person, pin, info } = await services.pickUps.pickUpPin(click);
    const card = cards.pinShownOnce({
      ...{ name: person.name, upn: person.upn, own: true },
      ...diallingOf(info),
      ...{
        offer: click.offer,
        mail: mailWords({ kind: 'self-service' }, { what: 'PIN', own: true, done: true }),
        pin: pin.reveal(),
        buttons: [],
      },
    });
    return { card, showsPin: true };
  },
});

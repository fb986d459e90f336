import { cards } from '../../cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { Problem } from '../../services/base/problem';
import { newPinTitle } from '../../words/titles';
import { untoldCard } from '../show/teams-cards';
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
    if (!pin) return untoldCard({ person, own: true }, { mail: '', microsoftMayMail: false, offered: false });
    const card = cards.pinShownOnce({
      ...newPinTitle(person, { own: true }),
      ...diallingOf(info),
      ...{ own: true, offer: click.offer, mail: '', pin: pin.reveal(), buttons: [] },
    });
    return { card, showsPin: true, keep: () => services.lateAnswers.keepPin(click, pin) };
  },
});

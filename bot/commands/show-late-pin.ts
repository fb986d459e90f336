import { cards } from '../../cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { Problem } from '../../services/base/problem';
import { newPinTitle } from '../../words/titles';
import { defineCommand } from '../turn/command';

/** Words do not make this offer: it comes with a notice, when Teams took longer than a click can wait. */
export const showLatePin = defineCommand({
  name: 'show-late-pin',
  title: 'show late pin',
  help: 'See a new PIN that came late.',
  utterances: ['show the late pin'],
  right: 'show-late-pin',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  offer() {
    throw new Problem('button-only', {});
  },
  async run({ click, services }) {
    const { person, own, pin, info } = await services.lateAnswers.showLatePin(click);
    const card = cards.pinShownOnce({
      ...newPinTitle(person, { own }),
      ...diallingOf(info),
      ...{ own, offer: click.offer, mail: '', pin: pin.reveal(), buttons: [] },
    });
    return { card, showsPin: true };
  },
});

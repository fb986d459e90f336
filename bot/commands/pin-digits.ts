import { cards } from '../../cards';
import { counted } from '../../words/counted';
import { defineCommand } from '../turn/command';

export const pinDigits = defineCommand({
  name: 'pin-digits',
  title: 'how long is my pin',
  help: 'See how many digits your PIN has, and how many a new one will have.',
  utterances: [
    'how long is a pin',
    'how long is the pin',
    'how long must my pin be',
    'how many digits does my pin have',
    'how many digits has my pin',
    'how many digits does a pin have',
  ],
  right: 'show-conference-info',
  needs: 'pin-length',
  scopes: ['personal'],
  async run({ target, own, services }) {
    await services.conferencing.info(target, { own });
    const { pinLength } = await services.settings.of(target.tenant);
    const digits = await services.personView.pinDigits(target);
    return cards.notice({
      title: 'PIN length',
      paragraphs: [
        digits === undefined
          ? 'How many digits your PIN has is not known: it is from before that was kept.'
          : `Your PIN has ${counted(digits, 'digit')}.`,
        digits === pinLength ? 'A new one will have as many.' : `A new PIN has ${counted(pinLength, 'digit')}.`,
        'A PIN is shown only when it is reset.',
      ],
      buttons: [{ title: 'Reset my PIN', verb: 'reset-pin', data: {} }],
    });
  },
});
